"""Who may ask what of a case, and when. One table for the decider and for the pages' buttons."""

from collections.abc import Callable
from dataclasses import dataclass

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases import commands as c
from actors.blocks.cases.basis import Basis, basis_of
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import CaseState, Task
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.turn import Command

Who = Callable[[Identity, CaseState, Basis], bool]


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the table.

    `who` tells whether the identity may ever ask this of the case; `phases` when the case is ready
    for it; `guards` are further questions, each with the code of the refusal when the answer is no.
    `offered` is asked for the pages only: whether there is anything to ask it of, where the handler
    knows the better reason to refuse.
    """

    who: Who
    phases: frozenset[str]
    guards: tuple[tuple[str, Who], ...] = ()
    offered: Who | None = None


def allowed_commands(state: CaseState, identity: Identity, library: Library) -> tuple[str, ...]:
    """Return the names of the commands that `identity` may send to the case as it stands.

    Whether what is sent with them is in order shows only when it is. A case without history
    allows nothing: whether one may be begun is a question to the item (`may_file`).
    """
    if state.phase == "none":
        return ()
    try:
        basis = basis_of(library, state)
    except Refusal:
        return ()
    return allowed(state, identity, basis)


def allowed(state: CaseState, identity: Identity, basis: Basis) -> tuple[str, ...]:
    """Return the names of the commands that `identity` may send now."""
    return tuple(
        command.__name__
        for command, permission in PERMISSIONS.items()
        if state.phase in permission.phases
        and permission.who(identity, state, basis)
        and all(guard(identity, state, basis) for _, guard in permission.guards)
        and (permission.offered is None or permission.offered(identity, state, basis))
    )


def may_file(identity: Identity, item: ServiceItem, library: Library) -> bool:
    """Tell whether `identity` may begin an application for `item`: residents, kiosks, and the
    clerks of its unit or of an integrated window."""
    if identity.id.startswith("person:"):
        return identity.has(RESIDENT)
    return identity.id.startswith("terminal:") or _at_window(identity, item.unit, library)


def is_applicant(identity: Identity, state: CaseState) -> bool:
    """Tell whether `identity` is the account that applied."""
    applicant = state.applicant
    return bool(applicant and applicant.account and identity.id == f"person:{applicant.account}")


def is_stranger(identity: Identity, state: CaseState) -> bool:
    """Tell whether the case is to be hidden from `identity` altogether: another resident's case,
    or a draft that somebody else has begun."""
    if identity in (CLOCK, PLATFORM):
        return False
    if state.phase == "draft":
        return not _is_author(identity, state, None)
    return identity.id.startswith("person:") and not is_applicant(identity, state)


def may_work(identity: Identity, task: Task) -> bool:
    """Tell whether `identity` may work on `task`, leaving aside who has claimed it."""
    return identity.unit == task.unit and identity.has(task.role)


def _is_author(by: Identity, state: CaseState, _: Basis | None) -> bool:
    applicant = state.applicant
    return is_applicant(by, state) or bool(applicant and applicant.by_agent == by.id)


def _at_window(by: Identity, unit: str, library: Library) -> bool:
    if not by.has(WINDOW_CLERK):
        return False
    own = library[Organisation].units.get(by.unit)
    return by.unit == unit or (own is not None and own.integrated_window)


def _window(by: Identity, state: CaseState, basis: Basis) -> bool:
    return _at_window(by, basis.item.unit, basis.library)


def _applicant_or_window(by: Identity, state: CaseState, basis: Basis) -> bool:
    return is_applicant(by, state) or _window(by, state, basis)


def _applicant_or_agent(by: Identity, state: CaseState, basis: Basis) -> bool:
    if state.phase == "draft":
        return _is_author(by, state, basis)
    without_account = state.applicant is not None and not state.applicant.account
    return is_applicant(by, state) or (without_account and _window(by, state, basis))


def _applicant(by: Identity, state: CaseState, basis: Basis) -> bool:
    return is_applicant(by, state)


def _takes_part(by: Identity, state: CaseState, basis: Basis) -> bool:
    return any(may_work(by, task) for task in state.tasks)


def _takes_part_or_leads(by: Identity, state: CaseState, basis: Basis) -> bool:
    return _takes_part(by, state, basis) or _heads_unit_at_work(by, state, basis)


def _handles(by: Identity, state: CaseState, basis: Basis) -> bool:
    return _leads(by, state, basis) or (by.has(REVIEWER) and _takes_part(by, state, basis))


def _heads_unit_at_work(by: Identity, state: CaseState, basis: Basis) -> bool:
    return by.has(APPROVER) and any(task.unit == by.unit for task in state.tasks)


def _leads(by: Identity, state: CaseState, basis: Basis) -> bool:
    return by.has(APPROVER) and by.unit == basis.item.unit


def _decides(by: Identity, state: CaseState, basis: Basis) -> bool:
    instant = basis.item.handling == "instant" and _window(by, state, basis)
    return instant or _leads(by, state, basis)


def _makes_results(by: Identity, state: CaseState, basis: Basis) -> bool:
    of_unit = by.unit == basis.item.unit and (by.has(APPROVER) or by.has(REVIEWER))
    return of_unit or _window(by, state, basis)


def _hands_over(by: Identity, state: CaseState, basis: Basis) -> bool:
    return by.id.startswith("terminal:") or _window(by, state, basis)


def _supervises(by: Identity, state: CaseState, basis: Basis) -> bool:
    return by.has(SUPERVISOR)


def _clock(by: Identity, state: CaseState, basis: Basis) -> bool:
    return by == CLOCK


def _publishes(by: Identity, state: CaseState, basis: Basis) -> bool:
    return by == PLATFORM or by.has(OPERATOR)


def _can_claim(by: Identity, state: CaseState, basis: Basis) -> bool:
    return any(may_work(by, t) and not t.opinion and not t.claimed_by for t in state.tasks)


def _can_release(by: Identity, state: CaseState, basis: Basis) -> bool:
    return any(t.claimed_by and not t.opinion and may_release(by, t) for t in state.tasks)


def may_release(by: Identity, task: Task) -> bool:
    """Tell whether `by` may give a claimed task back: its claimer, or the unit's approver for
    somebody who is away."""
    return by.id == task.claimed_by or (by.has(APPROVER) and by.unit == task.unit)


def _can_review(by: Identity, state: CaseState, basis: Basis) -> bool:
    return any(
        may_work(by, task)
        and not task.opinion
        and task.claimed_by in ("", by.id)
        and basis.item.flow.stage(task.stage).kind != "decision"
        for task in state.tasks
    )


def _not_corrected(by: Identity, state: CaseState, basis: Basis) -> bool:
    return state.corrections == 0


def _not_extended(by: Identity, state: CaseState, basis: Basis) -> bool:
    return state.extended_days == 0


def _offers_extension(by: Identity, state: CaseState, basis: Basis) -> bool:
    return basis.item.limits.extension > 0


def _offers_pauses(by: Identity, state: CaseState, basis: Basis) -> bool:
    return bool(basis.item.special)


def _owes_nothing(by: Identity, state: CaseState, basis: Basis) -> bool:
    return not state.promised_materials


def _owes(by: Identity, state: CaseState, basis: Basis) -> bool:
    return bool(state.promised_materials)


def _at_decision(by: Identity, state: CaseState, basis: Basis) -> bool:
    stage = basis.stage(state)
    return stage is not None and stage.kind == "decision"


def _has_result(by: Identity, state: CaseState, basis: Basis) -> bool:
    return basis.item.result is not None


def _not_rated(by: Identity, state: CaseState, basis: Basis) -> bool:
    return state.stars == 0


def _still_open(by: Identity, state: CaseState, basis: Basis) -> bool:
    return state.closed_at is None


_OPEN = frozenset({"submitted", "correction_requested", "accepted", "paused"})
_AT_WORK = frozenset({"accepted", "paused"})
_RATED = frozenset({"granted", "denied", "issued", "delivered"})
_EVER = _OPEN | _RATED | {"draft", "declined", "withdrawn", "voided"}

PERMISSIONS: dict[type[Command], Permission] = {
    c.SaveDraft: Permission(_is_author, frozenset({"draft"})),
    c.Submit: Permission(_is_author, frozenset({"draft"})),
    c.RequestCorrection: Permission(
        _window, frozenset({"submitted"}), (("correction.only_once", _not_corrected),)
    ),
    c.Correct: Permission(_applicant_or_window, frozenset({"correction_requested"})),
    c.Accept: Permission(_window, frozenset({"submitted"})),
    c.Decline: Permission(_window, frozenset({"submitted"})),
    c.SupplyMaterials: Permission(
        _applicant_or_window, _AT_WORK, (("material.nothing_owed", _owes),)
    ),
    c.ClaimTask: Permission(_takes_part, _AT_WORK, offered=_can_claim),
    c.ReleaseTask: Permission(_takes_part_or_leads, _AT_WORK, offered=_can_release),
    c.GiveOpinion: Permission(_takes_part, _AT_WORK, offered=_can_review),
    c.PauseClock: Permission(
        _handles, frozenset({"accepted"}), (("pause.not_offered", _offers_pauses),)
    ),
    c.ResumeClock: Permission(_handles, frozenset({"paused"})),
    c.Extend: Permission(
        _leads,
        _AT_WORK,
        (("extension.not_offered", _offers_extension), ("extension.only_once", _not_extended)),
    ),
    c.Decide: Permission(
        _decides,
        frozenset({"accepted"}),
        (("decision.branches_open", _at_decision), ("decision.materials_owed", _owes_nothing)),
    ),
    c.Issue: Permission(
        _makes_results, frozenset({"granted"}), (("issue.no_result", _has_result),)
    ),
    c.Deliver: Permission(_hands_over, frozenset({"issued"})),
    c.Rate: Permission(_applicant, _RATED, (("rating.only_once", _not_rated),)),
    c.Withdraw: Permission(_applicant_or_agent, _OPEN | {"draft"}),
    c.Void: Permission(_supervises, _OPEN | {"granted", "issued"}, (("case.closed", _still_open),)),
    c.EndNoticePeriod: Permission(_clock, _EVER),
    c.EndCorrectionPeriod: Permission(_clock, _EVER),
    c.EndPromisePeriod: Permission(_clock, _EVER),
    c.RecomputeDues: Permission(_publishes, _EVER),
}
