"""A rule is rehearsed, approved by another, acts within its limit; its alarms wait for people."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.rules.alarm import records as a
from actors.systems.data_platform.rules.rule import records as r
from tests.systems.data_platform import scenarios_rules as rules
from tests.systems.data_platform import sharing as s

ELSEWHERE = Identity("staff:data_steward_health", ("data_steward",), "health")


@pytest.mark.parametrize("name", rules.SCENARIOS)
def test_a_rule_goes_its_way(name: str) -> None:
    rules.SCENARIOS[name].run()


def test_its_author_does_not_approve_it() -> None:
    both = Identity(s.STEWARD.id, ("data_steward", "data_approver"), "civil_affairs")

    rules.rehearsed().when(r.ApproveRule(), by=both).then_refused("data_rule.own_rule").run()


def test_a_rehearsal_of_what_it_said_before_is_none() -> None:
    said_anew = rules.drafted().when(rules.REHEARSE, by=s.STEWARD)
    said_anew = said_anew.when(rules.AMENDED, by=s.STEWARD).when(rules.REHEARSE, by=s.STEWARD)

    late = r.NoteRehearsal(number=1, outcome=rules.OUTCOME)
    said_anew.when(late, by=PLATFORM).then(events=[]).then_shown(phase="draft").run()


@pytest.mark.parametrize(
    ("draft", "code", "at"),
    [
        ({"condition": "lag > 3"}, "data_rule.no_name", "/condition"),
        ({"condition": "level >"}, "data_rule.unreadable", "/condition"),
        ({"signal": "frozen", "condition": "true"}, "data_rule.sets_itself_off", "/stop_use"),
        ({"until": date(2026, 10, 11)}, "data_rule.over", "/until"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(draft: dict[str, Any], code: str, at: str) -> None:
    rules.drafted(draft=replace(rules.DRAFT, **draft)).then_refused(code, at).run()


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (date(2026, 9, 2), date(2026, 9, 1), "data_rule.days_reversed"),
        (date(2026, 9, 2), date(2026, 10, 13), "data_rule.days_to_come"),
        (date(2025, 9, 2), date(2026, 9, 30), "data_rule.days_too_many"),
    ],
)
def test_it_is_rehearsed_on_days_that_have_been(since: date, until: date, code: str) -> None:
    wish = r.RehearseRule(since=since, until=until)

    rules.drafted().when(wish, by=s.STEWARD).then_refused(code).run()


def test_a_rule_of_another_unit_stops_nothing() -> None:
    other = c.StopByRule(rule=rules.RULE, title="x", unit="health")

    live = s.on(s.SOURCE, s.live())
    live.when(other, by=PLATFORM).then(events=[]).then_shown(phase="live").run()
    of_all = replace(other, unit="government_services")
    live.when(of_all, by=PLATFORM).then_shown(phase="frozen").run()


def test_other_units_know_nothing_of_it() -> None:
    paused = rules.active().when(r.PauseRule(reason="误报"), by=ELSEWHERE)

    paused.then_refused("data_rule.unknown").run()


def test_of_rules_that_hear_of_all_data_stewards_hear_nothing() -> None:
    beside = Identity("staff:another", ("data_steward",), "government_services")
    rule = rules.on_rule(rules.EMPTY)

    rule.when(rules.DRAFT, by=beside).then_refused("data_rule.forbidden").run()
    drafted = rule.when(rules.DRAFT, by=s.REVIEWER).then_shown(unit="government_services")
    drafted.when(r.RetireRule(reason="x"), by=beside).then_refused("data_rule.unknown").run()
    found = replace(rules.found("a"), unit="government_services")
    alarm = rules.on_alarm("a", drafted).when(found, by=PLATFORM)
    alarm.when(a.AcknowledgeAlarm(), by=beside).then_refused("data_alarm.unknown").run()
    alarm.when(a.AcknowledgeAlarm(), by=s.REVIEWER).then_shown(phase="acknowledged").run()


def test_a_paused_rule_does_nothing_for_an_alarm() -> None:
    paused = rules.active().when(r.PauseRule(reason="误报"), by=s.STEWARD)

    rules.on_rule(rules.raised("a", paused)).then_shown(acted=0, held=()).run()
