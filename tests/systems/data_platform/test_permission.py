"""What a grant lets somebody see: refused unless it says so, and always with the rule."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from actors.systems.data_platform.permission import decide, fits, shown
from actors.systems.data_platform.request.state import Request
from actors.systems.data_platform.request.terms import (
    Asked,
    Compared,
    Condition,
    Offered,
    OfferedColumn,
)

TODAY = date(2026, 10, 12)
OFFERED = Offered(
    unit="civil_affairs",
    columns=(
        OfferedColumn(name="name", level=2, personal=True),
        OfferedColumn(name="town"),
        OfferedColumn(name="income", level=2),
    ),
    level=2,
)
GRANT = Request(
    phase="granted",
    asked=Asked(
        purpose="x",
        basis="y",
        columns=("name", "town"),
        rows=(Condition(column="income", compared="lt", value="3000"),),
        until=date(2026, 12, 31),
    ),
    offered=OFFERED,
    level=2,
)
ROW = {"name": "王小明", "town": "祖庙", "income": 2_100}


def codes(grant: Request | None, columns: tuple[str, ...] = ("town",), **more: Any) -> list[str]:
    decision = decide(grant, columns, more.pop("row", ROW), more.pop("today", TODAY), **more)
    assert decision.allowed is (decision.because[0].code == "data_grant.allows")
    return [each.code.removeprefix("data_grant.") for each in decision.because]


@pytest.mark.feature("BIG-22")
def test_each_decision_says_by_which_rule() -> None:
    assert codes(GRANT) == ["allows"]
    assert codes(None) == ["none"]
    assert codes(replace(GRANT, phase="revoked")) == ["ended"]
    assert codes(GRANT, today=date(2027, 1, 1)) == ["over"]
    assert codes(GRANT, ("town", "income")) == ["no_such_column"]
    assert codes(GRANT, row={**ROW, "income": 3_000}) == ["other_rows"]
    assert codes(GRANT, row={"town": "祖庙"}) == ["other_rows"]
    assert codes(GRANT, chosen_by=("name",)) == ["not_by_masked"]
    assert codes(replace(GRANT, offered=replace(OFFERED, halt="frozen"))) == ["frozen"]
    assert codes(replace(GRANT, offered=replace(OFFERED, columns=()))) == ["column"]
    assert codes(replace(GRANT, level=1)) == ["level"]
    filtered = replace(OFFERED, level=4)  # graver than any column: by what it was filtered by
    assert codes(replace(GRANT, offered=filtered)) == ["level"]


def test_personal_columns_are_masked_unless_the_grant_says_otherwise() -> None:
    columns = ("name", "town")
    decision = decide(GRANT, columns, ROW, TODAY)

    assert shown(decision, columns, ROW) == {"name": "王***", "town": "祖庙"}
    plain = replace(GRANT, unmasked=("name",))
    assert shown(decide(plain, columns, ROW, TODAY), columns, ROW)["name"] == "王小明"


@pytest.mark.parametrize(
    ("compared", "value", "held", "expected"),
    [
        ("eq", "5", 5, True),
        ("eq", "05", "5", False),
        ("lt", "10", 9, True),
        ("ge", "2026-01-02", "2026-01-02", True),
        ("ne", "a", None, False),
        ("missing", "", None, True),
        ("one_of", "a|b", "b", True),
        ("one_of", "a|b", "a|b", False),
        ("gt", "x", 9, False),
        ("eq", "true", True, True),
        ("le", "2026-01-02", datetime(2026, 1, 3, tzinfo=UTC), False),
    ],
)
def test_a_condition_compares_as_the_row_has_it(
    compared: Compared, value: str, held: Any, expected: bool
) -> None:
    assert fits(Condition(column="x", compared=compared, value=value), {"x": held}) is expected
