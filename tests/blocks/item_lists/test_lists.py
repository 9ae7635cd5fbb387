"""The list out and in again is the same; a bad one tells every fault and changes nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.item_lists.amendments import AmendedItems
from actors.blocks.item_lists.document import compared, list_of, read_list
from actors.blocks.item_lists.records import ElementsPublished
from tests.blocks.item_lists.scenarios import AN, LIBRARY, LIST, LIU, ROW, SCENARIOS, TODAY, WISH

pytestmark = pytest.mark.feature("HALL-02")
ITEMS = LIBRARY[Catalogue].current_items()
WHOLE = msgspec.json.encode(list_of(ITEMS))


def document(**changed: Any) -> bytes:
    """Return the whole list with the first row changed."""
    said = msgspec.json.decode(WHOLE)
    said["items"][0] |= changed
    return msgspec.json.encode(said)


def told(content: bytes) -> list[tuple[int, str, str]]:
    _, faults = read_list(content, LIBRARY)
    return [(fault.row, fault.field, fault.rule) for fault in faults]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_scenario_holds(name: str) -> None:
    SCENARIOS[name].run()


def test_what_goes_out_and_comes_in_again_is_the_same() -> None:
    rows, faults = read_list(WHOLE, LIBRARY)

    assert faults == []
    assert rows == list_of(ITEMS).items
    assert compared(rows, LIBRARY) == ()
    assert msgspec.json.encode(list_of(ITEMS)) == WHOLE


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"promised": 9999}, "promised"),
        ({"unit": "zoo"}, "unit"),
        ({"kind": "wish"}, "kind"),
        ({"title": {"zh": "", "en": "a"}}, "title.zh"),
        ({"implementation_code": "X"}, "implementation_code"),
        ({"handling": "promised", "code": "WFZM-01"}, "handling"),
        ({"materials": []}, "materials"),
        ({"code": "NEW-01"}, "code"),
        ({"fee_fen": -1}, "fee_fen"),
        ({"surplus": 1}, "surplus"),
        ({"legal_basis": []}, "legal_basis"),
    ],
)
def test_a_fault_is_told_by_its_row_and_field(changed: dict[str, Any], field: str) -> None:
    assert (1, field) in [(row, place) for row, place, _ in told(document(**changed))]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "other"}', b"null"])
def test_what_is_no_list_is_told(content: bytes) -> None:
    assert {row for row, _, _ in told(content)} == {0}


def test_a_thousand_faults_are_told_at_once() -> None:
    rows = [{"code": f"X-{number}"} for number in range(1000)]
    faults = told(
        msgspec.json.encode({"format": "implementation-list", "version": 1, "items": rows})
    )

    assert len(faults) >= 1000
    assert {row for row, _, _ in faults} == set(range(1, 1001))


def test_two_rows_of_one_item_are_told() -> None:
    said = msgspec.json.decode(WHOLE)
    said["items"].append(said["items"][0])

    assert [(row, field) for row, field, _ in told(msgspec.json.encode(said))] == [(0, "items")]


def test_where_a_list_differs_is_told_by_field() -> None:
    rows, _ = read_list(WHOLE, LIBRARY)
    changed = (msgspec.structs.replace(rows[0], promised=rows[0].promised - 1), *rows[2:])
    found = {(each.code, each.field) for each in compared(changed, LIBRARY)}

    assert found == {(rows[0].code, "promised"), (rows[1].code, "")}


def test_only_administrators_publish() -> None:
    LIST.when(WISH, by=LIU).then_refused("item_list.unknown").run()


def test_nothing_is_published_for_a_day_that_is_over_or_of_an_item_that_is_not_there() -> None:
    strange = msgspec.structs.replace(ROW, code="NEW-01")
    yesterday = TODAY - timedelta(days=1)

    LIST.when(msgspec.structs.replace(WISH, effective=yesterday), by=AN).then_refused(
        "organisation.in_the_past"
    ).run()
    LIST.when(msgspec.structs.replace(WISH, elements=(strange,)), by=AN).then_refused(
        "item_list.no_item"
    ).run()


def test_what_is_published_is_a_new_version_from_its_day_and_cases_keep_theirs() -> None:
    row = msgspec.structs.replace(ROW, statutory=4)
    first = ElementsPublished(
        at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        number=1,
        by="staff:administrator",
        effective=date(2026, 3, 9),
        reason="shorter",
        elements=(row,),
    )
    amended = AmendedItems((first,))

    assert list(amended.days()) == [date(2026, 3, 9)]
    assert list(amended.parts(LIBRARY, date(2026, 3, 8))) == []
    (catalogue,) = amended.parts(LIBRARY, date(2026, 3, 9))
    assert isinstance(catalogue, Catalogue)
    now, before = catalogue.item("WFZM-01"), catalogue.item("WFZM-01", 1)
    assert (now.version, now.limits.statutory, before.limits.statutory) == (2, 4, 5)
    assert now.form == before.form and now.flow == before.flow
