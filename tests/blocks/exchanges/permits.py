"""A case that the unit's own approval system works on, and what that system says."""

import dataclasses

from msgspec.structs import replace

from actors.blocks.calls.call import call_id
from actors.blocks.calls.kind import call_kind
from actors.blocks.calls.outcome import Outcome
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import Flow, Next, Stage
from actors.blocks.cases.items import Confirmation
from actors.blocks.cases.kind import case_kind
from actors.blocks.cases.roles import APPROVER, REVIEWER, WINDOW_CLERK
from actors.blocks.exchanges.departments import Departments, DepartmentSystem, Register
from actors.blocks.exchanges.kind import exchange_kind
from actors.blocks.exchanges.records import NoteDelivery, TakeStep, exchange_id
from actors.blocks.exchanges.steps import Step
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.words import Title
from actors.testing import Scenario
from actors.testing.expect import local
from tests.blocks.cases.city import (
    DECISION,
    LIBRARY,
    PERMIT,
    RESIDENT_A,
    application,
    title,
)

ID = "c" * 32
CASE, SYSTEM = f"case:{ID}", "permits"
EXCHANGE = f"exchange:{exchange_id(CASE, SYSTEM)}"
OPERATOR = Identity("staff:ops", ("operator",), "government_services")
REVIEW = Stage(
    name="review", title=title("审查"), kind="review", limit=4, then=(Next(to="decision"),)
)
ITEM = replace(
    PERMIT,
    code="LHSY-01",
    flow=Flow(name="review_and_decision", title=title("审查与决定"), stages=(REVIEW, DECISION)),
    materials=(),
    assurance="",
)
CONFIRMED = replace(
    ITEM,
    code="DJHY-01",
    confirmations=(Confirmation(register="lands", sends=("area", "applicant:id_number")),),
)
PERMITS = DepartmentSystem(
    name=SYSTEM,
    title=Title(zh="审批系统", en="Permits"),
    unit="construction",
    items=(ITEM.code,),
    roles=(WINDOW_CLERK, REVIEWER, APPROVER),
)
CITY = LIBRARY.having(
    dataclasses.replace(
        LIBRARY[Catalogue],
        items={(each.code, each.version): each for each in (ITEM, CONFIRMED)},
    )
).having(Departments((PERMITS,), (Register(name="lands", title=title("登记库")),)))
KINDS = (case_kind(CITY), exchange_kind(CITY), call_kind(CITY))
NINE = local("2026-03-02 09:00")


def applied() -> Scenario:
    """Return a case that somebody has applied for at nine on 2 March 2026."""
    filed = application(ITEM, number=ITEM.implementation_code + "202603020001")
    return Scenario.of(*KINDS).on(CASE).when(filed, by=RESIDENT_A)


def told(seq: int, step: Step, officer: str = "0231", hour: int = 10, **facts: object) -> TakeStep:
    """Return what the department tells: its step number `seq`, at an hour of 2 March 2026."""
    at = local(f"2026-03-02 {hour:02}:00")
    return TakeStep(seq=seq, step=step, at=at, officer=officer, facts=facts)


def arriving(scenario: Scenario, *steps: TakeStep) -> Scenario:
    """Return `scenario` with `steps` arriving, one after the other."""
    for each in steps:
        scenario = scenario.on(EXCHANGE).when(each, by=PLATFORM)
    return scenario


def delivery(commit: int, seq: int, outcome: Outcome, number: int = 0) -> NoteDelivery:
    """Return what the exchange is told of step `seq`, whose call message `number` of its commit
    `commit` has wished."""
    return NoteDelivery(seq=seq, call=call_id(EXCHANGE, commit, number), outcome=outcome)
