"""Loading the library: what is wrong is named, all of it; what is new is found."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import actors.systems
from actors.blocks.cases.catalogue import Catalogue
from actors.kernel.mistakes import Mistake, Mistakes
from actors.kernel.system import Installed
from actors.library import load_library, system_folders
from actors.place.city.load import FOLDER as CITY

SYSTEM = """
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="pets",
    title=Title(zh="宠物登记", en="Pets"),
    uses=("cases",),
    rules={"has_a_chip": lambda answers: bool(answers["chip"])},
)
"""
FLOW = """
name  = "simple"
title = { zh = "登记", en = "Registration" }

[[stages]]
name  = "decision"
title = { zh = "决定", en = "Decision" }
kind  = "decision"
role  = "approver"
"""
ITEM = """
code = "CW-01"
version = 1
implementation_code = "11440600SAMPLE099X4441099001000"
title = { zh = "犬只登记", en = "Registration of a dog" }
summary = { zh = "为犬只办理登记。", en = "Register a dog." }
kind = "registration"
audience = ["natural"]
handling = "instant"
unit = "public_security"
theme = "household"
flow = "simple"
statement = "general"
legal_basis = ["《示例养犬管理条例》第一条"]

[limits]
statutory = 5
promised = 1

[form]
type = "object"
required = ["chip"]

[form.properties]
chip = { type = "string", minLength = 1 }

[[sections]]
title = { zh = "犬只", en = "The dog" }

[[sections.fields]]
name = "chip"
title = { zh = "芯片号", en = "Chip" }

[[checks]]
rule = "has_a_chip"
question = { zh = "是否植入芯片", en = "Is there a chip?" }
fault = { zh = "犬只须植入芯片", en = "The dog needs a chip" }
field = "chip"

[example]
chip = "900123"
"""


@pytest.fixture
def pets(tmp_path: Path) -> Iterator[Path]:
    """A new system's folder, found like every other."""
    folder = tmp_path / "pets"
    (folder / "flows").mkdir(parents=True)
    (folder / "items").mkdir()
    (folder / "__init__.py").touch()
    (folder / "README.md").touch()
    (folder / "system.py").write_text(SYSTEM, "utf-8")
    (folder / "flows" / "simple.toml").write_text(FLOW, "utf-8")
    (folder / "items" / "dog.toml").write_text(ITEM, "utf-8")
    actors.systems.__path__.append(str(tmp_path))
    yield folder
    actors.systems.__path__.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("actors.systems.pets")]:
        del sys.modules[name]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A copy of the city's data, to be broken."""
    return Path(shutil.copytree(CITY, tmp_path / "city"))


def mistakes_of(*only: str, city: Path = CITY) -> list[Mistake]:
    with pytest.raises(Mistakes) as failed:
        load_library(only or None, city=city)
    return list(failed.value.mistakes)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_new_system_is_there_without_an_edit_elsewhere(pets: Path) -> None:
    library = load_library()

    item = library[Catalogue].item("CW-01")
    assert item.system == "pets"
    assert library[Catalogue].rule("pets", "has_a_chip")({"chip": "900123"})
    assert item in library[Catalogue].current_items()
    assert set(library[Installed].systems) == set(system_folders())


def test_a_later_version_stands_beside_the_one_in_force(pets: Path) -> None:
    later = ITEM.replace("version = 1", "version = 2")
    (pets / "items" / "dog_2.toml").write_text(later, "utf-8")

    library = load_library(["pets"])

    assert library[Catalogue].item("CW-01").version == 2
    assert library[Catalogue].item("CW-01", 1).version == 1


def test_every_mistake_of_every_file_is_named_at_once(pets: Path) -> None:
    edit(pets / "flows" / "simple.toml", 'role  = "approver"', 'role  = "mayor"')
    edit(pets / "items" / "dog.toml", 'flow = "simple"', 'flow = "approval"')
    edit(pets / "items" / "dog.toml", '"public_security"', '"zoo"')
    edit(pets / "items" / "dog.toml", "promised = 1", "promised = 9")
    (pets / "items" / "cat.toml").write_text("code = ", "utf-8")

    found = mistakes_of("pets")

    assert {(mistake.file, mistake.place) for mistake in found} >= {
        ("pets/flows/simple.toml", "stages[0].role"),
        ("pets/items/dog.toml", "flow"),
        ("pets/items/dog.toml", "unit"),
        ("pets/items/dog.toml", "limits.promised"),
        ("pets/items/cat.toml", ""),
    }


def test_two_items_do_not_share_an_implementation_code(pets: Path) -> None:
    (pets / "items" / "cat.toml").write_text(ITEM.replace("CW-01", "CW-02"), "utf-8")

    assert [(m.file, m.place) for m in mistakes_of("pets")] == [
        ("pets/items/dog.toml", "implementation_code")
    ]


def test_a_code_that_is_not_of_this_city_is_named(pets: Path) -> None:
    edit(pets / "items" / "dog.toml", "11440600SAMPLE", "11440100SAMPLE")

    assert [m.place for m in mistakes_of("pets")] == ["implementation_code"]


def test_work_that_nobody_is_there_to_do_is_named(pets: Path) -> None:
    edit(pets / "items" / "dog.toml", '"public_security"', '"fire_rescue"')

    assert {m.rule for m in mistakes_of("pets")} == {
        "nobody in fire_rescue is window_clerk",
        "nobody in fire_rescue is approver",
    }


def test_two_persons_need_two_people(pets: Path, city: Path) -> None:
    for role in ('["reviewer"]', '["approver"]'):
        edit(
            city / "staff.toml",
            f'unit    = "public_security"\nroles   = {role}',
            f'unit    = "natural_resources"\nroles   = {role}',
        )
    edit(
        city / "staff.toml",
        'unit    = "public_security"\nroles   = ["window_clerk"]',
        'unit    = "public_security"\nroles   = ["window_clerk", "reviewer", "approver"]',
    )
    edit(pets / "items" / "dog.toml", 'handling = "instant"', 'handling = "promised"')
    edit(pets / "items" / "dog.toml", 'flow = "simple"', 'flow = "simple"\ntwo_persons = true')
    edit(
        pets / "flows" / "simple.toml",
        "[[stages]]",
        '[[stages]]\nname = "review"\ntitle = { zh = "审查", en = "Review" }\nkind = "review"\n'
        'limit = 1\nthen = [{ to = "decision" }]\n\n[[stages]]',
    )

    assert [m.place for m in mistakes_of("pets", city=city)] == ["two_persons"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("raise RuntimeError('not today')", ""),
        ("SYSTEM = 7", "SYSTEM"),
        (SYSTEM.replace('"pets"', '"cats"'), "SYSTEM"),
        (SYSTEM.replace('("cases",)', '("cases", "zoo")'), "uses"),
    ],
    ids=["raises", "no system", "another name", "unknown uses"],
)
def test_a_system_that_cannot_be_used_is_named(pets: Path, text: str, place: str) -> None:
    (pets / "system.py").write_text(text, "utf-8")

    found = mistakes_of("pets")

    assert [(m.file, m.place) for m in found] == [("systems/pets/system.py", place)]


def test_only_the_systems_of_the_setting_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMEN_SYSTEMS", "one_door, supervision")

    library = load_library()

    assert set(library[Installed].systems) == {"one_door", "supervision"}
    assert {item.system for item in library[Catalogue].current_items()} == {"one_door"}


def test_a_system_that_the_setting_names_and_nobody_has_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YIMEN_SYSTEMS", "one_door,two_doors")

    assert mistakes_of() == [
        Mistake("YIMEN_SYSTEMS", "", "there is no system 'two_doors'; did you mean 'one_door'?")
    ]


def test_mistakes_of_the_city_are_named_with_those_of_the_systems(pets: Path, city: Path) -> None:
    edit(city / "places.csv", "440604012,town,440604", "440604012,town,440605")
    edit(city / "staff.toml", 'roles   = ["supervisor"]', 'roles   = ["emperor"]')
    edit(city / "staff.toml", 'unit    = "market_supervision"', 'unit    = "market"')
    edit(city / "residents.toml", 'id_type   = "resident_id"', 'id_type   = "passport"')
    edit(city / "terminals.toml", "[[terminals]]", "[[terminals]]\ncolour = 'red'")
    edit(pets / "items" / "dog.toml", '"household"', '"animals"')

    places = {(mistake.file, mistake.place) for mistake in mistakes_of("pets", city=city)}

    assert places >= {
        ("places.csv", "440604012"),
        ("staff.toml", "supervisor"),
        ("staff.toml", "market_clerk"),
        ("residents.toml", "residents[1].id_type"),
        ("terminals.toml", "terminals[1].colour"),
        ("pets/items/dog.toml", "theme"),
    }
