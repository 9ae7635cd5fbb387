"""Generic pages are held against what is installed before anything is served."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.kernel.mistakes import Mistakes
from actors.kernel.words import Title
from serve_apps.front.face import Face
from serve_apps.front.language import LANGUAGES
from serve_apps.front.settings import WebSettings
from serve_apps.front.wiring import Wiring
from serve_apps.pages import records as module
from serve_apps.pages.control_names import control_name
from serve_apps.pages.export import unharmed
from serve_apps.pages.filters import Choice, Days
from serve_apps.pages.listing import Listing
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Related
from serve_apps.pages.record import RecordPage
from serve_apps.pages.records import Records, facts_of
from serve_apps.pages.values import Values
from storage.rows import Order
from tests import loaded

FILE = "serve_apps/systems/pets/face.py"
LIBRARY = loaded.library()


def wiring() -> Wiring:
    nowhere: Any = None
    settings = WebSettings()
    return Wiring(
        sender=nowhere, database=nowhere, library=LIBRARY, clock=nowhere, settings=settings
    )


def told(monkeypatch: pytest.MonkeyPatch, face: Face) -> list[tuple[str, str, str]]:
    monkeypatch.setattr(module, "declared", lambda: [(FILE, face)])
    with pytest.raises(Mistakes) as found:
        Records(wiring())
    return [(each.file, each.place, each.rule) for each in found.value.mistakes]


def test_every_face_fits_what_is_installed() -> None:
    assert Records(wiring()).kinds


def test_a_list_names_every_index_that_its_view_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    page = ListPage(
        name="pets",
        view="cases",
        at="/pets",
        action="follow",
        columns=(Column(field="number"), Column(field="form")),
        orders=(
            Sorting(name="oldest", fields=("place",)),
            Sorting(name="latest", fields=("updated_at",)),
        ),
        filters=(Choice(field="channel", values=("web",)), Days(field="updated_at")),
    )
    found = told(monkeypatch, Face(lists=(page,)))

    assert {file for file, _, _ in found} == {FILE}
    assert {place for _, place, _ in found} == {"pets"}
    rules = {rule for _, _, rule in found}
    assert rules >= {
        "index missing in view 'cases' for channel, place, _id",
        "index missing in view 'cases' for channel, updated_at, _id",
        "index missing in view 'cases' for updated_at, place, _id",
        "index missing in view 'cases' for place, _id",
        "there is no word 'lists.pets.title'",
        "there is no word 'lists.pets.orders.oldest'",
    }
    assert "index missing in view 'cases' for updated_at, _id" not in rules
    assert any("does not show 'form'" in rule for rule in rules)


def test_rows_that_a_page_draws_itself_need_their_indexes_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = (
        Listing(name="gone", view="pets", order=Order(())),
        Listing(name="cards", view="cards", order=Order(("level",)), filters=("unit", "clock")),
        Listing(name="tasks", view="tasks", order=Order(("urgent_by",)), filters=("system",)),
    )

    assert told(monkeypatch, Face(parts=parts)) == [
        (FILE, "cards", "index missing in view 'cards' for clock, level, _id"),
        (FILE, "cards", "index missing in view 'cards' for level, _id"),
        (FILE, "cards", "index missing in view 'cards' for unit, level, _id"),
        (FILE, "gone", "there is no view 'pets'"),
        (FILE, "tasks", "index missing in view 'tasks' for system, urgent_by, _id"),
    ]


@pytest.mark.parametrize(
    ("sent", "zh", "en"),
    [
        (
            ("2026-03-05", "2026-03-07"),
            "2026年3月5日 – 2026年3月7日",
            "5 March 2026 – 7 March 2026",
        ),
        (("2026/3/5", ""), "2026年3月5日起", "from 5 March 2026"),
        (("", "2026-03-07"), "2026年3月7日止", "until 7 March 2026"),
    ],
)
def test_a_filter_of_days_says_them_as_people_do(sent: tuple[str, str], zh: str, en: str) -> None:
    typed = {"due.from": sent[0], "due.until": sent[1]}
    said = {
        language: Days(field="due").read("commitment", typed, LIBRARY, language).active
        for language in LANGUAGES
    }

    assert {language: active and active.text for language, active in said.items()} == {
        "zh": f"期限：{zh}",
        "en": f"Due: {en}",
    }


def test_what_has_parts_stands_on_a_line_of_its_own() -> None:
    values = Values("commitment", LIBRARY, "en")

    assert values.lines("titles", (Title(zh="一", en="One"), Title(zh="二", en="Two"))) == (
        "One", "Two",
    )  # fmt: skip
    assert values.lines("titles", ("a", "b")) == "a, b"


def test_a_list_of_what_nobody_speaks_of_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    common: Any = {"at": "/pets", "columns": (), "orders": ()}
    lists = (
        ListPage(name="pets", view="pets", **common),
        ListPage(name="cases", view="cases", action="stroke", **common),
    )

    assert told(monkeypatch, Face(lists=lists)) == [
        (FILE, "cases", "policies know no action 'case.stroke'"),
        (FILE, "pets", "there is no view 'pets'"),
    ]


def test_a_record_of_what_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    records = (
        RecordPage(kind="pet", at="/pets"),
        RecordPage(
            kind="saved_filters",
            at="/filters",
            purposes=("fun",),
            related=(Related(view="cases", field="place", columns=("number",)),),
        ),
    )
    found = told(monkeypatch, Face(records=records))

    assert (FILE, "pet", "there is no kind 'pet' that can be asked anything") in found
    assert (FILE, "saved_filters", "there is no purpose 'fun'") in found
    assert (FILE, "saved_filters", "index missing in view 'cases' for place") in found


def test_facts_of_a_row_are_those_that_are_declared() -> None:
    row = {"unit": {"code": "health"}, "units": ["a", "b"], "gone": None, "other": 1}

    assert facts_of(
        row, {"unit": "text", "units": "texts", "gone": "text"}, {"unit": "unit.code"}
    ) == {"unit": "health", "units": frozenset({"a", "b"})}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "  =1", "|calc"])
def test_a_text_that_a_spreadsheet_would_carry_out_is_marked(text: str) -> None:
    assert unharmed(text) == f"'{text}"


@given(st.text(alphabet=st.characters(categories=("L", "N")), max_size=20))
def test_other_text_stays_as_it_is(text: str) -> None:
    assert unharmed(text) == text


@pytest.mark.parametrize(
    ("pointer", "name"), [("/lead/0/unit", "lead.0.unit"), ("/a~1b/~0c", "a/b.~c"), ("", "")]
)
def test_a_control_is_called_like_its_pointer(pointer: str, name: str) -> None:
    assert control_name(pointer) == name
