"""Deciding on the spot by rule (即办件自动审批): at any hour, where everything is in order and the
item's own rules leave nothing to weigh. Whatever they cannot say yes to goes to a person; no rule
ever denies (行政许可法 Art. 34: who can be told at once, is)."""

from typing import Any

from actors.blocks.cases import events as e
from actors.blocks.cases.applicants import known_of, warnings
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.ordering import ask_for_number
from actors.blocks.cases.putting_right import have_put_right
from actors.blocks.cases.review import enter
from actors.blocks.cases.state import CaseState, Material
from actors.kernel.deadlines import local_day
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Turn

AT_HOME = frozenset({"web", "mobile"})  # where nobody is there to look at anything
APPLIED_ON = "applied:on"  # what rules know the local day of the application by


def decide_by_rule(turn: Turn[CaseState], basis: Basis) -> None:
    """Accept, grant and issue what was just applied for, if its rules allow that."""
    if not is_for_a_rule(turn.state, basis):
        return
    turn.emit(e.Accepted(at=turn.now, since=turn.now, deemed=False))
    set_dues(turn, basis, "accepted")
    enter(turn, basis, basis.item.flow.stages[0].name)
    closed = basis.item.result is None
    turn.emit(e.Granted(at=turn.now, by=PLATFORM.id, closed=closed))
    have_put_right(turn, basis.item)
    if not closed:
        set_dues(turn, basis, "granted")
        turn.emit(e.Issued(at=turn.now))
        ask_for_number(turn, basis)


def is_for_a_rule(state: CaseState, basis: Basis) -> bool:
    """Tell whether an application that has just come in can be decided by rule: at home, by
    somebody whose account is known, with no paper that a person has to look at, with nothing odd,
    and with every rule of the item saying yes."""
    item, applicant = basis.item, state.applicant
    if not item.by_rule or state.submitted_at is None or applicant is None:
        return False
    if item.confirmations:  # nobody decides before they have answered
        return False
    if state.channel not in AT_HOME or applicant.identified != "account" or applicant.by_agent:
        return False
    on = local_day(state.submitted_at)
    if not all(map(_is_evidence, state.materials)) or warnings(state, item, basis.library, on):
        return False
    catalogue = basis.library[Catalogue]
    answers: dict[str, Any] = {
        **catalogue.form(item).clean(state.form),
        **known_of(applicant),
        APPLIED_ON: on.isoformat(),
    }
    return all(catalogue.rule(item.system, name)(answers) for name in item.by_rule)


def _is_evidence(material: Material) -> bool:
    """Whether nobody has to look at it: an organ issued it (grade A), and the platform took it from
    the store itself (国办函〔2016〕108号)."""
    return material.grade == "A" and bool(material.licence)
