"""Filters are kept under a name, by their own account and nobody else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actors.blocks.lists.saved_filters import (
    MOST,
    DropFilter,
    FilterDropped,
    FilterSaved,
    SavedFilter,
    SavedFilters,
    SaveFilter,
    saved_filters,
)
from actors.blocks.lists.view import view
from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from tests import loaded
from tests.blocks.cases.commits import commit, fold

KIND = saved_filters(loaded.library())
OWNER = Identity("staff:wang", ("reviewer",), "health")
EMPTY = SavedFilters(account="wang")
SAVE = SaveFilter(list="motions", name="急件", query="level=red")


def turn(state: SavedFilters, command: Any, by: Identity = OWNER) -> Turn[SavedFilters]:
    made = Turn(
        "saved_filters:wang",
        state,
        KIND.evolve,
        now=datetime(2026, 3, 2, tzinfo=UTC),
        by=by,
        command_id="c1",
    )
    KIND.decide(made, command)
    return made


def test_a_filter_is_kept_under_its_name_and_replaced_by_the_next_of_that_name() -> None:
    first = turn(EMPTY, SAVE)
    second = turn(first.state, SaveFilter(list="motions", name="急件", query="level=yellow"))

    assert first.state.filters == (SavedFilter("motions", "急件", "level=red"),)
    assert second.state.filters == (SavedFilter("motions", "急件", "level=yellow"),)


def test_keeping_what_is_kept_and_dropping_what_is_not_changes_nothing() -> None:
    kept = turn(EMPTY, SAVE).state

    assert turn(kept, SAVE).events == []
    assert turn(kept, DropFilter(list="motions", name="other")).events == []


def test_a_dropped_filter_is_gone_and_another_can_be_kept_after_the_last() -> None:
    kept = turn(EMPTY, SAVE).state
    dropped = turn(kept, DropFilter(list="motions", name="急件"))

    assert dropped.events == [FilterDropped(list="motions", name="急件")]
    assert turn(dropped.state, SAVE).state == kept


@pytest.mark.parametrize(
    "by", [Identity("staff:li", ("operator",)), Identity("terminal:wang"), Identity("platform")]
)
def test_nobody_else_touches_them(by: Identity) -> None:
    kept = turn(EMPTY, SAVE).state

    for command in (SAVE, DropFilter(list="motions", name="急件")):
        with pytest.raises(Refusal) as refused:
            turn(kept, command, by)
        assert refused.value.kind == "unknown"


def test_an_account_keeps_so_many_and_no_more() -> None:
    many = tuple(SavedFilter("motions", f"{number:02}", "") for number in range(MOST))
    full = SavedFilters("wang", many)

    with pytest.raises(Refusal) as refused:
        turn(full, SAVE)
    assert [reason.code for reason in refused.value.reasons] == ["saved_filters.too_many"]
    assert turn(full, SaveFilter(list="motions", name="00", query="q=1")).events


def test_the_view_has_what_the_entity_has() -> None:
    told = [
        FilterSaved(list="motions", name="急件", query="level=red"),
        FilterSaved(list="cases", name="甲", query=""),
        FilterDropped(list="cases", name="甲"),
    ]
    commits = [commit("saved_filters:wang", seq, event) for seq, event in enumerate(told, 1)]

    assert fold(view(), *commits)["wang"]["filters"] == [
        {"list": "motions", "name": "急件", "query": "level=red"}
    ]
