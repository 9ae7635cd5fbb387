"""The pure rules of the service database, by the vectors of its specification."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actors.kernel.deadlines import CHINA
from actors.place.calendars.load import load_calendar
from actors.place.divisions.load import load_division_rows
from actors.systems.service_insight.divisions import Divisions, Meaning
from actors.systems.service_insight.guides import FiledCase, GuideRecord, differing, in_force
from actors.systems.service_insight.recount import recount
from actors.systems.service_insight.schema_change import Column, changes, judged
from actors.systems.service_insight.survivorship import Authority, Observation, survivor
from actors.systems.service_insight.timeliness import share, working_days_late
from actors.systems.service_insight.trajectory import Touch, as_known

DIVISIONS = Divisions(tuple(Meaning(**row._asdict()) for row in load_division_rows()))


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}" if len(text) == 5 else text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("440622", 1990, "南海县"), ("440622", 1995, ""), ("440682", 1995, "南海市"),
        ("440602", 1986, "汾江区"), ("440602", 1990, "城区"), ("440602", 2010, ""),
    ],
)  # fmt: skip
def test_a_code_means_what_it_meant_in_its_year(code: str, year: int, name: str) -> None:
    meaning = DIVISIONS.meaning(code, year)

    assert (meaning.name if meaning else "") == name


@pytest.mark.parametrize(
    ("code", "year", "successors"),
    [
        ("440622", 1990, ["440604", "440605"]),
        ("442722", 1982, ["440604", "440605"]),
        ("440623", 1990, ["440606"]),
    ],
)
def test_a_split_lists_all_successors_and_asks_a_person(
    code: str, year: int, successors: list[str]
) -> None:
    meaning = DIVISIONS.meaning(code, year)
    assert meaning
    followed = DIVISIONS.successors(meaning, 2024)

    assert [each.code for each in followed.all] == successors
    assert followed.one == (successors[0] if len(successors) == 1 else "")


GUIDES = (
    GuideRecord(version=1, valid_from=day("2025-01-01"), recorded_at=day("2024-12-20")),
    GuideRecord(version=2, valid_from=day("04-01"), recorded_at=day("03-20")),
    GuideRecord(version=2, valid_from=day("03-15"), recorded_at=day("05-02")),
)


@pytest.mark.parametrize(
    ("filed", "known", "version"),
    [
        ("03-20", "04-15", 1), ("03-20", "06-01", 2), ("04-02", "04-15", 2),
        ("04-02", "03-01", 1), ("2024-12-31", "06-01", None),
    ],
)  # fmt: skip
def test_the_guide_in_force_is_that_which_was_known(
    filed: str, known: str, version: int | None
) -> None:
    assert in_force(GUIDES, day(filed), day(known)) == version


def test_a_case_keeps_its_guide_and_is_listed_after_a_retroactive_correction() -> None:
    cases = [FiledCase(id="c", filed_at=day("03-20"), version=1)]

    assert differing(cases, GUIDES, day("04-15")) == {}
    assert differing(cases, GUIDES, day("06-01")) == {"c": 2}


def test_what_came_with_the_platform_always_held() -> None:
    shipped = (GuideRecord(version=1), *GUIDES[1:])

    assert in_force(shipped, day("1990-01-01"), day("1990-01-01")) == 1
    assert in_force(shipped, day("04-02"), day("04-02")) == 2


@pytest.mark.feature("SDB-14")
def test_a_late_arrival_stands_where_it_happened_and_was_not_known_before() -> None:
    def at(hour: int, minute: int) -> datetime:
        return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)

    def touch(what: str, seq: int, at: datetime, arrived: datetime | None = None) -> Touch:
        return Touch(what=what, source=what, seq=(seq,), occurred_at=at, arrived_at=arrived or at)

    touches = [
        touch("kiosk", 1, at(9, 5), at(11, 0)),
        touch("ACCEPTED", 2, at(10, 40)),
        touch("window", 1, at(10, 30)),
        touch("mobile", 1, at(10, 0)),
        touch("SUBMITTED", 1, at(9, 0)),
        touch("web", 0, at(9, 0)),
    ]
    early, late = as_known(touches, at(10, 45)), as_known(touches, at(11, 1))

    assert [each.what for each in early] == ["web", "SUBMITTED", "mobile", "window", "ACCEPTED"]
    assert [each.what for each in late] == [
        "web", "SUBMITTED", "kiosk", "mobile", "window", "ACCEPTED",
    ]  # fmt: skip
    assert late[2].arrived_at == at(11, 0)


def test_freshness_counts_working_days_and_coverage_objects() -> None:
    calendar = load_calendar()

    assert working_days_late(date(2026, 10, 13), date(2026, 10, 16), calendar) == 3
    assert working_days_late(date(2026, 10, 13), date(2026, 10, 12), calendar) == 0
    assert (share(11, 12), share(1750, 1757), share(0, 0)) == (0.916667, 0.996016, None)


def test_cases_of_a_source_are_counted_by_their_ids() -> None:
    source = [f"c-{n:04}" for n in range(1, 1241)]
    lacking = ("c-0007", "c-1011")
    delivered = [id for id in source if id not in lacking] + ["c-0001"]

    assert len(delivered) == 1239
    before, after = recount(source, delivered), recount(source, [*delivered, *lacking])
    assert (before.in_library, before.ratio, before.gap) == (1238, 0.998387, lacking)
    assert not before.reconciled
    assert after.reconciled
    assert recount([], ["c"]).strange == ("c",)


WAS = Column(name="area", type="int32", unit="m2", values=("1", "2"))


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        ([WAS], [WAS, Column(name="note", type="string", nullable=True)], "compatible"),
        ([WAS], [WAS, Column(name="note", type="string")], "breaking"),
        ([Column(name="n", type="int32")], [Column(name="n", type="int64")], "compatible"),
        ([Column(name="n", type="int64")], [Column(name="n", type="int32")], "breaking"),
        ([Column(name="n", type="s")], [Column(name="n", type="s", description="…")], "compatible"),
        ([WAS], [Column(name="area", type="int32", unit="m2", values=("1", "2", "3"))], "notice"),
        ([WAS], [Column(name="area", type="int32", unit="m2", values=("1",))], "breaking"),
        ([WAS], [Column(name="surface", type="int32", unit="m2", values=("1", "2"))], "breaking"),
        ([WAS], [], "breaking"),
        ([Column(name="n", type="s", nullable=True)], [Column(name="n", type="s")], "breaking"),
        ([WAS], [Column(name="area", type="int32", unit="mu", values=("1", "2"))], "breaking"),
    ],
)  # fmt: skip
def test_a_change_of_a_schema_is_judged_by_who_reads_it(
    before: list[Column], after: list[Column], weight: str
) -> None:
    assert judged(changes(before, after)) == weight


@pytest.mark.parametrize(
    ("on", "address", "mobile"),
    [("03-01", "A1", ""), ("03-02", "", ""), ("06-01", "A2", "…01"), ("09-01", "A2", "…02")],
)
def test_the_value_of_the_highest_authority_wins_while_it_is_young_enough(
    on: str, address: str, mobile: str
) -> None:
    said = [
        Observation(source=source, attribute=attribute, value=value, observed_on=day(on).date())
        for source, attribute, value, on in (
            ("police", "address", "A1", "2024-03-01"),
            ("social", "address", "A2", "05-10"),
            ("social", "mobile", "…01", "05-10"),
            ("self", "mobile", "…02", "08-01"),
        )
    ]
    orders = {
        "address": (Authority("police", 730), Authority("social"), Authority("self")),
        "mobile": (Authority("self"), Authority("social")),
    }
    found = {name: survivor(name, said, order, day(on).date()) for name, order in orders.items()}

    assert {name: each.winner.value if each else "" for name, each in found.items()} == {
        "address": address, "mobile": mobile,
    }  # fmt: skip


def test_a_value_explains_what_it_won_against() -> None:
    on = date(2026, 9, 1)
    said = [
        Observation(source=source, attribute="a", value=value, observed_on=on - timedelta(age))
        for source, value, age in (("x", "1", 9), ("x", "2", 5), ("y", "3", 1), ("old", "4", 40))
    ]
    order = (Authority("old", 30), Authority("x"), Authority("y"))
    found = survivor("a", said, order, on)

    assert found
    assert found.winner.value == "2"
    assert [(each.observation.value, each.because) for each in found.passed_over] == [
        ("4", "too_old"), ("1", "said_anew"), ("3", "lower_authority"),
    ]  # fmt: skip
