"""What can be done about a decision that stands: correct a clerical error (勘误), take it back
(撤销), prolong it (延续)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from actors.blocks.cases import later_commands as c
from actors.blocks.cases import later_events as later
from actors.blocks.cases.basis import Basis, refuse
from actors.blocks.cases.ending import require_reason
from actors.blocks.cases.evolve_later import VALID_UNTIL
from actors.blocks.cases.licensing import take_back
from actors.blocks.cases.putting_right import part_faults, value_of
from actors.blocks.cases.saying import day_said, result_facts, result_template, years_after
from actors.blocks.cases.state import CaseState
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

NOTICE = 30  # working days before its end in which a renewal is asked for (行政许可法 Art. 50)
REASON = "/reason"
_RESULT = "/result/"
_FORM = "/form/"


def correctable(state: CaseState, basis: Basis) -> tuple[str, ...]:
    """Return the places of what was decided that a clerical error may be in: the reasons, and of a
    result that was issued the answers and entries that stand in it."""
    reasons = (REASON,) if state.reason else ()
    result, template = basis.item.result, result_template(basis)
    if result is None or template is None or state.issued_at is None:
        return reasons
    entries = (f"{_RESULT}{field.name}" for field in template.asked)
    return (*(f"{_FORM}{name}" for name in result.shows), *entries, *reasons)


def correct_result(turn: Turn[CaseState], command: c.CorrectResult, basis: Basis) -> None:
    """勘误: nothing is decided anew; what was made of it is made once more, as it should be."""
    state = turn.state
    require_reason(command.reason)
    if command.field not in correctable(state, basis):
        raise Refusal(Reason("clerical.unknown_field", "/field"))
    before, after = _corrected(state, command, basis)
    if before == after:
        raise Refusal(Reason("clerical.nothing_changed", "/should_be"))
    turn.emit(
        later.ResultCorrected(
            at=turn.now,
            by=turn.by.id,
            field=command.field,
            before=before,
            after=after,
            reason=command.reason,
        )
    )


def revoke(turn: Turn[CaseState], command: c.Revoke, basis: Basis) -> None:
    """撤销: the result is in force no longer, and whoever verifies it is told so at once."""
    require_reason(command.reason)
    turn.emit(later.Revoked(at=turn.now, by=turn.by.id, reason=command.reason))
    take_back(turn, basis, command.reason)


def last_day(state: CaseState, basis: Basis) -> date | None:
    """Return the last local day on which the result is valid; None: there is no end to it."""
    result = basis.item.result
    if result is None or not result.valid_years or state.issued_at is None:
        return None
    return day_said(result_facts(state, basis, state.result_fields).get(VALID_UNTIL))


def ask_for_renewal(turn: Turn[CaseState], command: c.AskForRenewal, basis: Basis) -> None:
    """申请延续: in time, so that silence renews it."""
    state = turn.state
    until = last_day(state, basis)
    if until is None:
        raise Refusal(Reason("renewal.no_end"), kind="not_now")
    if basis.calendar(state).open_days(local_day(turn.now), until) < NOTICE:
        raise Refusal(Reason("renewal.too_late", facts={"days": str(NOTICE)}), kind="not_now")
    turn.emit(later.RenewalAsked(at=turn.now, until=until))


def renew(turn: Turn[CaseState], command: c.Renew, basis: Basis) -> None:
    """准予延续, for as long again."""
    _renew(turn, basis, silent=False)


def refuse_renewal(turn: Turn[CaseState], command: c.RefuseRenewal, basis: Basis) -> None:
    """不予延续: it ends on its day."""
    require_reason(command.reason)
    turn.emit(later.RenewalRefused(at=turn.now, reason=command.reason))


def end_renewal_period(turn: Turn[CaseState], command: c.EndRenewalPeriod, basis: Basis) -> None:
    """No decision by the end: it counts as renewed (Art. 50); never early."""
    renewal = turn.state.renewal
    if renewal is not None and turn.now >= end_of_day(renewal.until):
        _renew(turn, basis, silent=True)


def _renew(turn: Turn[CaseState], basis: Basis, *, silent: bool) -> None:
    renewal, result = turn.state.renewal, basis.item.result
    assert renewal is not None and result is not None
    until = years_after(renewal.until, result.valid_years)
    turn.emit(later.Renewed(at=turn.now, until=until, silent=silent))


def _corrected(state: CaseState, command: c.CorrectResult, basis: Basis) -> tuple[Any, Any]:
    """Return what stands at the place, and what should.

    Raises:
        Refusal: it could not say that.
    """
    field, text = command.field, command.should_be.strip()
    if not text:
        raise Refusal(Reason("clerical.empty", "/should_be"))
    if field == REASON:
        return state.reason, text
    if field.startswith(_RESULT):
        refuse(tuple(_entry_faults(state, field.removeprefix(_RESULT), text, basis)))
        shown = result_facts(state, basis, state.result_fields)
        return shown.get(field.removeprefix(_RESULT), ""), text
    value = value_of(state, field, text, basis.item, basis.library)
    if value is None or part_faults(state, field, value, basis.item, basis.library):
        raise Refusal(Reason("clerical.not_valid", "/should_be"))
    return state.form.get(field.removeprefix(_FORM)), value


def _entry_faults(state: CaseState, name: str, text: str, basis: Basis) -> Iterator[Reason]:
    template = result_template(basis)
    assert template is not None
    said = {**state.result_fields, name: text}
    if any(found == name for found, _ in template.faults(result_facts(state, basis, said))):
        yield Reason("clerical.not_valid", "/should_be")
