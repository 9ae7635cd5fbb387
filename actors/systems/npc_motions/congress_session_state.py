"""What is known of a session, and what each event does to it."""

from datetime import date, datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from actors.blocks.files.digest import Digest
from actors.systems.npc_motions import congress_session_records as r
from actors.systems.npc_motions.congress_session_facts import Phase


class Sitting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sitting. `seats` and `present` are by account; `present` says since when."""

    title: str
    begins_at: datetime
    ends_at: datetime
    room: str
    items: tuple[str, ...] = ()
    seats: dict[str, str] = {}
    present: dict[str, datetime] = {}


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A document of the session; `state` tells whether it can be read now."""

    title: str
    sha256: Digest
    media_type: str
    size: int
    audience: r.Audience
    release_at: datetime
    withdraw_at: datetime
    state: Literal["waiting", "released", "withdrawn"] = "waiting"


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """How a vote went, on a motion (its id) or another matter."""

    subject: str
    in_favour: int
    against: int
    abstained: int
    adopted: bool
    at: datetime


class SessionState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A session. `phase` "" has not been prepared; it may be followed before it is."""

    phase: Phase = ""
    congress: str = ""
    body: r.Body = "congress"
    level: str = ""
    place: str = ""
    term: int = 0
    number: int = 0
    title: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    motion_deadline: datetime | None = None
    members: int = 0
    delegations: dict[str, r.Delegation] = {}
    presidium: int = 0
    last_meeting: datetime | None = None
    agenda: tuple[r.AgendaItem, ...] = ()
    sittings: dict[str, Sitting] = {}
    documents: dict[str, Document] = {}
    votes: dict[str, Vote] = {}
    plans: dict[str, tuple[str, str]] = {}
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    followers: tuple[str, ...] = ()


def session_facts(state: SessionState, seq: int) -> r.SessionFacts:
    """Return what a session tells its followers with its commit `seq`."""
    return r.SessionFacts(
        phase=state.phase,
        congress=state.congress,
        body=state.body,
        level=state.level,
        place=state.place,
        term=state.term,
        number=state.number,
        motion_deadline=state.motion_deadline,
        members=state.members,
        delegations=state.delegations,
        presidium=state.presidium,
        last_meeting=state.last_meeting,
        closed_at=state.closed_at,
        seq=seq,
    )


def evolve(state: SessionState, event: object) -> SessionState:
    """Return the session after `event`."""
    match event:
        case r.SessionPrepared():
            return replace(
                state,
                phase="prepared",
                congress=event.congress,
                body=event.body,
                level=event.level,
                place=event.place,
                term=event.term,
                number=event.number,
                title=event.title,
                opens_on=event.opens_on,
                closes_on=event.closes_on,
                motion_deadline=event.motion_deadline,
                members=event.members,
                delegations=event.delegations,
            )
        case r.MotionDeadlineSet(deadline=deadline):
            return replace(state, motion_deadline=deadline)
        case r.PresidiumSet(members=members, last_meeting=last_meeting):
            return replace(state, presidium=members, last_meeting=last_meeting)
        case r.AgendaSet(items=items):
            return replace(state, agenda=items)
        case r.SessionOpened(at=at):
            return replace(state, phase="open", opened_at=at)
        case r.SessionClosed(at=at):
            return replace(state, phase="closed", closed_at=at)
        case r.PlanPosted(year=year, title=title, text=text):
            return replace(state, plans={**state.plans, str(year): (title, text)})
        case r.SessionFollowed(follower=follower):
            return replace(state, followers=(*state.followers, follower))
        case r.DecisionRecorded(vote=name) | r.VoteNoted(motion=name):
            return replace(state, votes={**state.votes, name: _vote(event)})
        case r.DocumentAdded() | r.DocumentReleased() | r.DocumentWithdrawn():
            return replace(state, documents=_documents(state, event))
        case r.SittingScheduled() | r.SeatsAssigned() | r.CheckedIn():
            return replace(state, sittings=_sittings(state, event))
        case _:
            raise TypeError(f"no event of a session: {event!r}")


def _vote(event: r.DecisionRecorded | r.VoteNoted) -> Vote:
    return Vote(
        subject=event.subject if isinstance(event, r.DecisionRecorded) else event.title,
        in_favour=event.in_favour,
        against=event.against,
        abstained=event.abstained,
        adopted=event.adopted,
        at=event.at,
    )


def _documents(
    state: SessionState, event: r.DocumentAdded | r.DocumentReleased | r.DocumentWithdrawn
) -> dict[str, Document]:
    id = event.document
    match event:
        case r.DocumentAdded():
            document = Document(
                title=event.title,
                sha256=event.sha256,
                media_type=event.media_type,
                size=event.size,
                audience=event.audience,
                release_at=event.release_at,
                withdraw_at=event.withdraw_at,
            )
        case r.DocumentReleased():
            document = replace(state.documents[id], state="released")
        case r.DocumentWithdrawn():
            document = replace(state.documents[id], state="withdrawn")
    return {**state.documents, id: document}


def _sittings(
    state: SessionState, event: r.SittingScheduled | r.SeatsAssigned | r.CheckedIn
) -> dict[str, Sitting]:
    known = state.sittings.get(event.sitting)
    match event:
        case r.SittingScheduled():
            sitting = Sitting(
                title=event.title,
                begins_at=event.begins_at,
                ends_at=event.ends_at,
                room=event.room,
                items=event.items,
                seats=known.seats if known else {},
                present=known.present if known else {},
            )
        case r.SeatsAssigned(seats=seats):
            sitting = replace(state.sittings[event.sitting], seats=seats)
        case r.CheckedIn(account=account, at=at):
            there = state.sittings[event.sitting]
            sitting = replace(there, present={**there.present, account: at})
    return {**state.sittings, event.sitting: sitting}
