"""How an incoming document changes by what happens to it."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never, cast

from msgspec.structs import replace

from actors.systems.collaborative_office.incoming import events as e
from actors.systems.collaborative_office.incoming.state import (
    IncomingState,
    Phase,
    Reader,
    Urging,
)
from actors.systems.collaborative_office.path import Step, joined


def evolve(state: IncomingState, event: e.IncomingEvent) -> IncomingState:
    """Return the document after `event`."""
    match event:
        case e.PackageDelivered():
            return _delivered(state, event)
        case e.PackageRecalled(at=at, reason=reason):
            return _reach(replace(state, reason=reason), "recalled", at, "", reason)
        case e.PackageSignedFor(at=at, by=by, receipt=receipt):
            return _reach(replace(state, receipt=receipt, signed_at=at), "signed_for", at, by)
        case e.PackageRefused(at=at, by=by, reason=reason):
            return _reach(replace(state, reason=reason), "refused", at, by, reason)
        case e.IncomingNumberAsked(by=by, request=request):
            return _joined(replace(state, request=request, waits_for_number=True), by)
        case e.IncomingRegistered(at=at, received_number=number):
            state = replace(state, received_number=number, waits_for_number=False)
            return _reach(state, "registered", at, "")
        case e.IncomingNumbersUsedUp():
            return replace(state, waits_for_number=False)
        case e.DocumentReturned(at=at, by=by, ground=ground, reason=reason):
            state = replace(state, ground=ground, reason=reason)
            return _reach(state, "returned", at, by, reason)
        case e.HandlingProposed(at=at, by=by, proposal=proposal):
            return _reach(replace(state, proposal=proposal), "proposed", at, by)
        case e.HandlingInstructed():
            return _instructed(state, event)
        case e.CirculationBegun():
            return _circulated(state, event)
        case e.ReadingNoted(at=at, by=by):
            read = _read(state, (by,), lambda each: replace(each, reading="read_pending", at=at))
            return _joined(read, by)
        case e.ReadingFinished(at=at, by=by, note=note):
            read = _read(state, (by,), lambda each: replace(each, reading="done", at=at, note=note))
            return _joined(read, by)
        case e.ReadersRecalled(at=at, by=by, readers=readers):
            read = _read(state, readers, lambda each: replace(each, reading="recalled", at=at))
            return _joined(read, by)
        case e.CirculationEnded(at=at):
            return _reach(state, "handling", at, "")
        case e.HandlingUrged(at=at, by=by, note=note):
            urging = Urging(at=at, by=by, note=note)
            return _joined(replace(state, urged=(*state.urged, urging)), by)
        case e.InstructionFollowedUp(by=by, order=order):
            return _joined(replace(state, order=order), by)
        case e.ReplyNamed(by=by, reply=reply, result=result):
            state = replace(state, reply=reply, result=result)
            return _joined(replace(state, waits_for_reply=True, reply_rejected=False), by)
        case e.ReplyRejected():
            return replace(state, reply="", waits_for_reply=False, reply_rejected=True)
        case e.DocumentAnswered(at=at, by=by, reply_number=number, result=result):
            state = replace(state, reply_number=number, result=result or state.result)
            state = replace(state, waits_for_reply=False, reply_rejected=False, stopped_at=at)
            return _reach(state, "answered", at, by)
        case e.IncomingArchived(at=at, by=by):
            return _reach(state, "archived", at, by)
        case e.IncomingSentBack(at=at, by=by, to=to, reason=reason):
            return _back(_reach(state, to, at, by, reason), at)
        case _:
            assert_never(event)


def _delivered(state: IncomingState, event: e.PackageDelivered) -> IncomingState:
    package = event.package
    told = {
        name: getattr(package, name)
        for name in (
            "document", "sender", "number", "genre", "urgency", "title", "body", "attachments",
            "paper", "pdf", "issued_at", "manifest",
        )
    }  # fmt: skip
    state = replace(state, **told, organ=package.receiver, delivered_at=event.at)
    return _reach(state, "delivered", event.at, "")


def _instructed(state: IncomingState, event: e.HandlingInstructed) -> IncomingState:
    told = {
        name: getattr(event, name)
        for name in ("lead", "assisting", "instruction", "due", "important", "reply_needed")
    }
    state = replace(state, **told, instructed_at=event.at, stopped_at=None, order="")
    return _reach(state, "handling", event.at, event.by)


def _circulated(state: IncomingState, event: e.CirculationBegun) -> IncomingState:
    round = state.round + 1
    readers = tuple(Reader(by=each, round=round, at=event.at) for each in event.readers)
    state = replace(state, round=round, readers=(*state.readers, *readers), purpose=event.purpose)
    return _reach(state, "circulating", event.at, event.by, event.purpose)


def _read(
    state: IncomingState, readers: tuple[str, ...], changed: Callable[[Reader], Reader]
) -> IncomingState:
    now = tuple(
        changed(each) if each in state.reading and each.by in readers else each
        for each in state.readers
    )
    return replace(state, readers=now)


def _back(state: IncomingState, at: datetime) -> IncomingState:
    """Return the document without what came after the step that it is at: its result, and who is to
    handle it, where that is to be said anew. Until then no time runs."""
    state = replace(state, result="", reply="", reply_number="")
    state = replace(state, waits_for_reply=False, reply_rejected=False)
    if state.phase == "handling":
        return replace(state, stopped_at=None)
    stopped = at if state.instructed_at and not state.stopped_at else state.stopped_at
    return replace(state, lead="", assisting=(), instruction="", stopped_at=stopped)


def _reach(
    state: IncomingState, reached: str, at: datetime, by: str, reason: str = ""
) -> IncomingState:
    step = Step(at=at, by=by, left=state.phase, reached=reached, reason=reason)
    state = replace(state, phase=cast(Phase, reached), since=at, path=(*state.path, step))
    return _joined(state, by)


def _joined(state: IncomingState, by: str) -> IncomingState:
    return replace(state, members=joined(state.members, by))
