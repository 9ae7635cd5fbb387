"""What is told from rows: previews of a profile, reports of units, heat of topics."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from actors.kernel.calendar import Calendar
from actors.systems.npc_motions.load import load_profiles
from actors.systems.npc_motions.motion_heat import heat, week_of
from actors.systems.npc_motions.motion_preview import Difference, changed, differing, running
from actors.systems.npc_motions.motion_reports import of_unit, period, report
from actors.systems.npc_motions.profile import Profile
from actors.systems.npc_motions.views import PROPOSALS
from tests.rows import rows_of
from tests.systems.npc_motions.floor import LIBRARY, assigned, at

FOSHAN = load_profiles()["foshan_sample"]
CALENDAR = LIBRARY[Calendar]


def two_months() -> Profile:
    """The second version, in which a unit has two months and redoing has no term."""
    clocks = FOSHAN.motions
    assert clocks is not None
    handling = replace(clocks.handling, count=2, article="第三十条")
    redo = replace(clocks.redo, says="no_term", count=0)
    return replace(
        FOSHAN,
        version=2,
        since=date(2026, 4, 1),
        motions=replace(clocks, handling=handling, redo=redo),
    )


@pytest.mark.feature("NPC-25")
def test_a_preview_lists_the_open_items_that_would_differ_with_the_article() -> None:
    row = rows_of(PROPOSALS, assigned())["1"]

    assert differing(running([row]), two_months(), CALENDAR) == (
        Difference(
            id="1",
            number="J20260001",
            question="motion_handling",
            now=date(2026, 7, 20),
            then=date(2026, 6, 22),  # the 20th is a Saturday
            article="第三十条",
        ),
    )


@pytest.mark.feature("NPC-25")
def test_a_preview_lists_nothing_that_stays_or_is_closed() -> None:
    row = rows_of(PROPOSALS, assigned())["1"]

    assert differing(running([row]), FOSHAN, CALENDAR) == ()
    assert differing(running([{**row, "state": "accepted"}]), two_months(), CALENDAR) == ()
    assert differing(running([{**row, "dues": {}}]), two_months(), CALENDAR) == ()


@pytest.mark.feature("NPC-25")
def test_a_term_that_the_other_version_does_not_set_would_end_never() -> None:
    row = rows_of(PROPOSALS, assigned())["1"]
    handling = row["dues"]["motion_handling"]
    redone = {**row, "dues": {"motion_redo": {**handling, "question": "motion_redo"}}}

    (difference,) = differing(running([redone]), two_months(), CALENDAR)

    assert (difference.question, difference.then) == ("motion_redo", None)


@pytest.mark.feature("NPC-25")
def test_values_that_differ_cite_the_articles_of_both_versions() -> None:
    found = {
        value.name: (value.former_article, value.article) for value in changed(FOSHAN, two_months())
    }

    assert found == {
        "motions.handling": ("议案规定第二十条", "第三十条"),
        "motions.redo": ("议案规定第二十一条", "议案规定第二十一条"),
    }
    assert changed(FOSHAN, FOSHAN) == ()


def row(id: str, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "_id": id,
        "congress": "foshan",
        "state": "assigned",
        "units": ["water"],
        "submitted_at": at("2026-03-02 09:00"),
        "reply_due": "2026-06-02",
        "results": [],
    }
    return {**given, **more}


def test_a_unit_reports_at_mid_year_what_it_was_given_and_what_became_of_it() -> None:
    rows = [
        row("a"),
        row("b", state="closed", results=["A"]),
        row("c", state="tracking", results=["B"], units=["water", "finance"]),
        row("d", reply_due="2026-07-20"),
        row("e", congress="guangdong"),
        row("f", submitted_at=at("2026-07-01 00:00")),
        row("g", submitted_at=at("2025-12-31 23:59")),
        row("h", units=[]),
        row("i", submitted_at=None),
    ]

    found = report(rows, "foshan", 2026, "mid_year")

    line = of_unit(found, "water")
    assert line is not None
    assert (line.given, line.done, line.open, line.late) == (4, 2, 2, 1)
    assert line.results == {"A": 1, "B": 1}
    assert [each.unit for each in found.lines] == ["finance", "water"]
    assert found.items == ("a", "b", "c", "d")
    assert (found.done, found.open) == (2, 2)
    assert of_unit(found, "health") is None


def test_the_report_of_the_year_covers_it_all() -> None:
    rows = [row("a"), row("b", submitted_at=at("2026-12-31 23:59"))]

    assert report(rows, "foshan", 2026, "year_end").items == ("a", "b")
    assert period(2026, "mid_year") == (date(2026, 1, 1), date(2026, 6, 30))
    assert period(2026, "year_end") == (date(2026, 1, 1), date(2026, 12, 31))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["assigned", "closed", "replied", "adopted", "redo"]),
            st.lists(st.sampled_from(["water", "finance", "health"]), max_size=3, unique=True),
            st.integers(0, 400),
        ),
        max_size=20,
    )
)
def test_every_sum_of_a_report_is_that_of_its_items(
    drawn: list[tuple[str, list[str], int]],
) -> None:
    begin = at("2026-01-01 00:00")
    rows = [
        row(str(n), state=state, units=units, submitted_at=begin + timedelta(days=days))
        for n, (state, units, days) in enumerate(drawn)
    ]

    found = report(rows, "foshan", 2026, "year_end")

    assert found.done + found.open == len(found.items)
    for line in found.lines:
        own = [each for each in rows if line.unit in each["units"] and each["_id"] in found.items]
        assert (line.given, line.done + line.open) == (len(own), len(own))
        assert line.late <= line.open


def clue(
    id: str, told: str, topic: str = "traffic", region: str = "440604", **more: str
) -> dict[str, Any]:
    return {
        "_id": id,
        "topic": topic,
        "region": region,
        "told_at": at(told),
        "state": "received",
        **more,
    }


def test_heat_counts_clues_by_topic_region_and_week_and_opens_them() -> None:
    rows = [
        clue("c1", "2026-03-02 00:00"),
        clue("c2", "2026-03-08 23:59"),
        clue("c3", "2026-03-09 00:00"),
        clue("c4", "2026-03-04 09:00", region="440605"),
        clue("c5", "2026-03-04 09:00", topic="water"),
        clue("c6", "2026-03-04 09:00", state="set_aside"),
    ]

    found = heat(rows)

    assert [(each.topic, each.region, each.week, each.clues) for each in found] == [
        ("traffic", "440604", "2026-W10", ("c1", "c2")),
        ("traffic", "440605", "2026-W10", ("c4",)),
        ("water", "440604", "2026-W10", ("c5",)),
        ("traffic", "440604", "2026-W11", ("c3",)),
    ]
    assert [each.rise for each in found] == [2, 1, 1, -1]
    assert sum(each.count for each in found) == 5


def test_the_first_week_of_a_year_follows_the_last_of_the_one_before() -> None:
    rows = [clue("c1", "2026-01-01 09:00"), clue("c2", "2025-12-22 09:00")]

    assert week_of(at("2026-01-01 09:00")) == "2026-W01"
    assert [(each.week, each.rise) for each in heat(rows)] == [("2025-W52", 1), ("2026-W01", 0)]
