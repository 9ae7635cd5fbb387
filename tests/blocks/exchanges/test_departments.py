"""Which departments' systems there are is data, and whatever is wrong with it is named."""

from pathlib import Path

from actors import scan
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.exchanges.departments import Departments, read_departments, said_to_be_from
from actors.blocks.exchanges.shell.adapters import ADAPTERS
from actors.blocks.organisation.units import Organisation
from actors.kernel.system import Installed
from serve_apps.front.language import LANGUAGES
from serve_apps.front.words import known_word
from tests import loaded
from tests.blocks.exchanges.permits import PERMITS

WRONG = """
[[systems]]
name = "Permits"
title = { zh = "甲", en = "A" }
unit = "housing"
items = []
roles = []

[[registers]]
name = "Permits"
title = { zh = "乙", en = "B" }
"""


def test_the_sample_fits_the_sample_city() -> None:
    library = loaded.library()
    installed = library[Installed]

    for each in library[Departments].systems:
        assert each.unit in library[Organisation].units
        assert set(each.roles) <= installed.roles().keys()
        named = f"exchange.choices.system.{each.name}"
        assert all(known_word(named, language) for language in LANGUAGES)
        for code in each.items:
            assert library[Catalogue].item(code).unit == each.unit
    assert {each.name for each in ADAPTERS} == {
        each.name for each in (*library[Departments].systems, *library[Departments].registers)
    }


def test_everything_that_is_wrong_is_named(tmp_path: Path) -> None:
    (tmp_path / "departments.toml").write_text(WRONG, "utf-8")
    _, mistakes = read_departments(tmp_path)

    places = [each.place for each in mistakes]
    assert places == ["systems", "systems[0].name", "systems[0].items", "systems[0].roles"]
    assert read_departments(tmp_path / "nowhere")[0] is None
    folder = scan.folders("blocks")["exchanges"]
    assert read_departments(folder)[1] == []


def test_an_officer_of_a_system_is_known_for_it_and_for_no_other() -> None:
    assert said_to_be_from(PERMITS.identity("0231"), "permits")
    assert said_to_be_from(PERMITS.identity(), "permits")
    assert not said_to_be_from(PERMITS.identity(), "permit")
    assert PERMITS.identity("1") != PERMITS.identity("2")
