"""A village that was merged on 1 July 2026: June keeps its name, sums are by successor."""

from datetime import date

import pytest
from msgspec.structs import replace

from actors.blocks.organisation.changes import UnitClosed, UnitEstablished
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.units import Organisation, Place
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.systems.community_service.successors import Line, sums
from actors.systems.community_service.voice.kind import voice_kind
from actors.systems.community_service.voice.records import Voice
from actors.systems.community_service.voice.watching import work
from tests.blocks.cases.kit import at
from tests.systems.community_service.station import LIBRARY, RESIDENT_A, TOWN, VILLAGE
from tests.systems.community_service.voices import ANSWER, ASKED, BACK, PLACE

pytestmark = pytest.mark.feature("GRASS-05")
MERGED, NEW_PLACE = date(2026, 7, 1), "440604012299"
NAMES = ("voices", "entrustments")
FIRST = LIBRARY[Organisation]
NEXT = UnitEstablished(
    at=at("2026-06-01 09:00"),
    number=1,
    effective=MERGED,
    reason="村级建制调整",
    unit="zhenan_merged",
    title=Title(zh="新镇安村便民服务站", en="New Zhen'an Village Service Station"),
    place=NEW_PLACE,
    superior=TOWN,
)


def organisation(on: date) -> Organisation:
    """Return the organisation of a day: two stations become one on 1 July."""
    place = Place(
        code=NEW_PLACE, title=Title(zh="新镇安村", en="New Zhen'an"), level="village",
        superior=FIRST.places[PLACE].superior,
    )  # fmt: skip
    known = Organisation(
        units=FIRST.units, places={**FIRST.places, NEW_PLACE: place}, staff=FIRST.staff
    )
    closed = tuple(
        UnitClosed(
            at=NEXT.at, number=n, effective=MERGED, reason=NEXT.reason, unit=unit,
            successor=NEXT.unit,
        )
        for n, unit in enumerate((VILLAGE, "tongji_community"), 2)
    )  # fmt: skip
    return Chronicle(known, (NEXT, *closed)).organisation(on)


def raised(on: str, place: str) -> Voice:
    """Return the voice that somebody raises on a day, by the units of that day."""
    library = LIBRARY.having(organisation(at(on).date()))
    kind: EntityKind[Voice] = voice_kind(library)
    turn = Turn("voice:1", Voice(), kind.evolve, now=at(on), by=RESIDENT_A, command_id="c")
    kind.decide(turn, replace(ASKED, place=place))
    return turn.state


def test_june_shows_the_old_name_and_code_and_july_the_new() -> None:
    june, july = raised("2026-06-30 16:00", PLACE), raised("2026-07-01 09:00", NEW_PLACE)
    now = organisation(MERGED)

    old, new = now.known(june.unit), now.known(july.unit)
    assert (old.title.zh, old.place, june.place) == ("镇安村便民服务站", PLACE, PLACE)
    assert (new.title.zh, new.place, july.place) == (NEXT.title.zh, NEW_PLACE, NEW_PLACE)
    assert raised("2026-07-02 09:00", PLACE).unit == NEXT.unit


def test_whoever_took_over_answers_what_was_open_and_has_its_task() -> None:
    asked, now = raised("2026-06-30 16:00", PLACE), organisation(MERGED)
    kind: EntityKind[Voice] = voice_kind(LIBRARY.having(now))
    clerk = Identity("staff:zhenan_agent", ("village_clerk",), NEXT.unit)

    for wish, desk in ((ANSWER, ""), (BACK, TOWN)):
        turn = Turn(
            "voice:1", asked, kind.evolve, now=at("2026-07-01 09:00"), by=clerk, command_id="c"
        )
        kind.decide(turn, wish)
        assert turn.state.desk == desk
    assert [task.unit for task in work(asked, now).tasks] == [NEXT.unit]
    other = Identity("staff:guiyuan_agent", ("village_clerk",), "guiyuan_community")
    turn = Turn("voice:1", asked, kind.evolve, now=at("2026-07-01 09:00"), by=other, command_id="c")
    with pytest.raises(Refusal):
        kind.decide(turn, ANSWER)


def test_sums_by_successor_agree_with_what_was_counted() -> None:
    counts = {
        "voices": {VILLAGE: 3, "tongji_community": 2, NEXT.unit: 4, TOWN: 1},
        "entrustments": {VILLAGE: 5, TOWN: 2, "closed_long_ago": 1},
    }
    found = {each.own.unit: each for each in sums(counts, NAMES, organisation(MERGED))}
    merged = found[NEXT.unit]

    assert (merged.own, merged.figures) == (Line(NEXT.unit, NEW_PLACE, (4, 0)), (9, 5))
    assert [(one.unit, one.place, one.figures) for one in merged.former] == [
        ("tongji_community", "440604012055", (2, 0)),
        (VILLAGE, PLACE, (3, 5)),
    ]
    assert [found["closed_long_ago"].there, merged.there] == [False, True]
    totals = tuple(sum(column) for column in zip(*(x.figures for x in found.values()), strict=True))
    assert totals == tuple(sum(counts[name].values()) for name in NAMES)
    before = {each.own.unit: each for each in sums(counts, NAMES, organisation(date(2026, 6, 30)))}
    assert before[VILLAGE].figures == (3, 5) and not before[VILLAGE].former
