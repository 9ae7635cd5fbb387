"""What a session answers to each command."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from actors.kernel.errors import Reason, Refusal
from actors.kernel.offer import Handler
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions import congress_session_records as r
from actors.systems.npc_motions import thresholds
from actors.systems.npc_motions.congress import Congress
from actors.systems.npc_motions.congress_session_names import congress_and_term, session_id
from actors.systems.npc_motions.congress_session_state import SessionState, Sitting, session_facts
from actors.systems.npc_motions.deputy_roster import Follow
from actors.systems.npc_motions.groups import parts_of

EARLIEST = timedelta(hours=2)  # before a sitting begins: doors open
Turning = Turn[SessionState]


def handlers(
    congresses: Mapping[str, Congress],
) -> dict[type[Command], Handler[SessionState]]:
    """Return what answers each command, by the numbers of `congresses`."""

    def prepare(turn: Turning, command: r.PrepareSession) -> None:
        faults = list(_faults(turn.id, command, congresses))
        if faults:
            raise Refusal(*faults)
        turn.emit(
            r.SessionPrepared(
                at=turn.now,
                congress=command.congress,
                body=command.body,
                level=command.level,
                place=command.place,
                term=command.term,
                number=command.number,
                title=command.title,
                opens_on=command.opens_on,
                closes_on=command.closes_on,
                motion_deadline=command.motion_deadline,
                members=command.members,
                delegations=command.delegations,
            )
        )
        _tell(turn)

    def record_decision(turn: Turning, command: r.RecordDecision) -> None:
        state = turn.state
        if command.vote in state.votes:
            raise Refusal(Reason("congress_session.vote_known", "/vote"), kind="not_now")
        present = len(_sitting(turn, command.sitting).present)
        taking_part = command.in_favour + command.against + command.abstained
        congress = congresses[state.level]
        if min(command.in_favour, command.against, command.abstained) < 0 or taking_part > present:
            facts = {"present": str(present)}
            raise Refusal(Reason("congress_session.more_votes_than_people", "/in_favour", facts))
        if not thresholds.quorate(congress, present, state.members):
            needed = thresholds.needed(congress.quorum.share, state.members)
            facts = {"present": str(present), "needed": str(needed)}
            raise Refusal(Reason("congress_session.not_quorate", "/sitting", facts), kind="not_now")
        if not thresholds.vote_valid(congress, taking_part, state.members):
            raise Refusal(Reason("congress_session.vote_invalid", "/in_favour"))
        turn.emit(
            r.DecisionRecorded(
                at=turn.now,
                vote=command.vote,
                sitting=command.sitting,
                subject=command.subject,
                in_favour=command.in_favour,
                against=command.against,
                abstained=command.abstained,
                adopted=thresholds.adopted(congress, command.in_favour, state.members),
            )
        )

    return {
        r.PrepareSession: prepare,
        r.SetMotionDeadline: _set_deadline,
        r.SetPresidium: _set_presidium,
        r.SetAgenda: _set_agenda,
        r.ScheduleSitting: _schedule,
        r.AssignSeats: _assign_seats,
        r.CheckIn: _check_in,
        r.AddDocument: _add_document,
        r.WithdrawDocument: _withdraw_document,
        r.TurnPage: _turn_page,
        r.RecordDecision: record_decision,
        r.OpenSession: _open,
        r.CloseSession: _close,
        r.PostPlan: _post_plan,
        r.NoteVote: _note_vote,
        Follow: _follow,
    }


def _faults(
    id: str, command: r.PrepareSession, congresses: Mapping[str, Congress]
) -> Iterator[Reason]:
    name = session_id(command.congress, command.term, command.number, command.body)
    if id != name or congress_and_term(id) is None:
        yield Reason("congress_session.name", "/congress", {"name": name})
    if command.level not in congresses:
        yield Reason("congress_session.level_unknown", "/level")
    if command.closes_on < command.opens_on:
        yield Reason("congress_session.closes_before_it_opens", "/closes_on")
    if command.members < 1:
        yield Reason("congress_session.members", "/members")
    seated = sum(each.deputies for each in command.delegations.values())
    if command.delegations and seated != command.members:
        facts = {"delegations": str(seated), "members": str(command.members)}
        yield Reason("congress_session.delegations_differ", "/delegations", facts)


def _tell(turn: Turning) -> None:
    for follower in turn.state.followers:
        turn.send(follower, _note(turn))


def _note(turn: Turning) -> r.NoteSession:
    return r.NoteSession(session=turn.id, facts=session_facts(turn.state, turn.seq))


def _sitting(turn: Turning, id: str) -> Sitting:
    sitting = turn.state.sittings.get(id)
    if sitting is None:
        raise Refusal(Reason("congress_session.sitting_unknown", "/sitting"))
    return sitting


def _set_deadline(turn: Turning, command: r.SetMotionDeadline) -> None:
    turn.emit(r.MotionDeadlineSet(at=turn.now, deadline=command.at))
    _tell(turn)


def _set_presidium(turn: Turning, command: r.SetPresidium) -> None:
    if command.members < 1:
        raise Refusal(Reason("congress_session.members", "/members"))
    turn.emit(
        r.PresidiumSet(at=turn.now, members=command.members, last_meeting=command.last_meeting)
    )
    _tell(turn)


def _set_agenda(turn: Turning, command: r.SetAgenda) -> None:
    if len({item.id for item in command.items}) < len(command.items):
        raise Refusal(Reason("congress_session.agenda_twice", "/items"))
    turn.emit(r.AgendaSet(at=turn.now, items=command.items))


def _schedule(turn: Turning, command: r.ScheduleSitting) -> None:
    faults: list[Reason] = []
    if command.ends_at <= command.begins_at:
        faults.append(Reason("congress_session.ends_before_it_begins", "/ends_at"))
    if set(command.items) - {item.id for item in turn.state.agenda}:
        faults.append(Reason("congress_session.not_on_the_agenda", "/items"))
    if faults:
        raise Refusal(*faults)
    turn.emit(r.SittingScheduled(at=turn.now, **parts_of(command, r.Schedule)))


def _assign_seats(turn: Turning, command: r.AssignSeats) -> None:
    _sitting(turn, command.sitting)
    if len(set(command.seats.values())) < len(command.seats):
        raise Refusal(Reason("congress_session.seat_twice", "/seats"))
    turn.emit(r.SeatsAssigned(at=turn.now, sitting=command.sitting, seats=command.seats))


def _check_in(turn: Turning, command: r.CheckIn) -> None:
    sitting = _sitting(turn, command.sitting)
    person, _, account = turn.by.id.partition(":")
    if person == "person" and account != command.account:
        raise Refusal(Reason("congress_session.for_oneself", "/account"), kind="forbidden")
    if command.account in sitting.present:
        raise Refusal(Reason("congress_session.checked_in", "/account"), kind="not_now")
    if command.account not in sitting.seats:
        raise Refusal(Reason("congress_session.no_seat", "/account"))
    if not sitting.begins_at - EARLIEST <= turn.now < sitting.ends_at:
        raise Refusal(Reason("congress_session.not_the_time", "/sitting"), kind="not_now")
    turn.emit(r.CheckedIn(at=turn.now, sitting=command.sitting, account=command.account))


def _add_document(turn: Turning, command: r.AddDocument) -> None:
    if command.document in turn.state.documents:
        raise Refusal(Reason("congress_session.document_known", "/document"))
    if command.withdraw_at <= max(command.release_at, turn.now):
        raise Refusal(Reason("congress_session.document_without_time", "/withdraw_at"))
    turn.emit(
        r.DocumentAdded(
            at=turn.now,
            document=command.document,
            title=command.title,
            sha256=command.sha256,
            media_type=command.media_type,
            size=command.size,
            audience=command.audience,
            release_at=command.release_at,
            withdraw_at=command.withdraw_at,
        )
    )
    _turn_pages(turn, command.document)


def _withdraw_document(turn: Turning, command: r.WithdrawDocument) -> None:
    document = turn.state.documents.get(command.document)
    if document is None or document.state == "withdrawn":
        raise Refusal(Reason("congress_session.document_unknown", "/document"))
    if not command.reason.strip():
        raise Refusal(Reason("congress_session.reason_missing", "/reason"))
    turn.forget(_alarm(command.document))
    turn.emit(r.DocumentWithdrawn(at=turn.now, document=command.document, reason=command.reason))


def _turn_page(turn: Turning, command: r.TurnPage) -> None:
    _turn_pages(turn, command.document)


def _turn_pages(turn: Turning, id: str) -> None:
    """Release and withdraw the document as its times say, and be woken for the next of them."""
    document = turn.state.documents[id]
    if document.state == "withdrawn":
        return
    if document.state == "waiting" and document.release_at <= turn.now:
        turn.emit(r.DocumentReleased(at=turn.now, document=id))
    if document.withdraw_at <= turn.now:
        turn.emit(r.DocumentWithdrawn(at=turn.now, document=id))
        return
    turn.remind(_alarm(id), _next(document.release_at, document.withdraw_at, turn.now), _page(id))


def _next(release_at: datetime, withdraw_at: datetime, now: datetime) -> datetime:
    return release_at if release_at > now else withdraw_at


def _page(id: str) -> r.TurnPage:
    return r.TurnPage(document=id)


def _alarm(id: str) -> str:
    return f"document {id}"


def _open(turn: Turning, command: r.OpenSession) -> None:
    turn.emit(r.SessionOpened(at=turn.now))
    _tell(turn)


def _close(turn: Turning, command: r.CloseSession) -> None:
    """Close, and withdraw what only deputies could read: it was theirs for the session."""
    for id, document in turn.state.documents.items():
        if document.audience == "deputies" and document.state != "withdrawn":
            turn.forget(_alarm(id))
            turn.emit(r.DocumentWithdrawn(at=turn.now, document=id))
    turn.emit(r.SessionClosed(at=turn.now))
    _tell(turn)


def _post_plan(turn: Turning, command: r.PostPlan) -> None:
    if not (command.title.strip() and command.text.strip()):
        raise Refusal(Reason("congress_session.plan_empty", "/text"))
    turn.emit(r.PlanPosted(at=turn.now, year=command.year, title=command.title, text=command.text))


def _note_vote(turn: Turning, command: r.NoteVote) -> None:
    turn.emit(r.VoteNoted(at=turn.now, **parts_of(command, r.Voted)))


def _follow(turn: Turning, command: Follow) -> None:
    if command.follower not in turn.state.followers:
        turn.emit(r.SessionFollowed(at=turn.now, follower=command.follower))
    turn.send(command.follower, _note(turn))
