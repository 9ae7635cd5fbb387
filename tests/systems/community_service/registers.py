"""The registers of the village and the demands of departments, in tests."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from actors.kernel.identity import Identity
from actors.systems.community_service.form_demand import records as f
from actors.systems.community_service.form_demand.kind import form_demand_kind
from actors.systems.community_service.register import resident_records as r
from actors.systems.community_service.register.house import EnterHouse, house_id, house_kind
from actors.systems.community_service.register.resident import resident_kind
from actors.testing import Scenario
from tests.systems.community_service.station import AGENT, LIBRARY, VILLAGE

OTHER_PLACE = Identity("staff:guiyuan_agent", ("village_clerk",), "guiyuan_community")
KEEPER = Identity("staff:form_keeper", ("form_keeper",), "government_services")
HOUSE = f"house:{house_id(VILLAGE, 'C-021')}"
ENTER = r.EnterResident(
    name="何月仙",
    id_number="44060219380815002X",
    registration="01",
    relation="head",
    living_at="禅城区祖庙街道示例村道 1 号",
    phone="13800000003",
    source="visit",
    reason="上门核实",
    person="d" * 20,
)
MARK = r.MarkResident(
    care="elder_alone", source="visit", purpose="每周探访", until=date(2026, 12, 31)
)
ENTER_HOUSE = EnterHouse(
    unit=VILLAGE,
    code="C-021",
    address="禅城区祖庙街道示例村道 21 号",
    use="home",
    ownership="private",
    source="visit",
    reason="入册",
)
HELD = (
    "居民人数", "户籍人口", "流动人口", "低保人数", "特困人数", "残疾人数", "留守老人", "留守儿童",
    "死亡人数",
)  # fmt: skip
ASKED = ("社区志愿者人数", "助餐点数量", "本季探访次数")
REQUEST = f.RequestForm(
    title="困难群众情况表", basis="《社会救助暂行办法》第三条", frequency="quarterly",
    fields=(*HELD, *ASKED),
)  # fmt: skip
ANSWERS = {"1": "35", "2": "2", "3": "120"}


def nobody() -> Scenario:
    """Nobody is in the register yet."""
    return Scenario.of(resident_kind(LIBRARY)).at("2026-04-24 09:00")


def entered() -> Scenario:
    """A resident of the village was entered."""
    return nobody().when(ENTER, by=AGENT)


def no_house() -> Scenario:
    """The house is not in the register yet."""
    return Scenario.of(house_kind(LIBRARY)).on(HOUSE).at("2026-04-24 09:00")


def no_demand() -> Scenario:
    """Nothing was demanded yet."""
    return Scenario.of(form_demand_kind(LIBRARY)).at("2026-04-24 09:00")


def requested(by: Identity) -> Scenario:
    """A department asks for twelve fields, nine of which the registers hold."""
    return no_demand().when(REQUEST, by=by)


def listed(by: Identity) -> Scenario:
    """The form stands on the list for a year."""
    return requested(by).when(f.ListForm(until=date(2027, 4, 24)), by=KEEPER)


def values(*fields: Any) -> tuple[f.HeldValue, ...]:
    """Return figures for `fields`, as the platform fills them in."""
    at = datetime(2026, 4, 24, 1, 0, tzinfo=UTC)
    return tuple(f.HeldValue(field=each, value=7, source="residents", at=at) for each in fields)


ISSUE = f.IssueForm(
    unit=VILLAGE,
    values=values(
        "residents", "registered", "floating", "low_income", "destitute", "disabled",
        "elder_alone", "child_alone", "deceased",
    ),
)  # fmt: skip
RETURN = f.ReturnForm(form=1, answers=ANSWERS, minutes=15)


def issued(by: Identity) -> Scenario:
    """The village has the form, filled in as far as its registers go."""
    return listed(by).when(ISSUE, by=by)


def with_answer(name: str, value: str) -> f.ReturnForm:
    """Return the form with one more answer."""
    return replace(RETURN, answers={**ANSWERS, name: value})
