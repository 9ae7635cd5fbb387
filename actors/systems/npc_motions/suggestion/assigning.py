"""Assigning a suggestion to units (交办), and what these tell of their work."""

from collections.abc import Iterable

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.handling.commands import BeginHandling
from actors.systems.npc_motions.notices import notify, post
from actors.systems.npc_motions.recounting import RecountDates
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.rating import end_rating, open_rating
from actors.systems.npc_motions.suggestion.reviewing import accept, signers
from actors.systems.npc_motions.suggestion.state import Assigned, SuggestionState, UnitGiven
from actors.systems.npc_motions.suggestion_dates import (
    assisting_before_lead,
    assisting_view_by,
    redo_by,
    reply_by,
)
from actors.systems.npc_motions.texts import require_filled

Turning = Turn[SuggestionState]


def assign(books: Books, turn: Turning, command: c.Assign) -> None:
    """Give it to units, each of which is another entity with clocks of its own."""
    units, text = command.units, turn.state.text
    for number, given in enumerate(units):
        books.require_unit(given.unit, f"/units/{number}/unit")
    reasons = [*_faults(units, len(text.requests))]
    if not _in_order(books, turn, units):
        reasons.append(Reason("suggestion.assisting_too_late", "/units"))
    if reasons:
        raise Refusal(*reasons)
    _give(turn, units)


def take_fast_lane(books: Books, turn: Turning, command: c.TakeFastLane) -> None:
    """Give it to one unit directly (直通车), which replies in the shorter time of that way."""
    require_filled(reason=command.reason)
    books.require_unit(command.unit, "/unit")
    lane = books.of(turn.state.profile).fast_lane
    if lane is None or lane.says == "silent":
        raise Refusal(Reason("suggestion.no_fast_lane"), kind="not_now")
    if turn.state.session:
        raise Refusal(Reason("suggestion.fast_lane_between_sessions"), kind="not_now")
    if turn.state.phase == "submitted":
        accept(books, turn, c.Accept())
    turn.emit(e.FastLaneTaken(at=turn.now, reason=command.reason, article=lane.article))
    _give(turn, (UnitGiven(unit=command.unit),))


def _give(turn: Turning, units: tuple[UnitGiven, ...]) -> None:
    assigner = "government_office" if turn.by.has("government_office") else "work_body"
    handlings = tuple(
        Assigned(given=given, handling=handling_id(turn.id, 1, given.unit), round=1)
        for given in units
    )
    turn.emit(e.AssignedToUnits(at=turn.now, assigner=assigner, handlings=handlings))
    begin(turn, handlings)
    notify(turn, [*signers(turn), *_posts(units)], "assigned")


def handling_id(suggestion: str, round: int, unit: str) -> str:
    """Return the id of the handling of a unit: one for each round."""
    return f"{suggestion}-{round}-{unit}"


def _faults(units: tuple[UnitGiven, ...], requests: int) -> Iterable[Reason]:
    answering = [given for given in units if given.answers]
    if not answering:
        yield Reason("suggestion.no_lead", "/units")
    if len({given.unit for given in units}) < len(units):
        yield Reason("suggestion.unit_twice", "/units")
    if len(answering) > 1 and not all(given.part.strip() for given in answering):
        yield Reason("suggestion.part_missing", "/units")
    if any(given.role == "separate" for given in units) and len(answering) < 2:
        yield Reason("suggestion.nothing_to_separate", "/units")
    asked = {number for given in answering for number in given.requests}
    if len(answering) > 1 and asked != set(range(1, requests + 1)):
        yield Reason("suggestion.request_unassigned", "/units")


def _in_order(books: Books, turn: Turning, units: tuple[UnitGiven, ...]) -> bool:
    """Tell whether the views of assisting units are due before the reply that takes them in."""
    if all(given.answers for given in units):
        return True
    profile, calendar = books.of(turn.state.profile), books.calendar
    view = assisting_view_by(profile, turn.now, turn.now, calendar)
    return assisting_before_lead(view, reply_by(profile, turn.now, turn.now, calendar))


def begin(turn: Turning, handlings: Iterable[Assigned], due: FixedDate | None = None) -> None:
    """Have the entities of `handlings` begin; `due` is set for a second round (重新办理)."""
    handlings = tuple(handlings)
    state = turn.state
    numbers = tuple(range(1, len(state.text.requests) + 1))
    leads = tuple(each.handling for each in handlings if each.given.answers)
    assistants = tuple(each.given.unit for each in handlings if not each.given.answers)
    for each in handlings:
        given = each.given
        turn.send(
            f"handling:{each.handling}",
            BeginHandling(
                suggestion=turn.id,
                number=state.number,
                title=state.text.title,
                congress=state.congress,
                profile=state.profile,
                unit=given.unit,
                role=given.role,
                part=given.part,
                requests=given.requests or (numbers if given.answers else ()),
                round=each.round,
                assigned_at=turn.now,
                assigner=state.assigner,
                lead=state.lead,
                signers=tuple(address.partition(":")[2] for address in signers(turn)),
                hidden=bool(state.hiding),
                leads=leads,
                assistants=assistants if given.answers else (),
                key=state.key == "decided",
                redo_due=due,
                fast=state.fast_lane and due is None,
                term=state.term,
                session=state.session,
                names=_names(state),
            ),
        )


def _names(state: SuggestionState) -> dict[str, str]:
    """Return the names of the deputies who have signed, by their accounts; of hidden ones none."""
    if state.hiding:
        return {}
    signed = (each for each in state.roster.values() if each.signed_at is not None)
    return {each.account: each.membership.name for each in signed if each.membership.name}


def _posts(units: Iterable[UnitGiven]) -> list[str]:
    return [post("unit_clerk", given.unit) for given in units]


def recount_dates(books: Books, turn: Turning, command: RecountDates) -> None:
    """Count anew the day of assignment while it is waited for, and the last day to rate; neither
    becomes earlier."""
    state = turn.state
    assign, rate = state.assign_due, state.rate_due
    if state.phase in ("submitted", "accepted"):
        assign = books.recounted(assign)
    if state.phase == "replied":
        rate = books.recounted(rate)
    if (assign, rate) == (state.assign_due, state.rate_due):
        return
    version = books.calendar.version
    turn.emit(e.DatesRecounted(at=turn.now, calendar=version, assign_due=assign, rate_due=rate))
    if rate is not None and state.phase == "replied":
        end_rating(turn, rate)


def note_unit(_: Books, turn: Turning, command: c.NoteUnit) -> None:
    """Keep where a unit stands."""
    turn.emit(
        e.UnitMoved(
            at=turn.now,
            handling=command.handling,
            phase=command.phase,
            due=command.due,
            into=command.into,
            into_handling=command.into_handling,
        )
    )


def note_reply(books: Books, turn: Turning, command: c.NoteReply) -> None:
    """Keep a unit's reply; when the last one is there, the deputy's time to rate begins."""
    reply = command.reply
    if any(known.handling == reply.handling for known in turn.state.replies):
        return
    turn.emit(e.ReplyReceived(at=turn.now, reply=reply))
    for other in turn.state.merged:
        turn.send(f"suggestion:{other}", command)
    state = turn.state
    answering = {each.handling for each in state.at_work if each.given.answers}
    if state.phase not in ("assigned", "merged", "replied"):
        return
    if state.phase == "replied" or answering <= {known.handling for known in state.due_replies}:
        open_rating(books, turn)


def order_redo(books: Books, turn: Turning, command: c.OrderRedo) -> None:
    """Have the units handle it again whose reply the deputy is dissatisfied with, and those that
    assisted."""
    require_filled(reason=command.reason)
    state = turn.state
    failed = {each.handling for each in state.due_ratings if each.result == "dissatisfied"}
    round = state.round + 1
    again = [each.given for each in state.at_work if each.handling in failed]
    again += [each.given for each in state.at_work if not each.given.answers]
    if not again:  # answered by the units of the item that it was merged into
        again = [UnitGiven(unit=each.unit) for each in state.due_replies if each.handling in failed]
    handlings = tuple(
        Assigned(given=given, handling=handling_id(turn.id, round, given.unit), round=round)
        for given in again
    )
    due = redo_by(books.of(state.profile), turn.now, books.calendar)
    turn.emit(
        e.RedoOrdered(at=turn.now, round=round, reason=command.reason, handlings=handlings, due=due)
    )
    begin(turn, handlings, due)
    notify(turn, [*signers(turn), *_posts(again)], "redo_ordered")
