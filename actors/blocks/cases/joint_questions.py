"""What is asked of a case as it stands, beside its phase, before departments do something together
or something is done about a decision."""

from collections.abc import Iterator

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.questions import may_review, may_work
from actors.blocks.cases.result import correctable, last_day
from actors.blocks.cases.state import CaseState, Task
from actors.blocks.cases.visiting import awaited, open_visit
from actors.kernel.identity import Identity


def under_review(state: CaseState, basis: Basis) -> Iterator[Task]:
    """Yield the tasks of reviews: the decision is none."""
    flow = basis.item.flow
    return (task for task in state.tasks if flow.stage(task.stage).kind != "decision")


def corrects_in_review(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the review of this item may ask for a correction."""
    return basis.item.second_correction


def not_corrected_in_review(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the review has not asked for a correction yet."""
    return state.review_corrections == 0


def wishes_correction(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether some department wants something put right."""
    return bool(state.wishes)


def all_have_spoken(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether each department that still reviews has said what it wants put right."""
    asked = {wish.task for wish in state.wishes}
    return all(task.opinion or task.name in asked for task in state.tasks)


def own_wish(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether `by` could take back what his department wants put right."""
    asked = {wish.task for wish in state.wishes}
    return any(task.name in asked and may_review(by, task, basis) for task in state.tasks)


def nothing_proposed(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether no change of the clock waits for an approver."""
    return state.proposal is None


def proposed(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a change of the clock waits for an approver."""
    return state.proposal is not None


def no_visit_open(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether no visit is under way."""
    return open_visit(state) is None


def visit_open(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a visit is under way."""
    return open_visit(state) is not None


def chooses_time(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the applicant has to choose a time for a visit."""
    visit = open_visit(state)
    return visit is not None and visit.at is None


def own_finding(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a visit waits for the finding of `by`."""
    visit = open_visit(state)
    waiting = awaited(visit, state) if visit and visit.at else ()
    return any(task.name in waiting and may_review(by, task, basis) for task in state.tasks)


def reviews_now(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a review waits for `by`, whoever of his unit has it."""
    return any(not each.opinion and may_work(by, each) for each in under_review(state, basis))


def has_clerical(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether something was decided that could have a clerical error."""
    return bool(correctable(state, basis))


def not_issued(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether no result was issued yet."""
    return state.issued_at is None


def ends(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the result ends on some day."""
    return last_day(state, basis) is not None


def no_renewal_asked(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether no renewal waits for an answer."""
    return state.renewal is None


def renewal_asked(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a renewal waits for an answer."""
    return state.renewal is not None


def is_closed(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the case is closed, and nothing waits."""
    return state.closed_at is not None and state.renewal is None


def not_archived(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the case is not sealed."""
    return state.archived_at is None


def archived(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the case is sealed."""
    return state.archived_at is not None
