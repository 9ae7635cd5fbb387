"""What the offers of cases ask of whoever acts and of the case as it stands, beside its phase."""

from actors.blocks.cases.basis import Basis
from actors.blocks.cases.roles import APPROVER
from actors.blocks.cases.state import CaseState, Task
from actors.kernel.identity import Identity


def may_work(identity: Identity, task: Task) -> bool:
    """Tell whether `identity` may work on `task`, leaving aside who has claimed it."""
    return identity.unit == task.unit and identity.has(task.role)


def may_release(by: Identity, task: Task) -> bool:
    """Tell whether `by` may give a claimed task back: its claimer, or the unit's approver for
    somebody who is away."""
    return by.id == task.claimed_by or (by.has(APPROVER) and by.unit == task.unit)


def may_dispose(by: Identity, task: Task) -> bool:
    """Tell whether `by` may have somebody else go on with `task`: it is his, it waits for him and
    nobody has claimed it, or he heads its unit."""
    return may_release(by, task) or (not task.claimed_by and may_work(by, task))


def may_review(by: Identity, task: Task, basis: Basis) -> bool:
    """Tell whether `task` is a review that `by` may finish: nobody else has claimed it, or he is
    its deputy."""
    return (
        may_work(by, task)
        and (task.claimed_by in ("", by.id) or task.deputy == by.id)
        and basis.item.flow.stage(task.stage).kind != "decision"
    )


def can_claim(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a task waits for `by` that nobody has claimed."""
    return any(may_work(by, t) and not t.opinion and not t.claimed_by for t in state.tasks)


def can_release(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a task is claimed that `by` may give back."""
    return any(t.claimed_by and not t.opinion and may_release(by, t) for t in state.tasks)


def can_dispose(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether there is a task that `by` may have somebody else go on with."""
    return any(not t.opinion and may_dispose(by, t) for t in state.tasks)


def can_review(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether a review waits for `by` that nobody else has claimed."""
    return any(not task.opinion and may_review(by, task, basis) for task in state.tasks)


def confirmed(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether every register that was asked has answered."""
    return all(each.said != "pending" for each in state.confirmations)


def not_corrected(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether no correction has been requested yet."""
    return state.corrections == 0


def not_extended(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the case has not been extended yet."""
    return state.extended_days == 0


def offers_extension(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the item may be extended at all."""
    return basis.item.limits.extension > 0


def offers_pauses(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the item has special procedures (特别程序)."""
    return bool(basis.item.special)


def owes_nothing(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether no promised material is missing."""
    return not state.promised_materials


def owes(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether promised materials are missing."""
    return bool(state.promised_materials)


def at_decision(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether every branch is done and the decision is due."""
    stage = basis.stage(state)
    return stage is not None and stage.kind == "decision"


def has_result(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the item ends with a document."""
    return basis.item.result is not None


def not_rated(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the case has not been rated yet."""
    return not (state.stars or state.rating)


def closed(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the case is over."""
    return state.closed_at is not None


def still_open(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether the case has not been closed."""
    return state.closed_at is None


def no_void_proposed(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether nobody has proposed yet to make the case void."""
    return state.void_proposal is None


def void_proposed(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether somebody has proposed to make the case void."""
    return state.void_proposal is not None


def second_supervisor(by: Identity, state: CaseState, basis: Basis) -> bool:
    """Tell whether it was somebody else than `by` who proposed to make the case void."""
    return state.void_proposal is not None and state.void_proposal.by != by.id
