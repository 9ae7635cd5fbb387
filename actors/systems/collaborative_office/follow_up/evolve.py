"""How a follow-up order changes by what happens to it."""

from datetime import datetime
from typing import Any, assert_never, cast

from msgspec.structs import replace

from actors.systems.collaborative_office.follow_up import events as e
from actors.systems.collaborative_office.follow_up.state import (
    Extension,
    OrderState,
    Phase,
    Reminded,
    Report,
)
from actors.systems.collaborative_office.path import Step, joined


def evolve(state: OrderState, event: e.OrderEvent) -> OrderState:
    """Return the order after `event`."""
    match event:
        case e.OrderProposed(at=at, by=by):
            return _reach(_told(state, event, _BEGUN), "initiated", at, by)
        case e.OrderNumbered(number=number):
            return replace(state, number=number)
        case e.OrderSplit(at=at, by=by, parts=parts):
            state = replace(state, parts=parts, lead="", helping=(), due=None, yellow=None)
            return _reach(replace(state, assigned_at=None), "split", at, by)
        case e.OrderAssigned(at=at, by=by):
            state = _told(state, event, ("lead", "helping", "due", "yellow"))
            return _reach(replace(state, assigned_at=state.assigned_at or at), "assigned", at, by)
        case e.OrderAccepted(at=at, by=by):
            return _reach(_worked(state, by), "accepted", at, by)
        case e.ProgressReported(at=at, by=by, percent=percent, note=note):
            report = Report(at=at, by=by, percent=percent, note=note)
            state = replace(state, percent=percent, reports=(*state.reports, report))
            if state.phase == "in_progress":
                return _joined(_worked(state, by), by)
            return _reach(_worked(state, by), "in_progress", at, by)
        case e.ExtensionAsked(at=at, by=by, due=due, reason=reason):
            asked = Extension(at=at, by=by, due=due, reason=reason)
            state = replace(state, extensions=(*state.extensions, asked))
            return _joined(_worked(state, by), by)
        case e.ExtensionGranted(by=by, due=due, yellow=yellow):
            return _joined(_decided(replace(state, due=due, yellow=yellow), "granted"), by)
        case e.ExtensionRefused(by=by, reason=reason):
            return _joined(_decided(state, "refused", reason), by)
        case e.OrderUrged(at=at, by=by, note=note):
            urged = (*state.urged, Reminded(at=at, by=by, note=note))
            return _joined(replace(state, urged=urged), by)
        case e.ClosureAsked(at=at, by=by, result=result):
            state = _worked(replace(state, result=result, stopped_at=at), by)
            return _reach(state, "closure_asked", at, by)
        case e.AnswerAccepted(at=at, by=by, note=note):
            return _reach(replace(state, percent=100), "verified", at, by, note)
        case e.AnswerSentBack(at=at, by=by, reason=reason):
            return _reach(replace(state, stopped_at=None), "in_progress", at, by, reason)
        case e.OrderClosed(at=at, by=by, on_time=on_time):
            return _reach(replace(state, on_time=on_time), "closed", at, by)
        case e.OrderScored(at=at, by=by, score=score, note=note):
            return _reach(replace(state, score=score), "scored", at, by, note)
        case e.OrderDropped(at=at, by=by, reason=reason):
            state = replace(state, stopped_at=state.stopped_at or at)
            return _reach(state, "dropped", at, by, reason)
        case e.PartEnded(part=id, ended=ended, on_time=on_time):
            parts = tuple(
                replace(each, ended=cast(Any, ended), on_time=on_time) if each.id == id else each
                for each in state.parts
            )
            return replace(state, parts=parts)
        case _:
            assert_never(event)


_BEGUN = ("organ", "source", "basis", "matter", "requirement", "document", "parent", "number")


def _told(state: OrderState, event: e.OrderEvent, names: tuple[str, ...]) -> OrderState:
    return replace(state, **{name: getattr(event, name) for name in names})


def _decided(state: OrderState, granted: Any, answer: str = "") -> OrderState:
    *earlier, last = state.extensions
    return replace(state, extensions=(*earlier, replace(last, granted=granted, answer=answer)))


def _worked(state: OrderState, by: str) -> OrderState:
    return replace(state, workers=joined(state.workers, by))


def _reach(
    state: OrderState, reached: Phase, at: datetime, by: str, reason: str = ""
) -> OrderState:
    step = Step(at=at, by=by, left=state.phase, reached=reached, reason=reason)
    return _joined(replace(state, phase=reached, since=at, path=(*state.path, step)), by)


def _joined(state: OrderState, by: str) -> OrderState:
    return replace(state, members=joined(state.members, by))
