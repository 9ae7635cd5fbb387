"""The library through time: each turn is decided by the edition that holds at its instant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from actors.kernel.amendment import Amendment
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.ports import Shown
from actors.kernel.system import Installed, System
from actors.kernel.turn import Command, Event, Turn
from actors.kernel.words import Title
from actors.runtime.editions import Editions
from storage.clock import FixedClock

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Fee:
    """What is looked up."""

    fen: int


class Ask(Command, frozen=True):
    pass


class Asked(Event, frozen=True):
    fen: int


class Bill(msgspec.Struct, frozen=True):
    fen: int = 0


class Tariff(msgspec.Struct, frozen=True):
    """What fees somebody has set, each from a day on."""

    fees: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True)
class Fees:
    tariff: Tariff

    def days(self) -> Iterable[date]:
        return (day for day, _ in self.tariff.fees)

    def parts(self, library: Library, on: date) -> Iterable[object]:
        begun = [fen for day, fen in self.tariff.fees if day <= on]
        if begun and begun[-1] < 0:
            raise ValueError("no fee")
        return [Fee(begun[-1])] if begun else []


def read(library: Library, states: Mapping[str, Any]) -> Fees:
    return Fees(states["tariff:city"])


def bill(library: Library) -> EntityKind[Bill]:
    fee = library[Fee]  # looked up once, when the kind is made

    def decide(turn: Turn[Bill], command: Ask) -> int:
        turn.emit(Asked(fen=fee.fen))
        return fee.fen

    return EntityKind(
        name="bill",
        state=Bill,
        initial=lambda key: Bill(),
        commands=Ask,
        events=Asked,
        decide=decide,
        evolve=lambda state, event: Bill(event.fen),
    )


OWNER = System(
    name="fees",
    title=Title(zh="收费", en="Fees"),
    amendments=(Amendment(kind="tariff", read=read),),
)
LIBRARY = Library(Installed(blocks={"fees": OWNER}, systems={}), Fee(100))


def known(*fees: tuple[int, int], seq: int = 1) -> dict[str, Shown]:
    """Return the tariff with `fees`, each from so many days after the second of March."""
    days = tuple((date(2026, 3, 2) + day * DAY, fen) for day, fen in fees)
    return {"tariff:city": Shown("tariff:city", seq, Tariff(days))}


@pytest.fixture
def editions() -> Editions:
    return Editions(LIBRARY, lambda library: {"bill": bill(library)})


def asked(editions: Editions, at: datetime) -> int:
    kind = editions.at(at).kinds["bill"]
    by = Identity("person:an")
    turn = Turn("bill:1", Bill(), kind.evolve, now=at, by=by, command_id="c")
    return kind.decide(turn, Ask())


def test_what_ships_holds_until_something_is_changed(editions: Editions) -> None:
    editions.learn({"tariff:city": Shown("tariff:city", 0, Tariff())})

    assert asked(editions, NOON) == 100 and editions.at(NOON).version == ""


def test_a_turn_is_decided_by_what_holds_on_its_day(editions: Editions) -> None:
    editions.learn(known((1, 200), (3, 300)))

    assert [asked(editions, NOON + day * DAY) for day in range(5)] == [100, 200, 200, 300, 300]


def test_the_day_begins_at_midnight_of_the_city(editions: Editions) -> None:
    editions.learn(known((1, 200)))
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)

    assert asked(editions, midnight - timedelta(milliseconds=1)) == 100
    assert asked(editions, midnight) == 200


def test_the_version_names_every_entity_that_it_follows_from(editions: Editions) -> None:
    editions.learn(known((0, 200), seq=7))

    assert editions.at(NOON).version == "tariff:city@7"


def test_what_is_told_again_makes_no_other_edition(editions: Editions) -> None:
    editions.learn(known((0, 200)))
    before = editions.at(NOON)
    editions.learn(known((0, 200)))

    assert editions.at(NOON) is before


def test_what_does_not_fit_is_passed_over_and_what_held_goes_on(editions: Editions) -> None:
    editions.learn(known((0, 200)))
    assert asked(editions, NOON) == 200
    editions.learn(known((0, -1), seq=2))

    assert asked(editions, NOON) == 200 and editions.at(NOON).version == "tariff:city@1"


def test_channels_find_what_holds_when_they_ask(editions: Editions) -> None:
    clock = FixedClock(NOON)
    library, kinds = editions.library_by(clock), editions.kinds_by(clock)
    editions.learn(known((1, 200)))
    assert library[Fee] == Fee(100)
    before = kinds["bill"]
    clock.set(NOON + DAY)

    assert library[Fee] == Fee(200) and kinds["bill"] is not before
    assert library.shipped[Fee] == Fee(100) and Installed in library
    assert library.amended(Fee(5)).shipped[Fee] == Fee(100)
    assert library.having(Fee(5)).shipped[Fee] == Fee(5)
    assert list(kinds) == list(editions) == ["bill"] and len(kinds) == len(editions) == 1


def test_a_system_that_amends_nothing_changes_nothing() -> None:
    plain = replace(OWNER, amendments=())
    library = LIBRARY.having(Installed(blocks={"fees": plain}, systems={}))
    editions = Editions(library, lambda library: {"bill": bill(library)})
    editions.learn(known((0, 200)))

    assert asked(editions, NOON) == 100 and editions.sources == frozenset()
