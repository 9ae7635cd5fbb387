"""A dataset goes its way: measured, agreed to, approved by another, live at its time, withdrawn."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.open_data.dataset import commands as c
from actors.systems.open_data.dataset.events import VersionApproved
from actors.systems.open_data.dataset.state import Measured
from actors.systems.open_data.dataset.terms import Column, Wording
from actors.systems.open_data.dataset.wording import kept
from actors.systems.open_data.views import PUBLISHED_VIEW
from tests.systems.open_data import opening as o
from tests.systems.open_data.scenarios import NINE, RENDERED, SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_dataset_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_a_version_is_live_at_its_time_and_the_one_before_until_then() -> None:
    set_for_nine = o.second().when(c.ApproveVersion(release_at=NINE), by=o.REVIEWER)
    rendered = set_for_nine.when(RENDERED, by=PLATFORM).then(alarms={"release": NINE})

    before = rendered.at("2026-10-08 08:59:59").then_shown(phase="approved", former=())
    before.run()
    before.at("2026-10-08 09:00:00").then_shown(phase="live", next=None).run()


def test_files_that_come_late_are_live_when_they_come() -> None:
    late = o.second().when(c.ApproveVersion(release_at=NINE), by=o.REVIEWER).at("2026-10-08 10:00")

    late.then_shown(phase="approved").when(RENDERED, by=PLATFORM).then_shown(phase="live").run()


@pytest.mark.parametrize("faults", [("k",), ("level", "l")])
def test_what_does_not_pass_is_not_handed_over(faults: tuple[Any, ...]) -> None:
    unfit = o.handed_in(Measured(read=1, rows=1, faults=faults)).then_shown(phase="unfit")

    unfit.when(c.HandOver(), by=o.STEWARD).then_refused("open_dataset.not_now").run()


def test_nobody_approves_his_own() -> None:
    all_at_once = ("open_steward", "open_head", "open_reviewer")
    one = Identity(o.STEWARD.id, all_at_once, "civil_affairs")
    other = Identity("staff:other", all_at_once, "civil_affairs")
    pending = o.handed_in().when(c.HandOver(), by=one)
    agreed = pending.when(c.EndorseVersion(), by=other)

    pending.when(c.EndorseVersion(), by=one).then_refused("open_dataset.own_version").run()
    agreed.when(c.ApproveVersion(), by=one).then_refused("open_dataset.own_version").run()
    own = agreed.when(c.ApproveVersion(), by=other)
    own.then_refused("open_dataset.approved_by_head").run()
    early = agreed.when(c.ApproveVersion(release_at=NINE - timedelta(days=9)), by=o.REVIEWER)
    early.then_refused("open_dataset.release_out_of_bounds").run()


def test_who_has_no_business_with_it_is_refused() -> None:
    elsewhere = Identity("staff:x", ("open_steward", "open_head"), "health")

    o.added().when(o.HAND_IN, by=elsewhere).then_refused("open_dataset.unknown").run()
    o.endorsed().when(c.ApproveVersion(), by=o.HEAD).then_refused("open_dataset.forbidden").run()
    draft = o.added().when(c.WithdrawDataset(reason="x"), by=o.REVIEWER)
    draft.then_refused("open_dataset.unknown").run()
    other = replace(o.ADD, slug="other")
    o.Scenario.of(o.KIND).on("open_dataset:x").at("2026-10-05 09:00").when(
        other, by=o.STEWARD
    ).then_refused("open_dataset.other_id").run()


def test_columns_that_go_are_announced_thirty_days_before() -> None:
    fewer = replace(
        o.WORDING, columns=(o.WORDING.columns[0], replace(o.WORDING.columns[1], allowed=False))
    )
    changed, in_time = o.second(fewer), datetime(2026, 11, 6, 1, tzinfo=UTC)

    soon = changed.when(c.ApproveVersion(release_at=NINE), by=o.REVIEWER)
    soon.then_refused("open_dataset.notice_too_short").run()
    approved = changed.when(c.ApproveVersion(release_at=in_time), by=o.REVIEWER)
    event = VersionApproved(
        at=datetime(2026, 10, 5, 1, tzinfo=UTC), by=o.REVIEWER.id, release_at=in_time,
        leaving=("线路",),
    )  # fmt: skip
    approved.then(events=[event]).then_shown(phase="approved").run()
    row = {"_id": o.SLUG, "announced": None}
    told = PUBLISHED_VIEW.fold(row, o.SLUG, {"ev": [msgspec.to_builtins(event)]})
    assert told and told["announced"]["columns"] == ["线路"]


def test_a_reading_that_another_has_followed_changes_nothing() -> None:
    again = o.handed_in(Measured(faults=("no_file",))).when(o.HAND_IN, by=o.STEWARD)
    late = c.NotePrepared(number=1, attempt=1, measured=o.measured())

    again.when(late, by=PLATFORM).then(events=[]).then_shown(phase="received").run()


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        (
            [Column(name="a", title="a"), Column(name="a ", title="b")],
            {"open_dataset.column_twice"},
        ),
        (
            [Column(name="a", title="a", type="text", way="bucket", size=3)],
            {"open_dataset.way_does_not_fit"},
        ),
        ([Column(name="a", title=" ", way="mask")], {"form.required", "open_dataset.size_missing"}),
        (
            [Column(name="a", title="a", way="date_shift", size=3)],
            {"open_dataset.nobody_to_shift"},
        ),
        ([Column(name="a", title="a", target=1)], {"open_dataset.target_without_way"}),
    ],
)
def test_a_dictionary_that_does_not_hold_together_is_refused(
    columns: list[Column], codes: set[str]
) -> None:
    with pytest.raises(o.Refusal) as refused:
        kept(replace(o.WORDING, columns=tuple(columns)))

    assert {each.code for each in refused.value.reasons} == codes


def test_a_description_is_kept_plain() -> None:
    said = kept(replace(o.WORDING, title=" 公交 ", tags=("a ", "a", " ")))

    assert isinstance(said, Wording) and (said.title, said.tags) == ("公交", ("a",))
