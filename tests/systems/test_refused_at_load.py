"""What owners declare is held together when it is loaded: every fault is named, with its place."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import actors.systems
from actors.kernel.mistakes import Mistakes
from actors.kernel.system import Installed
from actors.library import load_library

KIND = """
import msgspec

from actors.blocks.access.access import Access
from actors.kernel.guarded import Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event


class Register(Command, frozen=True, kw_only=True):
    chip: str


class Registered(Event, frozen=True, kw_only=True):
    chip: str


class Pet(msgspec.Struct, frozen=True, kw_only=True):
    chip: str = ""


OFFERS = (
    Offer(command=Register, action="register", states=("stray",), begins=True,
          asks=(("pet.bites", lambda by, pet: True),)),
)
GUARDED = Guarded(actions=("register",), facts={"chip": "text"})


def kind(library):
    rules = Rules(
        kind="pet", offers=OFFERS, permits=library[Access],
        facts=lambda pet: {"chip": pet.chip}, phase=lambda pet: "stray" if pet.chip else "",
    )
    return EntityKind(
        name="pet", plural="pets", state=Pet, initial=lambda key: Pet(),
        commands=commands_of(OFFERS), events=Registered, rules=rules, shown=("chip",),
        decide=decider(rules, {Register: lambda turn, wish: turn.emit(Registered(chip=wish.chip))}),
        evolve=lambda pet, event: Pet(chip=event.chip),
    )
"""
SYSTEM = """
from actors.kernel.gauges import Gauge
from actors.kernel.job import AnalystTable, Job
from actors.kernel.system import AccountKind, Role, Series, System
from actors.kernel.view import Index, View
from actors.kernel.words import Title
from actors.systems.pets import pet

SYSTEM = System(
    name="pets",
    title=Title(zh="宠物登记", en="Pets"),
    uses=("access", "cases"),
    account_kinds=(AccountKind(name="vet"),),
    roles=(Role(name="catcher"), Role(name="surgeon", of="vet")),
    purposes=("rescue",),
    clocks=("vaccination",),
    series=(Series(name="pet", pattern="P{year}{n:04}"),),
    guarded={"pet": pet.GUARDED},
    kinds=(pet.kind,),
    views=(
        View(
            name="pets", purpose="pets", kinds=("pet",),
            rows=lambda commit: (), fold=lambda *_: {},
        ),
    ),
)
"""
POLICIES = """
@id("pets.register")
permit(principal is Actor, action == Action::"pet.register", resource is Pet) when {
  principal.roles.contains("catcher")
};
@id("pets.rescue")
permit(principal is Actor, action == Action::"access.record", resource is Access) when {
  context.purpose == "rescue" && principal.roles.contains("catcher")
};
"""
WORDS = """
[roles]
catcher = { zh = "捕犬员", en = "Catcher" }
surgeon = { zh = "兽医", en = "Surgeon" }
[purposes]
rescue = { zh = "救助", en = "Rescue" }
[clocks]
vaccination = { zh = "免疫时限", en = "Vaccination" }
[pet.events]
Registered = { zh = "已登记", en = "Registered" }
[pet.commands]
Register = { zh = "登记", en = "Register" }
[pet.states]
stray = { zh = "流浪", en = "Stray" }
[pet.fields]
chip = { zh = "芯片号", en = "Chip" }
[refusals.pet]
forbidden = { zh = "您无权这样做", en = "You may not do this" }
not_now   = { zh = "现在不能这样做", en = "This is not possible now" }
unknown   = { zh = "没有这只宠物", en = "There is no such pet" }
bites     = { zh = "它咬人", en = "It bites" }
"""
STAFF = """
[[staff]]
account = "pet_catcher"
name    = { zh = "何小草", en = "He Xiaocao" }
unit    = "public_security"
roles   = ["catcher"]
"""
FILES = {
    "__init__.py": "",
    "README.md": "# Pets\n",
    "pet.py": KIND,
    "system.py": SYSTEM,
    "policies.cedar": POLICIES,
    "words.toml": WORDS,
    "city/staff.toml": STAFF,
}
Fault = tuple[str, str, str, tuple[str, str, str]]
"""A file, what stands in it, what then stands there, and the mistake that follows: its file, its
place and words of its rule."""
FAULTS: dict[str, Fault] = {
    "a role without words": (
        "words.toml", 'catcher = { zh = "捕犬员", en = "Catcher" }', "",
        ("systems/pets/words.toml", "roles.catcher", "no words"),
    ),
    "a word in one language": (
        "words.toml", '{ zh = "救助", en = "Rescue" }', '{ zh = "救助" }',
        ("systems/pets/words.toml", "purposes.rescue", "English"),
    ),
    "an event that is misspelt": (
        "words.toml", "Registered =", "Registred =",
        ("systems/pets/words.toml", "pet.events.Registred", "did you mean 'Registered'?"),
    ),
    "words of a kind that is misspelt": (
        "words.toml", "[pet.commands]", "[pit.commands]",
        ("systems/pets/words.toml", "pit.commands", "did you mean 'pet'?"),
    ),
    "a command without words": (
        "words.toml", 'Register = { zh = "登记", en = "Register" }', "",
        ("systems/pets/words.toml", "pet.commands.Register", "no words"),
    ),
    "a state without words": (
        "words.toml", 'stray = { zh = "流浪", en = "Stray" }', "",
        ("systems/pets/words.toml", "pet.states.stray", "no words"),
    ),
    "a clock without words": (
        "words.toml", 'vaccination =', "vaccinatoin =",
        ("systems/pets/words.toml", "clocks.vaccinatoin", "did you mean 'vaccination'?"),
    ),
    "a question whose refusal has no words": (
        "words.toml", "bites     =", "barks     =",
        ("systems/pets/words.toml", "refusals.pet.bites", "no words"),
    ),
    "other facts in another language": (
        "words.toml", 'en = "It bites"', 'en = "It bites {whom}"',
        ("systems/pets/words.toml", "refusals.pet.bites", "different facts"),
    ),
    "a word of another owner": (
        "words.toml", "[purposes]", 'approver = { zh = "审批人", en = "Approver" }\n[purposes]',
        ("systems/pets/words.toml", "roles.approver", "blocks/cases/words.toml says it, too"),
    ),
    "words that cannot be read": (
        "words.toml", "[roles]", "[roles",
        ("systems/pets/words.toml", "", "line 2"),
    ),
    "a policy with a role that is misspelt": (
        "policies.cedar", 'contains("catcher")', 'contains("cacher")',
        ("systems/pets/policies.cedar", "pets.register", "did you mean 'catcher'?"),
    ),
    "a policy with a purpose that nobody has declared": (
        "policies.cedar", '== "rescue"', '== "resque"',
        ("systems/pets/policies.cedar", "pets.rescue", "did you mean 'rescue'?"),
    ),
    "a policy that does not parse": (
        "policies.cedar", "permit(principal is Actor", "permit(principal is",
        ("pets/policies.cedar", "line 2", "cannot be read"),
    ),
    "an offer that no policy permits": (
        "policies.cedar", "permit(principal is Actor, action == Action::\"pet.register\"",
        "forbid(principal is Actor, action == Action::\"pet.register\"",
        ("systems/pets/policies.cedar", "pet.Register", "no policy permits"),
    ),
    "an offer that policies cannot speak of": (
        "pet.py", 'action="register"', 'action="regster"',
        ("systems/pets/system.py", "pet.Register", "did you mean 'register'?"),
    ),
    "a guarded kind that is misspelt": (
        "system.py", 'guarded={"pet"', 'guarded={"pett"',
        ("systems/pets/system.py", "guarded.pett", "did you mean 'pet'?"),
    ),
    "a slash in the name of a kind": (
        "pet.py", 'name="pet"', 'name="pet/dog"',
        ("systems/pets/system.py", "kinds.pet/dog", "small letters"),
    ),
    "a kind of another owner": (
        "pet.py", 'name="pet"', 'name="case"',
        ("systems/pets/system.py", "kinds.case", "blocks/cases/system.py has it, too"),
    ),
    "a kind that shows what it has not": (
        "pet.py", 'shown=("chip",)', 'shown=("chop",)',
        ("systems/pets/system.py", "kinds.pet.shown", "did you mean 'chip'?"),
    ),
    "a kind that cannot be made": (
        "pet.py", "decide=decider(rules, {Register", "decide=decider(rules, {Registered",
        ("systems/pets/system.py", "kinds[0]", "offers and handlers differ"),
    ),
    "a view of a kind that is misspelt": (
        "system.py", 'kinds=("pet",)', 'kinds=("pett",)',
        ("systems/pets/system.py", "views.pets", "did you mean 'pet'?"),
    ),
    "a view of another owner": (
        "system.py", 'name="pets", purpose', 'name="accounts", purpose',
        ("systems/pets/system.py", "views.accounts", "blocks/accounts/system.py has it, too"),
    ),
    "a role of another owner": (
        "system.py", 'Role(name="catcher")', 'Role(name="approver")',
        ("systems/pets/system.py", "roles", "declares 'approver', too"),
    ),
    "a role of an account that nobody has declared": (
        "system.py", 'of="vet"', 'of="vett"',
        ("systems/pets/system.py", "roles.surgeon", "did you mean 'vet'?"),
    ),
    "a purpose of another owner": (
        "system.py", '("rescue",)', '("rescue", "handling")',
        ("systems/pets/system.py", "purposes", "declares 'handling', too"),
    ),
    "a number that cannot be written": (
        "system.py", "{n:04}", "{number:04}",
        ("systems/pets/system.py", "series.pet", "cannot be filled"),
    ),
    "what is used and is not there": (
        "system.py", 'uses=("access", "cases")', 'uses=("acess", "cases")',
        ("systems/pets/system.py", "uses", "did you mean 'access'?"),
    ),
    "work after a start that is not there": (
        "system.py", "purposes=", 'afterwards=("actors.systems.pets.pet:wash",),\n    purposes=',
        ("systems/pets/system.py", "afterwards", "wash"),
    ),
    "what reads figures and is not there": (
        "system.py", "purposes=", 'gauged=("actors.systems.pets.pet:count",),\n    purposes=',
        ("systems/pets/system.py", "gauged", "count"),
    ),
    "a table of analysts that is no view": (
        "system.py", "purposes=",
        'analysed=(AnalystTable(view="petz", title=Title(zh="宠物", en="Pets"), columns={}),),\n'
        "    purposes=",
        ("systems/pets/system.py", "analysed.petz", "did you mean 'pets'?"),
    ),
    "a job whose work is not there": (
        "system.py", "purposes=",
        'jobs=(Job(name="heat", title=Title(zh="热", en="Hot"), about=Title(zh="热", en="Hot"),'
        ' work="actors.systems.pets.pet:heat"),),\n    purposes=',
        ("systems/pets/system.py", "jobs.heat", "heat"),
    ),
    "a job that reads no table": (
        "system.py", "purposes=",
        'jobs=(Job(name="heat", title=Title(zh="热", en="Hot"), about=Title(zh="热", en="Hot"),'
        ' work="actors.systems.pets.pet:facts", reads=("petz",)),),\n    purposes=',
        ("systems/pets/system.py", "jobs.heat", "'petz'"),
    ),
    "two figures of one name": (
        "system.py", "purposes=", 'gauges=(Gauge("yimen_pets", "Pets"),) * 2,\n    purposes=',
        ("systems/pets/system.py", "gauges.yimen_pets", "systems/pets/system.py has it, too"),
    ),
    "staff with a role that is misspelt": (
        "city/staff.toml", '["catcher"]', '["catchr"]',
        ("pets/city/staff.toml", "pet_catcher", "did you mean 'catcher'?"),
    ),
}  # fmt: skip


@pytest.fixture
def pets(tmp_path: Path) -> Iterator[Path]:
    """A system with everything that can be wrong, and nothing that is."""
    folder = tmp_path / "pets"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    actors.systems.__path__.append(str(tmp_path))
    yield folder
    actors.systems.__path__.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("actors.systems.pets")]:
        del sys.modules[name]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def mistakes() -> list[tuple[str, str, str]]:
    with pytest.raises(Mistakes) as failed:
        load_library(("pets",))
    return [(found.file, found.place, found.rule) for found in failed.value.mistakes]


def test_what_fits_together_is_loaded(pets: Path) -> None:
    assert "pets" in load_library(("pets",))[Installed].systems


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_refused_with_file_place_and_the_likely_meaning(
    pets: Path, fault: Fault
) -> None:
    file, old, new, (told_in, place, words) = fault
    edit(pets / file, old, new)

    found = mistakes()

    assert [
        rule for at, where, rule in found if (at, where) == (told_in, place) and words in rule
    ], found


@pytest.mark.parametrize("name", ["README.md", "__init__.py"])
def test_a_folder_without_what_every_folder_has_is_refused(pets: Path, name: str) -> None:
    (pets / name).unlink()

    assert mistakes() == [(f"systems/pets/{name}", "", "it is missing")]


def test_all_faults_are_told_at_once(pets: Path) -> None:
    (pets / "README.md").unlink()
    edit(pets / "system.py", "{n:04}", "{number:04}")
    edit(pets / "pet.py", 'shown=("chip",)', 'shown=("chop",)')
    edit(pets / "policies.cedar", 'contains("catcher")', 'contains("cacher")')
    edit(pets / "city/staff.toml", '"public_security"', '"zoo"')
    edit(pets / "words.toml", 'en = "Rescue"', 'en = ""')

    assert {(file, place) for file, place, _ in mistakes()} == {
        ("systems/pets/README.md", ""),
        ("systems/pets/system.py", "series.pet"),
        ("systems/pets/system.py", "kinds.pet.shown"),
        ("systems/pets/policies.cedar", "pets.register"),
        ("pets/city/staff.toml", "pet_catcher"),
        ("systems/pets/words.toml", "purposes.rescue"),
    }


def test_two_kinds_do_not_share_an_address(pets: Path) -> None:
    edit(pets / "system.py", "kinds=(pet.kind,)", "kinds=(pet.kind, pet.other)")
    with (pets / "pet.py").open("a", encoding="utf-8") as file:
        file.write(
            "\n\ndef other(library):\n    from dataclasses import replace\n"
            '    return replace(kind(library), name="cat", rules=None)\n'
        )
    with (pets / "words.toml").open("a", encoding="utf-8") as file:
        file.write('[cat.events]\nRegistered = { zh = "猫已登记", en = "Cat registered" }\n')

    (found,) = mistakes()

    assert found[:2] == ("systems/pets/system.py", "kinds.cat")
    assert "plural 'pets'" in found[2]
