"""Looking things up in the library."""

import msgspec
import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import Flow, Stage
from actors.blocks.cases.items import ServiceItem, TimeLimits
from actors.blocks.organisation.units import Organisation, OrgUnit
from actors.kernel.errors import Refusal
from actors.kernel.library import Library
from actors.kernel.words import Title

ITEM = ServiceItem(
    code="YL-01",
    version=1,
    system="one_door",
    implementation_code="1" * 31,
    title=Title("高龄津贴", "Old-age allowance"),
    summary=Title("高龄津贴", "Old-age allowance"),
    kind="benefit",
    audience=("natural",),
    handling="promised",
    unit="civil_affairs",
    theme="elderly",
    legal_basis=("老年人权益保障法",),
    limits=TimeLimits(statutory=20, promised=10),
    flow=Flow(
        name="one_step",
        title=Title("直接决定", "Decision at once"),
        stages=(Stage(name="decision", title=Title("决定", "Decision"), kind="decision"),),
    ),
    form={"type": "object", "properties": {}},
    sections=(),
)
LIBRARY = Library(
    Catalogue(
        items={
            (ITEM.code, 1): ITEM,
            (ITEM.code, 10): msgspec.structs.replace(ITEM, version=10),
            (ITEM.code, 9): msgspec.structs.replace(ITEM, version=9),
        },
        rules={"one_door": {"is_old": lambda answers: bool(answers["old"])}},
    ),
    Organisation(
        units={
            "civil_affairs": OrgUnit(
                code="civil_affairs", title=Title("民政局", "Civil Affairs"), place="440600"
            )
        },
        places={},
    ),
)


def test_a_case_finds_the_version_it_began_with() -> None:
    assert LIBRARY[Catalogue].item("YL-01", 1).version == 1


def test_without_a_version_the_latest_is_meant() -> None:
    assert LIBRARY[Catalogue].item("YL-01").version == 10
    assert [item.version for item in LIBRARY[Catalogue].current_items()] == [10]


@pytest.mark.parametrize(("code", "version"), [("YL-02", None), ("YL-01", 2)])
def test_an_item_that_nobody_published_is_unknown(code: str, version: int | None) -> None:
    with pytest.raises(Refusal) as refused:
        LIBRARY[Catalogue].item(code, version)

    assert refused.value.kind == "unknown"


def test_units_and_rules_are_found_by_name() -> None:
    assert LIBRARY[Organisation].unit("civil_affairs").title.zh == "民政局"
    assert LIBRARY[Catalogue].rule("one_door", "is_old")({"old": True})
    with pytest.raises(Refusal) as refused:
        LIBRARY[Organisation].unit("nobody")
    assert refused.value.kind == "unknown"
