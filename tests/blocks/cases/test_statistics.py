"""Counters follow from rows: what a row counts for now, less what it counted for before."""

import itertools
from collections import Counter

from actors.blocks.cases import standing, statistics
from actors.blocks.cases import view as cases
from actors.kernel.view import Add, Changes, Row
from tests.blocks.cases.commits import commit, history
from tests.blocks.cases.loaded import LIBRARY
from tests.blocks.cases.test_view import raised

VIEW = cases.view(LIBRARY)


def rows() -> list[Row | None]:
    """The row of a case after each of its commits, beginning with none."""
    found: list[Row | None] = [None]
    for each in history():
        found.append(VIEW.fold(found[-1], "7f3a", each))
    return found


def total(*batches: Changes) -> dict[tuple[str, str], int]:
    """What the counters hold after `batches`, by day and name."""
    counted: Counter[tuple[str, str]] = Counter()
    for batch in batches:
        for write in statistics.counts(batch):
            assert isinstance(write, Add)
            day = write.id.partition("/")[0]
            for name, amount in write.amounts.items():
                counted[day, name] += amount
    return {key: amount for key, amount in counted.items() if amount}


def test_a_case_counts_on_the_local_day_of_each_step() -> None:
    counted = total([(None, rows()[-1])])

    assert counted == {
        ("2026-03-02", "received"): 1,
        ("2026-03-02", "channels.web"): 1,
        ("2026-03-04", "accepted"): 1,
        ("2026-03-09", "decided"): 1,
        ("2026-03-09", "granted"): 1,
        ("2026-03-09", "on_time"): 1,
        ("2026-03-09", "minutes"): 7 * 24 * 60,
        ("2026-03-11", "delivered"): 1,
    }


def test_counting_step_by_step_equals_counting_at_once() -> None:
    steps = rows()
    batches = [[(before, after)] for before, after in itertools.pairwise(steps)]

    assert total(*batches) == total([(None, steps[-1])])


def test_a_row_that_did_not_change_counts_nothing() -> None:
    last = rows()[-1]

    assert statistics.counts([(last, last)]) == []


def test_a_decision_after_the_promised_day_is_late() -> None:
    last = rows()[-1]
    assert last is not None
    late = {**last, "dues": {"promised": "2026-03-08"}}

    counted = total([(None, late)])

    assert counted["2026-03-09", "late"] == 1
    assert ("2026-03-09", "on_time") not in counted


def test_raised_cards_count_by_level() -> None:
    last = rows()[-1]
    assert last is not None
    card = {"level": "red", "history": [{"level": "yellow", "at": last["accepted_at"]}]}

    assert total([(last, {**last, "cards": {"case@x": card}})]) == {
        ("2026-03-04", "cards.yellow"): 1
    }


def stands(*batches: Changes) -> dict[tuple[str, str], int]:
    """What the counters of how things stand hold after `batches`, by row and name."""
    counted: Counter[tuple[str, str]] = Counter()
    for batch in batches:
        for write in standing.counts(batch):
            assert isinstance(write, Add)
            for name, amount in write.amounts.items():
                counted[write.id, name] += amount
    return {key: amount for key, amount in counted.items() if amount}


def test_an_open_case_and_its_card_stand_until_they_are_closed() -> None:
    steps = rows()[:7]
    warned = VIEW.fold(steps[-1], "7f3a", commit("watcher:7f3a", 1, raised("yellow", "", 13)))
    begun = [[(before, after)] for before, after in itertools.pairwise([*steps, warned])]
    key = "market_supervision/SPJY-01"

    assert stands(*begun[:1]) == {(key, "open"): 1}
    assert stands(*begun) == stands([(None, warned)])
    assert stands(*begun) == {(key, "open"): 1, (key, "levels.yellow"): 1, (key, "cards.yellow"): 1}
    assert stands([(None, rows()[-1])]) == {}
