"""Numbers by message: unique, without a gap, one for each who asks, and void ones listed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.numbers.register import (
    Asker,
    NumbersGiven,
    NumbersRefused,
    NumberVoided,
    TakeNumbers,
    VoidNumber,
)
from actors.blocks.numbers.series import parts, register_id, written
from actors.blocks.numbers.view import view
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.library import Library
from actors.kernel.system import Installed, Series, System
from actors.kernel.words import Title
from actors.testing import Scenario
from actors.testing.expect import local
from tests.blocks.cases.commits import commit, fold
from tests.blocks.numbers.asking import (
    DAILY,
    MOTIONS,
    PAPER,
    REGISTER,
    SERIES,
    Import,
    Submit,
    Withdraw,
)

DEPUTY = Identity("person:deputy")
BOTH = Scenario.of(PAPER, REGISTER)
ALONE = Scenario.of(REGISTER).on("register:motion--2026")


def told(scenario: Scenario, key: str, *numbers: str) -> Scenario:
    """Expect that the paper `key` was told `numbers`."""
    return scenario.on(key).then_shown(numbers=list(numbers))


def submitted(scenario: Scenario, key: str, **wish: str) -> Scenario:
    return scenario.on(key).when(Submit(**wish), by=DEPUTY)  # type: ignore[arg-type]


@pytest.mark.feature("NPC-07")
def test_200_submissions_between_20_refused_ones_have_j20260001_to_j20260200() -> None:
    scenario = BOTH
    for n in range(1, 201):
        if n % 10 == 0:
            scenario = scenario.on(f"paper:refused{n}").when(Submit(valid=False), by=DEPUTY)
            scenario = scenario.then_refused("paper.faulty")
        scenario = submitted(scenario, f"paper:{n}")
    for n in range(1, 201):
        scenario = told(scenario, f"paper:{n}", f"J2026{n:04}")

    scenario.on("register:motion--2026").then_shown(last=200, voided=(), refused=0).run()


@pytest.mark.feature("NPC-07")
def test_a_voided_number_is_listed_and_not_given_out_again() -> None:
    scenario = BOTH
    for n in range(1, 61):
        scenario = submitted(scenario, f"paper:{n}")
    voided = scenario.on("paper:57").when(Withdraw(), by=DEPUTY)
    voided = voided.on("register:motion--2026").then_shown(voided=(57,))

    again = told(submitted(voided, "paper:61"), "paper:61", "J20260061")
    again.on("register:motion--2026").then_shown(last=61, voided=(57,)).run()


def test_who_asks_again_is_told_the_same_number() -> None:
    scenario = submitted(submitted(BOTH, "paper:a"), "paper:a")

    scenario = told(scenario, "paper:a", "J20260001", "J20260001")
    told(submitted(scenario, "paper:b"), "paper:b", "J20260002").run()


def test_one_entity_may_have_several_numbers_for_several_requests() -> None:
    scenario = submitted(BOTH, "paper:a", request="main")
    scenario = submitted(scenario, "paper:a", request="annex")

    told(scenario, "paper:a", "J20260001", "J20260002").run()


def test_when_none_are_left_the_asker_learns_it_and_it_is_recorded() -> None:
    scenario = BOTH
    for key in ("a", "b", "c"):
        scenario = submitted(scenario, f"paper:{key}", series="few", scope="x")
    scenario = told(scenario, "paper:c", "")

    scenario = scenario.on("register:few-x-").then_shown(last=2, refused=1)
    told(submitted(scenario, "paper:d", series="few", scope="y"), "paper:d", "Fy-1").run()


def test_an_import_numbers_many_in_one_commit_and_as_far_as_there_are_any() -> None:
    keys = ("paper:a", "paper:b", "paper:c")
    scenario = BOTH.on("paper:import").when(Import("few", keys), by=DEPUTY)
    scenario = scenario.on("register:few--").then(events=[NumbersGiven, NumbersRefused])

    told(told(scenario, "paper:b", "F-2"), "paper:c", "").run()


def test_a_new_period_begins_with_one_at_the_citys_midnight() -> None:
    scenario = submitted(BOTH.at("2026-03-02 23:59"), "paper:a", series="daily")
    scenario = submitted(scenario.after(minutes=1), "paper:b", series="daily")

    told(told(scenario, "paper:a", "2026030201"), "paper:b", "2026030301").run()


@given(st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=8), max_size=20))
def test_numbers_have_no_gap_and_no_asker_two(asked: list[list[int]]) -> None:
    numbers: dict[str, int] = {}
    scenario = ALONE
    for batch in asked:
        askers = tuple(Asker(f"motion:{each}") for each in batch)
        for asker in askers:
            numbers.setdefault(asker.key, len(numbers) + 1)
        reply = [f"J2026{numbers[asker.key]:04}" for asker in askers]
        scenario = scenario.when(TakeNumbers(askers=askers), by=PLATFORM).then(reply=reply)

    scenario.then_shown(last=len(numbers), held=numbers).run()


def test_only_the_holder_makes_a_number_void_and_twice_is_once() -> None:
    given = ALONE.when(TakeNumbers(askers=(Asker("motion:a"),)), by=PLATFORM)
    strange = given.when(VoidNumber(n=1, asker=Asker("motion:b")), by=PLATFORM)
    strange = strange.then_refused("register.not_held")

    voided = strange.when(VoidNumber(n=1, asker=Asker("motion:a")), by=PLATFORM)
    voided = voided.then(events=[NumberVoided])
    voided.when(VoidNumber(n=1, asker=Asker("motion:a")), by=PLATFORM).then(events=[]).run()


def test_only_the_platform_asks() -> None:
    asked = ALONE.when(TakeNumbers(askers=(Asker("motion:a"),)), by=DEPUTY)

    asked.then_refused("access.forbidden").run()


def test_a_series_that_nobody_declares_gives_out_nothing() -> None:
    asked = Scenario.of(REGISTER).on("register:strange--2026")
    asked = asked.when(TakeNumbers(askers=(Asker("motion:a"),)), by=PLATFORM)

    asked.then_refused("register.unknown_series").run()


@pytest.mark.parametrize("scope", ["", "16", "city.16-3", "a-b"])
def test_the_id_of_a_register_says_what_it_is_of(scope: str) -> None:
    id = register_id(DAILY, scope, local("2026-03-02 00:30"))

    assert parts(id) == ("daily", scope, "20260302")
    assert written(DAILY, id, 3) == "2026030203"


@pytest.mark.parametrize("scope", ["a/b", "a:b"])
def test_a_scope_that_no_id_can_hold_is_a_mistake(scope: str) -> None:
    with pytest.raises(ValueError, match="no scope"):
        register_id(MOTIONS, scope, local("2026-03-02 09:00"))


def test_the_view_lists_how_far_it_is_and_what_is_void() -> None:
    owner = System(name="o", title=Title(zh="甲", en="O"), series=tuple(SERIES.values()))
    registers = view(Library(Installed(blocks={}, systems={"o": owner})))
    at = local("2026-03-02 09:00")
    askers = tuple(Asker(f"motion:{n}") for n in range(60))
    events = (
        NumbersGiven(at=at, first=1, askers=askers),
        NumberVoided(at=at, n=57),
        NumbersRefused(at=at + timedelta(hours=1), askers=askers[:2]),
        NumberVoided(at=at, n=3),
    )
    commits = [
        commit("register:motion-16-2026", seq, event) for seq, event in enumerate(events, start=1)
    ]

    assert fold(registers, *commits) == {
        "motion-16-2026": {
            "_id": "motion-16-2026", "series": "motion", "scope": "16", "period": "2026",
            "given": 60, "last": "J20260060", "voided": ["J20260003", "J20260057"],
            "refused": 2, "seq": 4,
        }
    }  # fmt: skip


def test_two_owners_series_are_all_there() -> None:
    def owner(name: str) -> System:
        series = (Series(name=name, pattern="{n}"),)
        return System(name=name, title=Title(zh=name, en=name), series=series)

    installed = Installed(blocks={"a": owner("a")}, systems={"b": owner("b")})

    assert list(installed.series()) == ["a", "b"]
