"""A service item that could not be handled is not loaded, and says why."""

import tomllib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from msgspec.structs import replace

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.flow import Flow, Next, Stage
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.parse_items import clashes, parse_item, read_item
from actors.blocks.forms.conditions import Condition
from actors.kernel.mistakes import Mistakes
from actors.kernel.system import System
from actors.kernel.words import Title
from tests import loaded
from tests.blocks.cases.city import DECISION, PARALLEL, title

UNITS = {"market_supervision", "health"}
SYSTEM = System(name="one_door", title=title("一门式"), rules={"kitchen_fits": lambda _: True})
REVIEW = Stage(name="review", title=title("审查"), kind="review", then=(Next(to="decision"),))
BY_AREA = replace(
    REVIEW,
    then=(Next(to="decision", when=Condition(field="area", equals=4)), Next(to="decision")),
)
FLOWS = {
    "at_once": Flow(name="at_once", title=title("即办"), stages=(DECISION,)),
    "one_review": Flow(name="one_review", title=title("审查"), stages=(REVIEW, DECISION)),
    "by_area": Flow(name="by_area", title=title("按面积"), stages=(BY_AREA, DECISION)),
    "parallel": PARALLEL,
}
SOUND = tomllib.loads("""
code                = "SPJY-01"
version             = 1
implementation_code = "11440600SAMPLE002X4440102001000"
title               = { zh = "食品经营许可", en = "Food business permit" }
summary             = { zh = "餐饮服务", en = "Catering" }
kind                = "permit"
audience            = ["natural", "legal"]
handling            = "promised"
unit                = "market_supervision"
theme               = "health"
flow                = "one_review"
statement           = "general"
special             = ["inspection"]
legal_basis         = ["《中华人民共和国食品安全法》第三十五条"]

[limits]
statutory = 10
promised  = 5

[result]
kind  = "food_business_permit"
title = { zh = "食品经营许可证", en = "Food business permit" }

[form]
type = "object"
additionalProperties = false
required = ["format", "area"]

[form.properties]
format = { type = "string", enum = ["restaurant", "canteen"] }
area   = { type = "integer", minimum = 4 }
diners = { type = "integer", minimum = 1 }

[[sections]]
title = { zh = "经营者", en = "The business" }

[[sections.fields]]
name    = "format"
title   = { zh = "主体业态", en = "Kind of catering" }
widget  = "choice"
choices = [
  ["restaurant", { zh = "餐馆", en = "Restaurant" }],
  ["canteen", { zh = "食堂", en = "Canteen" }],
]

[[sections.fields]]
name       = "diners"
title      = { zh = "供餐人数", en = "People served" }
widget     = "number"
visible_if = { field = "format", equals = "canteen" }

[[sections.fields]]
name   = "area"
title  = { zh = "面积", en = "Area" }
widget = "number"

[[materials]]
name        = "floor_plan"
title       = { zh = "平面图", en = "Floor plan" }
sources     = ["upload", "promise"]
required_if = { field = "format", equals = "restaurant" }

[[checks]]
rule     = "kitchen_fits"
question = { zh = "厨房是否合适", en = "Does the kitchen fit?" }
fault    = { zh = "厨房过大", en = "The kitchen is too large" }
field    = "area"
""")
STATEMENTS = {each.name: each for each in loaded.library()[Catalogue].statements.values()}
Change = Callable[[dict[str, Any]], object]


def read(document: dict[str, Any], file: str = "food.toml") -> ServiceItem:
    return parse_item(
        document,
        file=file,
        system=SYSTEM,
        flows=FLOWS,
        units=UNITS,
        themes={"health"},
        statements=STATEMENTS,
    )


def test_a_sound_item_is_read_with_its_flow_and_system() -> None:
    item = read(SOUND)

    assert (item.system, item.flow.name, item.limits.notice) == ("one_door", "one_review", 5)


def test_a_flow_may_ask_about_the_answers_of_the_form() -> None:
    assert read({**SOUND, "flow": "by_area"}).flow.name == "by_area"


def keys(**changed: Any) -> Change:
    return lambda item: item.update(changed)


def limits(**changed: Any) -> Change:
    return lambda item: item["limits"].update(changed)


def form(**changed: Any) -> Change:
    return lambda item: item["form"].update(changed)


def prop(name: str, **changed: Any) -> Change:
    return lambda item: item["form"]["properties"].update({name: changed})


def field(number: int, **changed: Any) -> Change:
    return lambda item: item["sections"][0]["fields"][number].update(changed)


def material(**changed: Any) -> Change:
    return lambda item: item["materials"][0].update(changed)


def check(**changed: Any) -> Change:
    return lambda item: item["checks"][0].update(changed)


FAULTS: list[tuple[Change, str, str]] = [
    (keys(colour="red"), "colour", "unknown key"),
    (keys(system="one_door"), "system", "unknown key"),
    (lambda i: i.pop("unit"), "unit", "missing"),
    (lambda i: i.pop("flow"), "flow", "missing"),
    (keys(flow="long"), "flow", "unknown flow long"),
    (keys(flow="parallel"), "flow", "asks about crowded"),
    (keys(code="food 1"), "code", "capitals"),
    (keys(version=0), "version", "from 1"),
    (keys(version="1"), "version", "expected `int`"),
    (keys(implementation_code="1" * 30), "implementation_code", "31 characters"),
    (keys(implementation_code="1" * 30 + "-"), "implementation_code", "31 characters"),
    (keys(title={"zh": "", "en": "Food"}), "title.zh", "both languages"),
    (keys(title={"zh": "食品"}), "title.en", "missing"),
    (keys(kind="wish"), "kind", "invalid enum value 'wish'"),
    (keys(unit="nobody"), "unit", "unknown unit nobody"),
    (keys(theme="fun"), "theme", "unknown theme fun"),
    (keys(audience=[]), "audience", "not empty"),
    (keys(audience=["natural", "natural"]), "audience", "names natural twice"),
    (keys(audience=["alien"]), "audience[0]", "invalid enum value 'alien'"),
    (keys(legal_basis=[]), "legal_basis", "not empty"),
    (keys(channels=[]), "channels", "not empty"),
    (keys(special=["hearing", "hearing"]), "special", "names hearing twice"),
    (keys(fee_fen=-1), "fee_fen", "not negative"),
    (keys(visits=-1), "visits", "not negative"),
    (lambda i: i["result"].update(valid_years=-1), "result.valid_years", "not negative"),
    (lambda i: i["result"].pop("kind"), "result.kind", "missing"),
    (limits(promised=11), "limits.promised", "never longer"),
    (limits(promised=0), "limits.promised", "at least one day"),
    (limits(notice=0), "limits.notice", "at least one day"),
    (limits(extension=-1), "limits.extension", "not negative"),
    (limits(unit="moon"), "limits.unit", "invalid enum value 'moon'"),
    (limits(pauses="never"), "limits.pauses", "invalid enum value 'never'"),
    (keys(handling="instant"), "flow", "decided at once"),
    (keys(flow="at_once", two_persons=True), "two_persons", "no reviewer"),
    (form(type="array"), "form.type", 'of type "object"'),
    (prop("area", type="integer", minimum="4"), "form.properties.area.minimum", "no JSON Schema"),
    (prop("area", type="wish"), "form.properties.area.type", "no JSON Schema"),
    (prop("area", type="string", pattern="("), "form.properties.area.pattern", "no JSON Schema"),
    (prop("area", **{"$ref": "https://x.example/s"}), "form.properties.area.$ref", "outside"),
    (form(anyOf=[{"$ref": "other.json"}]), "form.anyOf[0].$ref", "outside"),
    (prop("colour", type="string"), "form.properties.colour", "no field"),
    (form(required=["colour"]), "form.required", "unknown property colour"),
    (field(2, name="volume"), "sections[0].fields[2].name", "form.properties has no volume"),
    (field(2, name="format"), "sections", "two fields are called format"),
    (field(2, name="Area"), "sections[0].fields[2].name", "small letters"),
    (field(2, check="horoscope"), "sections[0].fields[2].check", "unknown check horoscope"),
    (field(2, widget="slider"), "sections[0].fields[2].widget", "invalid enum value 'slider'"),
    (field(2, hint={"zh": "x"}), "sections[0].fields[2].hint.en", "missing"),
    (field(2, widget="date"), "sections[0].fields[2].widget", 'format "date"'),
    (prop("area", type="string", format="date"), "sections[0].fields[2].widget", 'widget "date"'),
    (field(2, earliest="soon"), "sections[0].fields[2].earliest", "a bound is"),
    (field(2, latest="+9999 years"), "sections[0].fields[2].latest", "a bound is"),
    (
        field(2, earliest="+1 day", latest="today"),
        "sections[0].fields[2].earliest",
        "not after latest",
    ),
    (lambda i: i["checks"][0].pop("fault"), "checks[0].fault", "the applicant is told"),
    (field(2, widget="choice"), "sections[0].fields[2].choices", "a choice has choices"),
    (field(0, widget="text"), "sections[0].fields[0].choices", "widget text has no choices"),
    (
        lambda i: i["sections"][0]["fields"][0]["choices"].pop(),
        "sections[0].fields[0].choices",
        "not the enum",
    ),
    (
        lambda i: i["sections"][0]["fields"][0]["choices"].append(
            ["canteen", {"zh": "食堂", "en": "Canteen"}]
        ),
        "sections[0].fields[0].choices",
        "names canteen twice",
    ),
    (field(0, choices=[["x"]]), "sections[0].fields[0].choices[0]", "expected `array`"),
    (
        field(0, choices=[[1, {"zh": "一", "en": "1"}]]),
        "sections[0].fields[0].choices[0][0]",
        "str",
    ),
    (
        field(1, visible_if={"field": "area", "equals": 1}),
        "sections[0].fields[1].visible_if",
        "area is not asked before",
    ),
    (
        field(1, visible_if={"field": "format"}),
        "sections[0].fields[1].visible_if",
        "exactly one of equals",
    ),
    (
        lambda i: i["sections"].append({"title": {"zh": "空", "en": "Empty"}, "fields": []}),
        "sections[1].fields",
        "at least one field",
    ),
    (material(name="Floor plan"), "materials[0].name", "small letters"),
    (lambda i: i["materials"].append(i["materials"][0]), "materials", "two materials are called"),
    (material(formats=["exe"]), "materials[0].formats", "unknown format exe"),
    (material(formats=[]), "materials[0].formats", "has a format"),
    (material(sources=["pigeon"]), "materials[0].sources", "unknown source pigeon"),
    (material(sources=["promise"]), "materials[0].sources", "can be handed in"),
    (material(max_megabytes=0), "materials[0].max_megabytes", "at least 1"),
    (material(copies=0), "materials[0].copies", "at least 1"),
    (
        material(required_if={"field": "colour", "equals": 1}),
        "materials[0].required_if",
        "no field colour",
    ),
    (material(required_if={}), "materials[0].required_if", "exactly one of all, any"),
    (
        keys(
            corrects=dict.fromkeys(("record", "part", "says", "should_be", "unit"), "area")
            | {"file": "lease"}
        ),
        "corrects.file",
        "no material lease is uploaded",
    ),
    (check(rule="is_nice"), "checks[0].rule", "one_door has no rule is_nice"),
    (check(field="colour"), "checks[0].field", "no field colour"),
]


@pytest.mark.parametrize(
    ("change", "place", "rule"), FAULTS, ids=[f"{f[1]}: {f[2]}" for f in FAULTS]
)
def test_a_mistake_is_named_by_file_place_and_rule(change: Change, place: str, rule: str) -> None:
    document = deepcopy(SOUND)
    change(document)

    with pytest.raises(Mistakes) as wrong:
        read(document)

    assert all(mistake.file == "food.toml" for mistake in wrong.value.mistakes)
    assert any(m.place == place and rule in m.rule for m in wrong.value.mistakes), str(wrong.value)


def test_all_mistakes_are_named_at_once() -> None:
    document = deepcopy(SOUND)
    for change in (
        keys(colour="red", unit="nobody", flow="long"),
        limits(promised=11),
        prop("colour", type="string"),
        material(sources=["pigeon", "upload"]),
    ):
        change(document)

    _, mistakes = read_item(
        document, file="f", system=SYSTEM, flows=FLOWS, units=UNITS, statements=STATEMENTS
    )

    assert {m.place for m in mistakes} == {
        "colour",
        "unit",
        "flow",
        "limits.promised",
        "form.properties.colour",
        "materials[0].sources",
    }


def test_two_items_do_not_share_a_code_and_version_or_an_implementation_code() -> None:
    item = read(SOUND)
    newer = replace(item, version=2)
    other = replace(item, code="SPJY-02")

    found = clashes([("a.toml", item), ("b.toml", newer), ("c.toml", item), ("d.toml", other)])

    assert [(m.file, m.place) for m in found] == [
        ("c.toml", "code"),
        ("d.toml", "implementation_code"),
    ]
    assert "a.toml" in str(found[0])
    assert "SPJY-01" in str(found[1])


def test_an_item_may_be_read_where_nobody_has_listed_themes() -> None:
    item = parse_item(
        SOUND, file="f", system=SYSTEM, flows=FLOWS, units=UNITS, statements=STATEMENTS
    )

    assert item.theme == "health"
    assert item.title == Title("食品经营许可", "Food business permit")
