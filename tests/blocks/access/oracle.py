"""Who may ask what of a case, written by hand and without policies: what these are held against."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases import commands as c
from actors.blocks.cases import joint_commands as j
from actors.blocks.cases import later_commands as later
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.cases.serving import ServePaper
from actors.blocks.cases.state import CaseState, Task
from actors.blocks.cases.taken_back import TakeBackService
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.units import Organisation
from actors.blocks.tasks.records import DeputiseTask, HandOverTask
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.turn import Command
from serve_apps.front.visitor import Visitor

DECISIONS = (
    c.Decide, later.Return, later.Forward, later.Reopen, later.CorrectResult, later.Renew,
    later.RefuseRenewal,
)  # fmt: skip
SEALED = (
    c.Issue, c.Deliver, c.Rate, c.ProposeVoid, c.Void, c.RejectVoid, j.AddNote, later.Reopen,
    later.CorrectResult, later.Revoke, later.AskForRenewal, later.Renew, later.RefuseRenewal,
    ServePaper, TakeBackService,
)  # fmt: skip
Who = Callable[[Identity, CaseState, ServiceItem, Library], bool]


def may_ask(
    by: Identity, command: type[Command], state: CaseState, item: ServiceItem, library: Library
) -> bool:
    """Who may ask `command` of the case, whenever that is."""
    if not has_proved(by, command, item):
        return False
    if state.phase == "none":
        return command in (c.SaveDraft, c.Submit) and may_file(by, item, library)
    if state.archived_at is not None and command in SEALED:
        return False
    return not is_stranger(by, state) and WHO[command](by, state, item, library)


def has_proved(by: Identity, command: type[Command], item: ServiceItem) -> bool:
    """Whoever can prove more than a password has done so before he decides, and just now before he
    voids; applicants by two factors where the item asks for that."""
    if command is c.Submit and item.assurance and by.id.startswith("person:"):
        return by.assurance not in ("plain", "basic")
    if command in (c.ProposeVoid, c.RejectVoid, c.Void, later.Revoke, later.Unseal):
        return by.assurance not in ("basic", "high")
    return command not in DECISIONS or by.assurance != "basic"


def may_file(by: Identity, item: ServiceItem, library: Library) -> bool:
    """Residents, kiosks, and any window of the city (全城通办)."""
    if by.id.startswith("person:"):
        return by.has(RESIDENT) and within_mandate(by, item.code)
    return by.id.startswith("terminal:") or by.has(WINDOW_CLERK)


def is_applicant(by: Identity, state: CaseState) -> bool:
    applicant = state.applicant
    return bool(
        applicant
        and applicant.account
        and by.id.startswith("person:")
        and (by.acting_for or by.id.removeprefix("person:")) == applicant.account
        and within_mandate(by, state.item)
    )


def within_mandate(by: Identity, item: str) -> bool:
    """A mandate for some services is none for others."""
    return not by.items or item in by.items


def is_stranger(by: Identity, state: CaseState) -> bool:
    """To whom the case is hidden altogether: another resident's case, a draft that somebody else
    has begun, and every case from administrators, who read no content."""
    if by in (CLOCK, PLATFORM):
        return False
    if by.has(ADMINISTRATOR):
        return True
    if state.phase == "draft":
        return not is_author(by, state)
    return by.id.startswith("person:") and not is_applicant(by, state)


def may_read(by: Identity, state: CaseState, library: Library, purpose: str) -> bool:
    """Its applicant; who handles it, in the units that take part and at an integrated window;
    supervision; operators, for maintenance, of what they might see otherwise."""
    if state.phase == "none" or is_stranger(by, state):
        return False
    units = {state.unit, *(task.unit for task in state.tasks)}
    handles_cases = any(by.has(role) for role in (WINDOW_CLERK, REVIEWER, APPROVER))
    match purpose:
        case "own":
            return is_applicant(by, state)
        case "handling":
            return (handles_cases and by.unit in units) or serves_all(by, library)
        case "window_service":
            return by.has(WINDOW_CLERK) and (by.unit in units or serves_all(by, library))
        case "supervision":
            return by.has(SUPERVISOR)
        case "complaint":
            return by.has(SUPERVISOR) or (handles_cases and by.unit in units)
        case _:
            return of_office(by, units, library)


def serves_all(by: Identity, library: Library) -> bool:
    """At an integrated window."""
    unit = library[Organisation].units.get(by.unit)
    return by.has(WINDOW_CLERK) and unit is not None and unit.integrated_window


def may_follow(visitor: Visitor, row: Mapping[str, Any], library: Library) -> bool:
    """The masked progress of the case that `row` of the view describes."""
    if visitor.kind == "resident":
        its_own = row["applicant"].get("account") == visitor.represents
        return its_own and within_mandate(visitor.identity, row["item"])
    if not visitor.kind or row["phase"] == "draft":
        return False
    return of_office(visitor.identity, row.get("units", ()), library)


def of_office(by: Identity, units: Iterable[str], library: Library) -> bool:
    if by.has(ADMINISTRATOR):
        return False
    if by.has(SUPERVISOR) or by.unit in units:
        return True
    unit = library[Organisation].units.get(by.unit)
    return by.has(WINDOW_CLERK) and unit is not None and unit.integrated_window


def may_work(by: Identity, task: Task) -> bool:
    return by.unit == task.unit and by.has(task.role)


def is_author(by: Identity, state: CaseState) -> bool:
    applicant = state.applicant
    filed = bool(applicant and applicant.by_agent == by.id) and not by.id.startswith("person:")
    return is_applicant(by, state) or filed


def at_window(by: Identity, unit: str, library: Library) -> bool:
    if not by.has(WINDOW_CLERK):
        return False
    own = library[Organisation].units.get(by.unit)
    return by.unit == unit or (own is not None and own.integrated_window)


def author(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return is_author(by, state)


def applicant(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return is_applicant(by, state)


def window(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return at_window(by, item.unit, library)


def applicant_or_window(
    by: Identity, state: CaseState, item: ServiceItem, library: Library
) -> bool:
    return is_applicant(by, state) or at_window(by, item.unit, library)


def applicant_or_agent(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    if state.phase == "draft":
        return is_author(by, state)
    without_account = state.applicant is not None and not state.applicant.account
    return is_applicant(by, state) or (without_account and at_window(by, item.unit, library))


def takes_part(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return any(may_work(by, task) for task in state.tasks)


def takes_part_or_heads(
    by: Identity, state: CaseState, item: ServiceItem, library: Library
) -> bool:
    heads = by.has(APPROVER) and any(task.unit == by.unit for task in state.tasks)
    return heads or takes_part(by, state, item, library)


def leads(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return by.has(APPROVER) and by.unit == item.unit


def handles(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    reviews = by.has(REVIEWER) and takes_part(by, state, item, library)
    return reviews or leads(by, state, item, library)


def decides(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    if state.applicant is not None and state.applicant.by_agent == by.id:
        return False  # who filed it
    instant = item.handling == "instant" and at_window(by, item.unit, library)
    return instant or leads(by, state, item, library)


def works_here(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    officer = any(by.has(role) for role in (WINDOW_CLERK, REVIEWER, APPROVER))
    units = {item.unit, *(task.unit for task in state.tasks)}
    return not by.id.startswith("person:") and officer and by.unit in units


def serves_papers(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    serves = serves_all(by, library) and not by.id.startswith("person:")
    return serves or works_here(by, state, item, library)


def of_lead_unit(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return by.unit == item.unit and (by.has(REVIEWER) or by.has(APPROVER))


def takes_part_or_leads(
    by: Identity, state: CaseState, item: ServiceItem, library: Library
) -> bool:
    return takes_part(by, state, item, library) or of_lead_unit(by, state, item, library)


def approves(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    own = state.proposal is not None and state.proposal.by == by.id
    return leads(by, state, item, library) and not own


def reopens(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    decided = any(task.done_by == by.id for task in state.tasks if task.name == state.stage)
    return leads(by, state, item, library) and not (state.decided_at and decided)


def ends_pause(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    begun = state.pauses[-1].unit if state.phase == "paused" else ""
    return begun in ("", by.unit) and handles(by, state, item, library)


def makes_results(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    of_unit = by.unit == item.unit and (by.has(APPROVER) or by.has(REVIEWER))
    return of_unit or at_window(by, item.unit, library)


def hands_over(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return by.id.startswith("terminal:") or at_window(by, item.unit, library)


def supervises(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return by.has(SUPERVISOR)


def clock(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return by == CLOCK


def publishes(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return by == PLATFORM or by.has(OPERATOR)


def recognises(by: Identity, state: CaseState, item: ServiceItem, library: Library) -> bool:
    return by == PLATFORM


WHO: dict[type[Command], Who] = {
    c.SaveDraft: author,
    c.Submit: author,
    c.RequestCorrection: window,
    c.Correct: applicant_or_window,
    c.Accept: window,
    c.Decline: window,
    c.SupplyMaterials: applicant_or_window,
    c.ClaimTask: takes_part,
    c.ReleaseTask: takes_part_or_heads,
    HandOverTask: takes_part_or_heads,
    DeputiseTask: takes_part_or_heads,
    c.GiveOpinion: takes_part,
    j.AskForCorrection: takes_part,
    j.DropCorrection: takes_part,
    j.SendCorrection: of_lead_unit,
    j.ProposePause: takes_part,
    j.ProposeExtension: takes_part,
    j.ApproveProposal: approves,
    j.RejectProposal: approves,
    j.ArrangeVisit: takes_part,
    j.ChooseVisitTime: applicant_or_window,
    j.RecordFinding: takes_part,
    j.CancelVisit: takes_part_or_leads,
    j.AddNote: works_here,
    ServePaper: serves_papers,
    TakeBackService: serves_papers,
    c.PauseClock: leads,
    c.ResumeClock: ends_pause,
    c.Extend: leads,
    c.Decide: decides,
    c.Issue: makes_results,
    c.Deliver: hands_over,
    c.Rate: applicant,
    c.Withdraw: applicant_or_agent,
    c.ProposeVoid: supervises,
    c.Void: supervises,
    c.RejectVoid: supervises,
    later.Return: leads,
    later.Forward: leads,
    later.Reopen: reopens,
    later.CorrectResult: leads,
    later.Revoke: leads,
    later.AskForRenewal: applicant,
    later.Renew: leads,
    later.RefuseRenewal: leads,
    later.Archive: leads,
    later.Unseal: supervises,
    later.EndRenewalPeriod: clock,
    c.EndNoticePeriod: clock,
    c.EndCorrectionPeriod: clock,
    c.EndPromisePeriod: clock,
    c.RecomputeDues: publishes,
    c.RecogniseApplicant: recognises,
}
