"""Every item, filed with its example answers and carried through by the city's own staff."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Accept, Decide, Deliver, GiveOpinion, Issue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.roles import APPROVER, WINDOW_CLERK
from actors.blocks.cases.state import Task
from actors.kernel.identity import Identity
from actors.library import load_city
from actors.testing.files import application
from tests import loaded
from tests.blocks.cases.kit import Played

CITY = load_city()
LIBRARY = loaded.library()
ITEMS = [
    pytest.param(item, id=f"{item.system}/{item.code}")
    for item in LIBRARY[Catalogue].current_items()
]
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def officer(unit: str, role: str) -> Identity:
    """Return somebody in `unit` who has `role`."""
    member = next(m for m in CITY.staff.values() if m.unit == unit and role in m.roles)
    return Identity(f"staff:{member.account}", member.roles, member.unit)


def submitted(item: ServiceItem) -> Played:
    """Return a case that a demonstration applicant has filed, one that the item is open to."""
    case = Played(LIBRARY, MORNING)
    by = next(p for p in CITY.applicants if p.kind in item.audience).applicant
    wish = application(item, by, LIBRARY, MORNING.date())
    at_the_window = replace(wish, channel="window")  # where no rule decides in a person's stead
    case.when(Identity(f"person:{by.account}", (RESIDENT,)), at_the_window)
    return case


def open_tasks(case: Played) -> list[Task]:
    return [task for task in case.state.tasks if not task.opinion]


def reviewed(item: ServiceItem) -> Played:
    """Return a case that everybody who was asked has agreed to."""
    case = submitted(item)
    case.when(officer(item.unit, WINDOW_CLERK), Accept())
    while item.flow.stage(case.state.stage).kind != "decision":
        task = open_tasks(case)[0]
        case.when(officer(task.unit, task.role), GiveOpinion(task=task.name, opinion="agree"))
    return case


@pytest.mark.parametrize("item", ITEMS)
def test_it_is_granted_made_and_handed_over(item: ServiceItem) -> None:
    case = reviewed(item)
    case.when(officer(item.unit, APPROVER), Decide(outcome="granted"))
    clerk = officer(item.unit, WINDOW_CLERK)
    case.when(clerk, Issue(document="示例 2026-0001"))
    case.when(clerk, Deliver(method="electronic"))

    assert case.state.phase == "delivered"
    assert case.replayed() == case.state


@pytest.mark.parametrize("item", ITEMS)
def test_it_is_denied_with_a_reason(item: ServiceItem) -> None:
    case = reviewed(item)
    case.when(officer(item.unit, APPROVER), Decide(outcome="denied", reason="不符合条件"))

    assert (case.state.phase, case.state.reason) == ("denied", "不符合条件")


@pytest.mark.parametrize("item", ITEMS)
def test_its_due_dates_are_known_from_the_first_moment(item: ServiceItem) -> None:
    dues = submitted(item).state.dues

    assert dues.notice is not None
    assert not dues.provisional


@pytest.mark.parametrize("item", [one for one in ITEMS if len(one.values[0].audience) == 1])
def test_it_is_refused_to_those_it_is_not_for(item: ServiceItem) -> None:
    person = next(p for p in CITY.applicants if p.kind not in item.audience)

    wish = application(item, person.applicant, LIBRARY, MORNING.date())
    by = Identity(f"person:{person.account}", (RESIDENT,))
    refusal = Played(LIBRARY, MORNING).refused(by, wish)

    assert [reason.code for reason in refusal.reasons] == ["applicant.not_addressed"]
