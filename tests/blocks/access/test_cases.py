"""The policies of cases against who may what as it was written by hand, cell for cell."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

import actors.blocks.cases.facts as of_cases
from actors.blocks.access.access import load
from actors.blocks.access.vocabulary import Vocabulary
from actors.blocks.access.where import matches
from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.offers import offers
from actors.blocks.cases.parts import ClockProposal
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import Applicant, CaseState, Pause, Phase, Task
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.standing import STANDING
from actors.blocks.organisation.standing import standing as standing_of
from actors.blocks.organisation.units import Organisation
from actors.blocks.reads.record import PURPOSES
from actors.blocks.tasks.system import SYSTEM as TASKS
from actors.kernel.identity import CLOCK, LEVELS, PLATFORM, Identity
from actors.kernel.turn import Command
from serve_apps.front.visitor import Visitor
from tests.blocks.access.oracle import WHO, is_stranger, may_ask, may_follow, may_read
from tests.blocks.cases import city
from tests.blocks.cases.city import ALLOWANCE, LIBRARY, NOTICE, PERMIT
from tests.blocks.reads.claims import may_claim

POLICIES = Path(of_cases.__file__).with_name("policies.cedar")
ACCESS = load(
    [("cases", POLICIES.read_text("utf-8"))],
    Vocabulary(kinds={"case": of_cases.GUARDED, **TASKS.guarded}, standing=STANDING),
)
UNITS = tuple(LIBRARY[Organisation].units)
STAFF_ROLES = (
    (WINDOW_CLERK,),
    (REVIEWER,),
    (APPROVER,),
    (SUPERVISOR,),
    (OPERATOR,),
    (ADMINISTRATOR,),
    (),
    (WINDOW_CLERK, APPROVER),
    (APPROVER, REVIEWER),
    (REVIEWER, WINDOW_CLERK),
    (OPERATOR, WINDOW_CLERK),
    (OPERATOR, SUPERVISOR),
)
IDENTITIES = (
    city.RESIDENT_A,
    city.RESIDENT_B,
    Identity("person:c3", (RESIDENT, WINDOW_CLERK), "construction"),
    Identity("person:d4", (WINDOW_CLERK,), "government_services"),
    Identity("person:m1", (RESIDENT,), acting_for="a1"),
    Identity("person:m1", (RESIDENT,), acting_for="a1", items=(PERMIT.code,)),
    Identity("person:m1", (RESIDENT,), acting_for="a1", items=("other",)),
    Identity("person:m1", (RESIDENT,)),
    city.KIOSK,
    Identity("terminal:k2", ("terminal",)),
    CLOCK,
    PLATFORM,
    Identity("shell:root", (OPERATOR,)),
    Identity("anonymous"),
    *(
        Identity(f"staff:{'_'.join((*roles, unit)) or unit}", roles, unit)
        for roles in STAFF_ROLES
        for unit in UNITS
    ),
    *(
        Identity(f"staff:{level}", (APPROVER, SUPERVISOR), PERMIT.unit, assurance=level)
        for level in LEVELS
    ),
    *(replace(city.RESIDENT_A, assurance=level) for level in LEVELS),
    city.HALL,
    city.CLERK,
    city.CLERK_ELSEWHERE,
)
APPLICANTS = {
    "with an account": replace(city.PERSON, account="a1"),
    "without one, by a clerk": replace(city.PERSON, by_agent=city.CLERK.id),
    "without one, in the hall": replace(city.PERSON, by_agent=city.HALL.id),
    "without one, by a kiosk": replace(city.PERSON, by_agent=city.KIOSK.id),
    "with an account, by mandate": replace(city.PERSON, account="a1", by_agent="person:m1"),
    "with an account, by a clerk": replace(city.PERSON, account="b2", by_agent=city.CLERK.id),
}
SINCE = datetime(2026, 3, 2, 2, tzinfo=UTC)
PAUSE = Pause(
    kind="hearing", unit="fire_rescue", days=3, reason="听证", since=SINCE, told=date(2026, 3, 5)
)
ACTIONS = {offer.command: offer.action for offer in offers(LIBRARY)}


def task(unit: str, role: str, **changes: object) -> Task:
    name = f"{unit}/{role}"
    return replace(Task(name=name, stage="joint", unit=unit, role=role, since=SINCE), **changes)


TASKS: dict[str, tuple[Task, ...]] = {
    "no tasks": (),
    "reviews of others": (
        task("fire_rescue", REVIEWER, claimed_by="staff:fire"),
        task("health", REVIEWER, opinion="agree", done_by="staff:doctor"),
    ),
    "its own decision": (task("construction", APPROVER),),
}
ITEMS = (PERMIT, ALLOWANCE, NOTICE)


def states() -> Iterator[tuple[CaseState, ServiceItem]]:
    """Cases of every item, in every phase, of every kind of applicant, with work of any unit."""
    for item in ITEMS:
        yield CaseState(id="c1"), item
        for phase in get_args(Phase):
            if phase == "none":
                continue
            for applicant in APPLICANTS.values():
                for tasks in TASKS.values():
                    yield case(item, phase, applicant, tasks), item


def later_states() -> Iterator[tuple[CaseState, ServiceItem]]:
    """Cases that wait for approval of a proposal, were decided by somebody, or are sealed."""
    head = f"staff:{APPROVER}_{PERMIT.unit}"
    base = case(PERMIT, "accepted", APPLICANTS["with an account"], TASKS["its own decision"])
    wanted = ClockProposal(by=head, unit=PERMIT.unit, days=3, reason="复杂")
    yield replace(base, proposal=wanted), PERMIT
    (decision,) = TASKS["its own decision"]
    done = replace(decision, opinion="object", done_by=head)
    denied = replace(
        base, phase="denied", stage=decision.name, tasks=(done,), decided_at=SINCE, closed_at=SINCE
    )
    yield denied, PERMIT
    yield replace(denied, archived_at=SINCE), PERMIT


def case(
    item: ServiceItem, phase: Phase, applicant: Applicant, tasks: tuple[Task, ...]
) -> CaseState:
    return CaseState(
        id="c1",
        phase=phase,
        item=item.code,
        item_version=item.version,
        unit=item.unit,
        applicant=applicant,
        tasks=tasks,
        pauses=(PAUSE,) if phase == "paused" else (),
    )


CASES = tuple(
    (state, item, of_cases.facts(state, item)) for state, item in (*states(), *later_states())
)


def action(command: type[Command]) -> str:
    """Return the action of a command: RequestCorrection -> "case.request_correction"."""
    return f"case.{ACTIONS[command]}"


def visitor_of(by: Identity) -> Visitor:
    kind, _, account = by.id.partition(":")
    kinds = {"person": "resident", "staff": "staff"}
    return Visitor(by, account, kinds.get(kind, ""))


def row_of(state: CaseState) -> dict[str, object]:
    """What the view of cases keeps of a case that is asked for to show how it goes."""
    assert state.applicant
    return {
        "phase": state.phase,
        "applicant": {"account": state.applicant.account},
        "item": state.item,
        "units": sorted({state.unit, *(task.unit for task in state.tasks)}),
    }


@pytest.mark.parametrize("command", WHO, ids=lambda command: command.__name__)
def test_who_may_send_a_command_is_as_before(command: type[Command]) -> None:
    differing = []
    counts = {True: 0, False: 0}
    for by in IDENTITIES:
        standing = standing_of(by, LIBRARY)
        for state, item, facts in CASES:
            verdict = ACCESS.permit(by, action(command), facts, standing=standing)
            expected = may_ask(by, command, state, item, LIBRARY)
            counts[expected] += 1
            if verdict.allowed is not expected:
                differing.append((by, state, verdict))

    assert differing[:3] == []
    assert min(counts.values()) > 0


@pytest.mark.parametrize("purpose", PURPOSES)
def test_who_may_read_a_case_for_what_is_as_before(purpose: str) -> None:
    differing = []
    counts = {True: 0, False: 0}
    for by in IDENTITIES:
        standing = standing_of(by, LIBRARY)
        claims = may_claim(by, purpose)
        for state, _item, facts in CASES:
            verdict = ACCESS.permit(by, "case.read", facts, purpose, standing=standing)
            expected = claims and may_read(by, state, LIBRARY, purpose)
            counts[expected] += 1
            if verdict.allowed is not expected:
                differing.append((by, state, verdict))

    assert differing[:3] == []
    assert min(counts.values()) > 0


def test_who_may_follow_a_case_is_as_before_in_records_and_in_lists() -> None:
    differing = []
    counts = {True: 0, False: 0}
    for by in IDENTITIES:
        standing = standing_of(by, LIBRARY)
        where = ACCESS.where(by, "case.follow", standing=standing)
        for state, _item, facts in CASES:
            if state.phase == "none":
                continue
            verdict = ACCESS.permit(by, "case.follow", facts, standing=standing)
            expected = may_follow(visitor_of(by), row_of(state), LIBRARY)
            counts[expected] += 1
            if verdict.allowed is not expected or matches(where, facts) is not expected:
                differing.append((by, state, verdict))

    assert differing[:3] == []
    assert min(counts.values()) > 0


def test_who_may_know_of_a_case_is_as_before() -> None:
    for by in IDENTITIES:
        for state, _item, facts in CASES:
            verdict = ACCESS.permit(
                by,
                "case.know",
                facts,
                standing=standing_of(by, LIBRARY),
            )

            assert verdict.allowed is not (state.phase == "none" or is_stranger(by, state))


def test_a_case_is_counted_for_supervision_and_for_the_head_of_its_unit() -> None:
    for by in IDENTITIES:
        standing = standing_of(by, LIBRARY)
        for state, _item, facts in CASES:
            verdict = ACCESS.permit(by, "case.count", facts, standing=standing)
            heads = "approver" in by.roles and facts["unit"] == by.unit
            hidden = state.phase == "draft" or "administrator" in by.roles
            staff = by.id.startswith("staff:")
            if state.phase != "none" and staff and not hidden:
                assert verdict.allowed is ("supervisor" in by.roles or heads), (by, state)


def test_every_command_of_a_case_has_its_action() -> None:
    reading = {"case.read", "case.follow", "case.know", "case.count"}

    assert {f"case.{name}" for name in of_cases.GUARDED.actions} - reading == {
        action(command) for command in WHO
    }


def test_every_policy_decides_something() -> None:
    asked = [
        *((action(command), "") for command in WHO),
        *(("case.read", purpose) for purpose in PURPOSES),
        ("case.follow", ""),
        ("case.know", ""),
        ("case.count", ""),
    ]
    told = [facts for _state, item, facts in CASES if item is not NOTICE]
    deciding = set[str]()
    for by in IDENTITIES:
        standing = standing_of(by, LIBRARY)
        for name, purpose in asked:
            deciding |= {
                ACCESS.permit(by, name, facts, purpose, standing=standing).because for facts in told
            }

    of_tasks = {policy.id for policy in ACCESS.policies if policy.actions == {"tasks.read"}}
    assert deciding - {""} == {policy.id for policy in ACCESS.policies} - of_tasks


def test_an_integrated_window_sees_what_waits_at_the_window_of_any_unit() -> None:
    clerk = Identity("staff:w", (WINDOW_CLERK,), "government_services")
    standing = {**standing_of(clerk, LIBRARY), "integrated_window": True}
    task = {
        "role": WINDOW_CLERK,
        "unit": "construction",
        "seat": "",
        "claimed_by": "",
        "deputy": "",
    }

    def sees(**other: object) -> bool:
        found = ACCESS.permit(clerk, "tasks.read", {**task, **other}, standing=standing)
        return found.allowed

    assert sees()
    assert not sees(role=REVIEWER)
    standing["integrated_window"] = False
    assert not sees()
