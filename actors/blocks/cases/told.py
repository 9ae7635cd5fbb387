"""The table of acts that the law wants told (告知): to whom it concerns, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from actors.blocks.cases import events as e
from actors.blocks.cases import joint_events as j
from actors.blocks.cases import later_events as later
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.state import CaseState
from actors.blocks.organisation.succession import TakenOver
from actors.kernel.deadlines import local_day
from actors.kernel.turn import Event, Turn

LICENSING = "行政许可法"  # Administrative Licensing Law
SERVICES = "国务院关于在线政务服务的若干规定"
RATINGS = "国办发〔2019〕51号"
PLEASE_RATE = "PleaseRate"  # the template that asks for a rating
Case = Turn[CaseState]
When = Callable[[Case, Any, Basis], bool]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """When `event` is recorded (and `when` holds), the applicant and whoever files for him are told
    by the template `case.<template>`; `basis` is why, `due` the day that it names."""

    event: type[Event]
    template: str
    basis: str
    when: When = lambda turn, event, basis: True
    due: Callable[[CaseState, Any], date | None] = lambda state, event: None


def _is_result(event: e.PaperKept, basis: Basis) -> bool:
    """Tell whether the paper that is there is what the applicant applied for."""
    result = basis.item.result
    return result is not None and event.paper.template == result.paper


def _decided_on(state: CaseState, event: Any) -> date | None:
    return state.dues.promised or state.dues.statutory


TELLINGS: tuple[Telling, ...] = (
    Telling(
        event=e.Submitted,
        template="Submitted",
        basis=f"{LICENSING} Art. 29, 32; {SERVICES} Art. 6",
        when=lambda turn, event, basis: not turn.by.acting_for,  # else FiledByAgent says it
        due=lambda state, event: state.dues.notice,
    ),
    Telling(
        event=e.CorrectionRequested,
        template="CorrectionRequested",
        basis=f"{LICENSING} Art. 32(4)",
        when=lambda turn, event, basis: not event.in_review,
        due=lambda state, event: state.dues.correction,
    ),
    Telling(
        event=e.Corrected,
        template="Corrected",
        basis=f"{LICENSING} Art. 32",
        when=lambda turn, event, basis: not event.in_review,
        due=lambda state, event: state.dues.notice,
    ),
    Telling(
        event=e.Accepted,
        template="Accepted",
        basis=f"{LICENSING} Art. 32(5)",
        when=lambda turn, event, basis: not event.deemed,
        due=_decided_on,
    ),
    Telling(
        event=e.Accepted,
        template="DeemedAccepted",
        basis=f"{LICENSING} Art. 32(4)",
        when=lambda turn, event, basis: event.deemed,
        due=_decided_on,
    ),
    Telling(event=e.Declined, template="Declined", basis=f"{LICENSING} Art. 32(1), 32(2)"),
    Telling(event=e.MaterialsSupplied, template="MaterialsSupplied", basis=f"{LICENSING} Art. 32"),
    Telling(
        event=e.ClockPaused,
        template="ClockPaused",
        basis=f"{LICENSING} Art. 45",
        due=lambda state, event: event.told,
    ),
    Telling(
        event=e.ClockResumed, template="ClockResumed", basis=f"{LICENSING} Art. 45", due=_decided_on
    ),
    Telling(
        event=e.Extended,
        template="Extended",
        basis=f"{LICENSING} Art. 42",
        due=lambda state, event: state.dues.statutory,
    ),
    Telling(
        event=e.Granted,
        template="Granted",
        basis=f"{LICENSING} Art. 38, 44",
        when=lambda turn, event, basis: event.closed,
    ),
    Telling(
        event=e.Granted,
        template="GrantedToIssue",
        basis=f"{LICENSING} Art. 38, 44",
        when=lambda turn, event, basis: not event.closed,
        due=lambda state, event: state.dues.issue,
    ),
    Telling(event=e.Denied, template="Denied", basis=f"{LICENSING} Art. 38"),
    Telling(
        event=e.Issued,
        template="Issued",
        basis=f"{LICENSING} Art. 39, 44",
        when=lambda turn, event, basis: bool(event.document),  # else it is yet to be made
    ),
    Telling(
        event=e.PaperKept,
        template="Issued",
        basis=f"{LICENSING} Art. 39, 44",
        when=lambda turn, event, basis: _is_result(event, basis),
    ),
    Telling(event=e.Delivered, template="Delivered", basis=f"{LICENSING} Art. 44"),
    Telling(
        event=e.Granted,
        template=PLEASE_RATE,
        basis=RATINGS,
        when=lambda turn, event, basis: event.closed,
    ),
    Telling(event=e.Denied, template=PLEASE_RATE, basis=RATINGS),
    Telling(event=e.Delivered, template=PLEASE_RATE, basis=RATINGS),
    Telling(
        event=e.Withdrawn,
        template="Withdrawn",
        basis=f"{LICENSING} Art. 32",
        when=lambda turn, event, basis: not event.lapsed,
    ),
    Telling(
        event=e.Withdrawn,
        template="Lapsed",
        basis=f"{LICENSING} Art. 32",
        when=lambda turn, event, basis: event.lapsed,
    ),
    Telling(event=e.Voided, template="Voided", basis=f"{LICENSING} Art. 69, 70"),
    Telling(
        event=e.CorrectionRequested,
        template="CorrectionInReview",
        basis=f"{LICENSING} Art. 32",
        when=lambda turn, event, basis: event.in_review,
        due=lambda state, event: state.dues.correction,
    ),
    Telling(
        event=e.Corrected,
        template="CorrectedInReview",
        basis=f"{LICENSING} Art. 32",
        when=lambda turn, event, basis: event.in_review,
        due=_decided_on,
    ),
    Telling(
        event=j.CorrectionLapsed,
        template="CorrectionLapsed",
        basis=f"{LICENSING} Art. 32",
        due=_decided_on,
    ),
    Telling(
        event=j.VisitArranged,
        template="VisitArranged",
        basis=f"{LICENSING} Art. 34",
        when=lambda turn, event, basis: len(event.times) == 1,
        due=lambda state, event: local_day(event.times[0]),
    ),
    Telling(
        event=j.VisitArranged,
        template="ChooseVisitTime",
        basis=f"{LICENSING} Art. 34",
        when=lambda turn, event, basis: len(event.times) > 1,
        due=lambda state, event: local_day(event.times[0]),
    ),
    Telling(
        event=j.VisitTimeChosen,
        template="VisitArranged",
        basis=f"{LICENSING} Art. 34",
        due=lambda state, event: local_day(event.time),
    ),
    Telling(event=j.VisitCancelled, template="VisitCancelled", basis=f"{LICENSING} Art. 34"),
    Telling(event=later.Returned, template="Returned", basis=f"{LICENSING} Art. 38"),
    Telling(event=later.Forwarded, template="Forwarded", basis=f"{LICENSING} Art. 32(2)"),
    Telling(
        event=later.Reopened,
        template="Reopened",
        basis=f"{LICENSING} Art. 42",
        due=_decided_on,
    ),
    Telling(
        event=TakenOver,
        template="TakenOver",
        basis="行政诉讼法 Art. 26(6)",
        when=lambda turn, event, basis: turn.state.phase != "draft",
    ),
    Telling(
        event=later.ResultCorrected, template="ResultCorrected", basis=f"{LICENSING} Art. 38, 39"
    ),
    Telling(event=later.Revoked, template="Revoked", basis=f"{LICENSING} Art. 69"),
    Telling(
        event=later.RenewalAsked,
        template="RenewalAsked",
        basis=f"{LICENSING} Art. 50",
        due=lambda state, event: event.until,
    ),
    Telling(
        event=later.Renewed,
        template="Renewed",
        basis=f"{LICENSING} Art. 50",
        due=lambda state, event: event.until,
    ),
    Telling(event=later.RenewalRefused, template="RenewalRefused", basis=f"{LICENSING} Art. 50"),
)
