"""A copy of one's own data: for its owner, in person, proved, and not too often."""

import pytest
from msgspec.structs import replace

from actors.blocks.own_records.copy import MOST_A_DAY, AskCopy, FailCopy, KeepCopy, NoteProgress
from actors.kernel.identity import PLATFORM, Identity
from tests.blocks.own_records.scenarios import AN, FILE, SCENARIOS, asked, made


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_copy_is_made_or_given_up(name: str) -> None:
    SCENARIOS[name].run()


def test_one_is_made_at_a_time() -> None:
    asked().when(AskCopy(), by=AN).then_refused("own_copy.under_way").run()


def test_so_many_are_made_within_a_day() -> None:
    scenario = made()
    for n in range(2, MOST_A_DAY + 1):
        scenario = scenario.when(AskCopy(), by=AN).when(FailCopy(n=n), by=PLATFORM)
    scenario = scenario.when(AskCopy(), by=AN)

    scenario.then_refused("own_copy.too_many", facts={"most": str(MOST_A_DAY)}).run()


def test_the_next_day_it_is_made_again() -> None:
    made().after(days=1, hours=1).when(AskCopy(), by=AN).then(reply=2).run()


@pytest.mark.parametrize(
    "who",
    [
        Identity("person:bo", ("resident",)),
        Identity("person:bo", ("resident",), acting_for="an"),
        replace(AN, acting_for="acme"),
        Identity("staff:an", ("window_clerk",), "hall"),
    ],
)
def test_nobody_else_asks_not_even_by_mandate(who: Identity) -> None:
    made().when(AskCopy(), by=who).then_refused("own_copy.unknown").run()


@pytest.mark.parametrize("level", ["basic", "high"])
def test_whoever_can_prove_more_does_so_first(level: str) -> None:
    wish = replace(AN, assurance=level)

    made().when(AskCopy(), by=wish).then_refused(
        "access.proof_needed", facts={"level": "fresh"}
    ).run()


def test_what_comes_late_from_an_earlier_copy_changes_nothing() -> None:
    again = made().when(AskCopy(), by=AN)

    again.when(KeepCopy(n=1, file=FILE, size=9), by=PLATFORM).then(events=(), reply=False).run()
    again.when(NoteProgress(n=1, done=1, most=2), by=PLATFORM).then(events=()).run()
