"""A service (送达) that was entered by mistake is taken back (撤回送达登记).

Nothing of it goes away: how the paper is said to have been served stays, and beside it who took
that back, when and why. The paper can be served again then. Whoever entered it does not take it
back alone: somebody else of those who may serve does, or the head of a unit that takes part.
"""

from datetime import date, datetime

from msgspec.structs import replace

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.parts import ServedPaper, ServiceMethod, TakenBack
from actors.blocks.cases.roles import APPROVER
from actors.blocks.cases.serving import LONGEST_REASON, service_of
from actors.blocks.cases.state import CaseState, HeldPaper
from actors.blocks.forms import normalise
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Command, Event, Turn


class TakeBackService(Command, frozen=True, kw_only=True):
    """撤回送达登记: that the `paper`, by the id of its document, was served is no fact."""

    paper: str
    reason: str


class ServiceTakenBack(Event, frozen=True, kw_only=True):
    """What was entered of the paper `document`, the `n`th by `template`, does not hold; `by` of
    `unit` says so. `method` and `served_on` are what had been entered."""

    at: datetime
    by: str
    unit: str
    document: str
    template: str
    n: int
    method: ServiceMethod
    served_on: date
    reason: str


def take_back_service(turn: Turn[CaseState], command: TakeBackService, basis: Basis) -> None:
    """Keep that a service does not hold.

    Raises:
        Refusal: the paper was not served, whoever takes it back has entered it himself and is no
            head, or there is no reason.
    """
    state = turn.state
    served = service_of(state, command.paper)
    paper = next((each for each in state.papers if each.document == command.paper), None)
    if served is None or paper is None:
        raise Refusal(Reason("serving.not_served", "/paper"))
    if not _may(turn.by, served):
        raise Refusal(Reason("serving.own_entry", "/paper"), kind="forbidden")
    reason = normalise.plain_text(command.reason)
    if not reason:
        raise Refusal(Reason("serving.why_taken_back", "/reason"))
    if len(reason) > LONGEST_REASON:
        limit = {"limit": str(LONGEST_REASON)}
        raise Refusal(Reason("serving.why_too_long", "/reason", limit))
    turn.emit(
        ServiceTakenBack(
            at=turn.now,
            by=turn.by.id,
            unit=turn.by.unit,
            document=paper.document,
            template=paper.template,
            n=paper.n,
            method=served.method,
            served_on=served.served_on,
            reason=reason,
        )
    )


def evolve(state: CaseState, event: ServiceTakenBack) -> CaseState:
    """Return the case after `event`."""
    back = TakenBack(at=event.at, by=event.by, unit=event.unit, reason=event.reason)
    wrong = service_of(state, event.document)
    served = tuple(replace(each, back=back) if each is wrong else each for each in state.served)
    return replace(state, served=served)


def taken_back_of(state: CaseState, document: str) -> tuple[ServedPaper, ...]:
    """Return what was entered of the paper with the id `document` and taken back, in order."""
    return tuple(each for each in state.served if each.document == document and each.back)


def to_take_back(state: CaseState, by: Identity) -> tuple[HeldPaper, ...]:
    """Return the papers of which a service is entered that holds, and that `by` may take back."""
    entered = ((paper, service_of(state, paper.document)) for paper in state.papers)
    return tuple(paper for paper, served in entered if served and _may(by, served))


def some_to_take_back(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether there is a service that `by` may take back."""
    return bool(to_take_back(state, by))


def _may(by: Identity, served: ServedPaper) -> bool:
    return served.by != by.id or by.has(APPROVER)
