"""A source goes its way: what its runs bring is taken, doubted, waived, tried again."""

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.data_platform.source import commands as c
from actors.systems.data_platform.source.terms import Because, Rule
from actors.testing import Scenario
from tests.systems.data_platform import collecting as s
from tests.systems.data_platform.sharing import STEWARD


def test_the_same_content_is_no_new_version_and_nothing_is_taken_twice() -> None:
    again = s.collected(s.GOOD, 2, s.collected(s.GOOD))
    again.when(c.NoteCollected(number=2, tries=0, result=s.BAD), by=PLATFORM).then(events=[]).run()
    again.on(f"shared_dataset:{s.DATASET}").then_shown(numbers=1, live=1).run()
    changed = s.collected(replace(s.GOOD, sha256="3" * 64), 3, again)
    changed.on(f"shared_dataset:{s.DATASET}").then_shown(numbers=2, live=2).run()


@pytest.mark.feature("BIG-24")
def test_what_is_doubted_stays_out_until_another_waives_it_for_a_time() -> None:
    held = s.collected(s.BAD, 2, s.collected(s.GOOD))
    held.then_shown(sha256="1" * 64, is_quarantined=True).run()
    held.when(s.WAIVE, by=s.WAIVES).then_refused("data_source.nobody_asked").run()
    asked = held.when(c.AskWaiver(reason="确已不再登记"), by=STEWARD)
    both = Identity(STEWARD.id, ("data_steward", "level_reviewer"), "civil_affairs")
    asked.when(s.WAIVE, by=both).then_refused("data_source.own_waiver").run()
    asked.when(s.WAIVE, by=STEWARD).then_refused("data_source.forbidden").run()
    far = replace(s.WAIVE, until=s.date(2028, 1, 1))
    asked.when(far, by=s.WAIVES).then_refused("data_source.until_out_of_bounds").run()

    granted = asked.when(s.WAIVE, by=s.WAIVES)
    granted.on(f"shared_dataset:{s.DATASET}").then_shown(live=2).run()
    third = replace(s.BAD, sha256="3" * 64)
    holds = s.collected(third, 3, s.on_source(granted))
    holds.then_shown(sha256="3" * 64).run()
    other = replace(third, because=(s.RULE, Because(doubt="gone", column="编号")))
    s.collected(other, 3, s.on_source(granted)).then_shown(is_quarantined=True).run()


def test_a_waiver_ends_with_its_day() -> None:
    manual = s.registered().when(c.ChangeSource(**{**s.SAID, "every": 0}), by=STEWARD)
    asked = s.collected(s.BAD, 1, manual).when(c.AskWaiver(reason="x"), by=STEWARD)
    granted = s.on_source(asked.when(s.WAIVE, by=s.WAIVES))
    third = replace(s.BAD, sha256="3" * 64)
    s.collected(third, 2, granted.at("2026-10-30 23:00")).then_shown(is_quarantined=False).run()
    s.collected(third, 2, granted.at("2026-10-31 00:30")).then_shown(is_quarantined=True).run()


def test_another_run_mends_what_is_in_quarantine() -> None:
    mended = s.collected(s.GOOD, 2, s.collected(s.BAD))
    mended.then_shown(phase="active", is_quarantined=False).run()


def test_a_dataset_of_another_unit_takes_nothing() -> None:
    elsewhere = Identity("staff:x", ("data_steward",), "health")
    start = Scenario.of(s.DATASETS, s.KIND).at("2026-10-12 09:00")
    theirs = start.on(f"shared_dataset:{s.DATASET}").when(s.REGISTER_DATASET, by=elsewhere)
    own = s.on_source(theirs).when(s.REGISTER, by=STEWARD)

    told = s.collected(s.GOOD, 1, own)
    told.on(f"shared_dataset:{s.DATASET}").then_shown(numbers=0).run()
    s.on_source(told).when(c.CollectNow(), by=elsewhere).then_refused("data_source.unknown").run()


def test_a_schedule_counts_working_days_and_begins_nothing_twice() -> None:
    friday = s.registered().at("2026-10-16 05:00")
    friday.then_shown(numbers=1).run()  # what Tuesday began is still under way
    done = friday.when(c.NoteCollected(number=1, tries=0, result=s.GOOD), by=PLATFORM)
    done.at("2026-10-18 12:00").then_shown(numbers=1).run()
    done.at("2026-10-19 05:00").then_shown(numbers=2).run()


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"table": ""}, "form.required"),
        ({"address": "https://x.example"}, "data_source.of_no_use"),
        ({"mode": "incremental"}, "form.required"),
        ({"cursor": "at"}, "data_source.of_no_use"),
        ({"sort": "file", "connection": "", "table": ""}, "data_source.of_no_use"),  # scheduled
        ({"sort": "http", "connection": "", "table": "", "address": "file:///etc/passwd"},
         "data_source.no_address"),
        ({"sort": "http", "connection": "", "table": "", "address": "https://a@x.example/"},
         "data_source.no_address"),
    ],
)  # fmt: skip
def test_a_source_says_what_its_sort_needs_and_nothing_else(
    said: dict[str, str], refused: str
) -> None:
    start = s.on_source(Scenario.of(s.DATASETS, s.KIND).at("2026-10-12 09:00"))
    wish = c.RegisterSource(code=s.CODE, **{**s.SAID, **said})
    start.when(wish, by=STEWARD).then_refused(refused).run()


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        (Rule(column="名称", check="pattern", pattern="(a+)+(?=b)"), "data_source.bad_pattern"),
        (Rule(column="名称", check="pattern", pattern=r"((a{99}){99}){99}"),
         "data_source.bad_pattern"),
        (Rule(column="名称", check="range", least="多"), "data_source.no_bound"),
        (Rule(column="名称", check="range"), "form.required"),
        (Rule(column="名称", check="allowed"), "form.required"),
        (Rule(column="编号", check="unique"), "data_source.rule_twice"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_held_to_is_refused(rule: Rule, refused: str) -> None:
    rules = (Rule(column="编号", check="unique"), rule)
    s.registered().when(c.SetRules(rules=rules), by=STEWARD).then_refused(refused).run()
