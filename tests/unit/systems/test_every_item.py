"""Every item, filed with its example answers and carried through by the city's own staff."""

from datetime import UTC, datetime

import pytest

from actors.city.load import DemoApplicant, load_city
from actors.kernel.case.commands import Accept, Decide, Deliver, GiveOpinion, Issue, Submit
from actors.kernel.case.state import Applicant, Material, Task
from actors.kernel.identity import APPROVER, RESIDENT, WINDOW_CLERK, Identity
from actors.kernel.items import ServiceItem
from actors.kernel.materials import required
from actors.library import load_library, system_folders
from tests.unit.kernel.kit import Played

CITY = load_city()
LIBRARY = load_library(system_folders())
ITEMS = [pytest.param(item, id=f"{item.system}/{item.code}") for item in LIBRARY.current_items()]
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def officer(unit: str, role: str) -> Identity:
    """Return somebody in `unit` who has `role`."""
    member = next(m for m in CITY.staff.values() if m.unit == unit and role in m.roles)
    return Identity(f"staff:{member.account}", member.roles, member.unit)


def as_applicant(person: DemoApplicant) -> Applicant:
    return Applicant(
        kind=person.kind,
        name=person.name.zh,
        id_type=person.id_type,
        id_number=person.id_number,
        phone=person.phone,
        account=person.account,
    )


def handed_in(item: ServiceItem) -> tuple[Material, ...]:
    """Return every material that the example answers make necessary."""
    specs = {spec.name: spec for spec in item.materials}
    return tuple(
        Material(name=name, source="licence_store")
        if "licence_store" in specs[name].sources
        else Material(
            name=name,
            file_name=f"{name}.{specs[name].formats[0]}",
            sha256="0" * 64,
            bytes=1000,
        )
        for name in required(item, item.example)
    )


def application(item: ServiceItem, by: Applicant) -> Submit:
    return Submit(
        number=f"{item.implementation_code}202603020001",
        item=item.code,
        item_version=item.version,
        channel=item.channels[0],
        place="440604012",
        applicant=by,
        form=item.example,
        materials=handed_in(item),
    )


def submitted(item: ServiceItem) -> Played:
    """Return a case that a demonstration applicant has filed, one that the item is open to."""
    case = Played(LIBRARY, MORNING)
    by = as_applicant(next(p for p in CITY.applicants if p.kind in item.audience))
    case.when(Identity(f"person:{by.account}", (RESIDENT,)), application(item, by))
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
    case.when(clerk, Deliver(method="window"))

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

    refusal = Played(LIBRARY, MORNING).refused(
        Identity(f"person:{person.account}", (RESIDENT,)), application(item, as_applicant(person))
    )

    assert [reason.code for reason in refusal.reasons] == ["applicant.not_addressed"]
