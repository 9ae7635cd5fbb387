"""Announcements: approved by another, told to an audience as it is then, confirmed one by one."""

import asyncio
from dataclasses import replace as of_a_dataclass
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from actors.blocks.organisation.units import Organisation, StaffMember
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.systems.collaborative_office.announcements import commands as c
from actors.systems.collaborative_office.announcements import publishing
from actors.systems.collaborative_office.announcements.audience import readers_of, units_within
from actors.systems.collaborative_office.announcements.evolve import evolve
from actors.systems.collaborative_office.announcements.kind import GUARDED, facts
from actors.systems.collaborative_office.announcements.state import (
    ANNOUNCEMENT,
    AnnouncementState,
    Reader,
)
from actors.systems.collaborative_office.announcements.view import ANNOUNCEMENTS
from actors.systems.collaborative_office.announcements.work import work
from actors.testing import Scenario
from tests.rows import Keeping, folded
from tests.systems.collaborative_office import announcing as n
from tests.systems.collaborative_office import office as o

PUBLISHED_AT = datetime(2026, 9, 24, 1, tzinfo=UTC)  # 09:00 in China


def state_of(scenario: Scenario) -> AnnouncementState:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    return asyncio.run(world.state(n.KEY))


def test_it_is_approved_by_another_than_who_drafted_it() -> None:
    handed_in = n.drafted().when(c.HandInAnnouncement(), by=n.DRAFTER)
    both = o.as_other(n.DRAFTER, n.HEAD)
    handed_in.when(c.ApproveAnnouncement(), by=both).then_refused(
        "announcement.approved_by_drafter"
    ).run()
    handed_in.when(c.PublishAnnouncement(), by=n.DRAFTER).then_refused("announcement.not_now").run()
    back = handed_in.when(c.SendAnnouncementBack(reason="写明值班电话"), by=n.HEAD)
    back.then_shown(phase="drafted", reason="写明值班电话").run()
    n.approved().then_shown(phase="approved").run()


@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        (replace(n.DRAFT, people=()), "announcement.nobody_reads", "/audience"),
        (replace(n.DRAFT, audience=("nowhere",)), "announcement.unit_not_there", "/audience"),
        (replace(n.DRAFT, people=("nobody",)), "announcement.person_not_there", "/people"),
        (replace(n.DRAFT, body="密级：机密"), "official_document.secrecy_mark", "/body"),
        (replace(n.DRAFT, expires_on=o.SENT_ON.replace(day=23)),
         "incoming_document.day_over", "/expires_on"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_draft_is_said_at_its_field(
    draft: c.DraftAnnouncement, code: str, field: str
) -> None:
    n.drafted(draft).then_refused(code, field).run()


def test_the_audience_is_as_at_publication_and_who_joins_later_reads_it_and_need_not() -> None:
    state = state_of(n.published(n.TO_ALL))
    assert {each.by for each in state.readers} == n.STAFF and n.DRAFTER.id in n.STAFF
    rules = o.KINDS[ANNOUNCEMENT].rules
    assert rules is not None

    def may(action: str, by: Identity) -> bool:
        return rules.permitted(action, by, state).allowed

    assert may("read", n.NEWCOMER) and not may("confirm", n.NEWCOMER)
    assert may("read", n.READER) and may("confirm", n.READER) and not may("follow", n.READER)
    assert not rules.may_know(n.STRANGER, state)
    assert may("follow", n.DRAFTER) and may("follow", n.HEAD)
    to_few = state_of(n.published())
    assert not rules.may_know(n.NEWCOMER, to_few)  # named people, and not their unit
    assert not rules.permitted("read", n.READER, to_few).shows("told")
    draft = state_of(n.approved())
    assert not rules.may_know(n.READER, draft)


def test_units_are_named_with_all_below_them_and_who_is_away_is_not_waited_for() -> None:
    organisation = o.LIBRARY[Organisation]
    below = {code for code, unit in organisation.units.items() if unit.superior == "health"}
    assert set(units_within(organisation, ("health",))) >= {"health", *below}
    assert set(units_within(organisation, ("municipal_government",))) > {"health"}
    away = StaffMember(account="z", name=Title(zh="某", en="Z"), unit="health", roles=())
    more = of_a_dataclass(organisation, staff={**organisation.staff, "z": away})
    assert "staff:z" not in {each.by for each in readers_of(more, ("health",), ())}


@pytest.mark.feature("OA-18")
def test_of_a_hundred_and_twenty_of_whom_a_hundred_and_thirteen_confirmed_seven_are_left() -> None:
    readers = tuple(Reader(by=f"staff:r{i}", unit="health") for i in range(120))
    state = AnnouncementState(
        id="n1", phase="published", since=PUBLISHED_AT, organ="health", drafter=n.DRAFTER.id,
        must_read=True, readers=readers, expires_on=n.UNTIL,
    )  # fmt: skip
    for i in (*range(113), 5):  # one of them twice
        turn = Turn(
            n.KEY, state, evolve, now=PUBLISHED_AT, by=Identity(f"staff:r{i}"), command_id="1"
        )
        publishing.confirm(turn, c.ConfirmReading())
        state = turn.state

    assert (state.told, state.confirmed) == (120, 113)
    assert [each.by for each in state.unconfirmed] == [f"staff:r{i}" for i in range(113, 120)]
    assert {task.claimed_by for task in work(state).tasks} == {each.by for each in readers[113:]}


def test_each_confirms_for_himself_and_again_changes_nothing() -> None:
    once = n.published().when(c.ConfirmReading(), by=n.READER)
    once.when(c.ConfirmReading(), by=n.READER).then(events=[]).run()
    assert [each.by for each in state_of(once).unconfirmed] == [n.OTHER.id]
    once.when(c.ConfirmReading(), by=n.HEAD).then_refused("announcement.forbidden").run()
    once.when(c.ConfirmReading(), by=n.STRANGER).then_refused("announcement.unknown").run()


def test_who_has_not_confirmed_is_reminded_after_a_day_and_never_in_quiet_hours() -> None:
    n.published().then(alarms={"expiry": "2026-10-10 00:00", "must_read": "2026-09-25 09:00"}).run()
    n.published(at="2026-09-24 22:30").then(
        alarms={"expiry": "2026-10-10 00:00", "must_read": "2026-09-26 07:00"}
    ).run()
    confirmed = n.published().when(c.ConfirmReading(), by=n.READER)
    again = o.turn_of(state_of(confirmed), c.RemindReaders(), o.PLATFORM, n.KEY)
    assert [each.key for each in again.messages] == ["mailbox:staff~office_registry_health"]
    confirmed.when(c.ConfirmReading(), by=n.OTHER).then(alarms={"expiry": "2026-10-10 00:00"}).run()
    n.published(replace(n.DRAFT, must_read=False)).then(alarms={"expiry": "2026-10-10 00:00"}).run()


def test_everybody_of_the_audience_has_a_notice() -> None:
    told = o.turn_of(state_of(n.approved()), c.PublishAnnouncement(), n.DRAFTER, n.KEY)
    assert {each.key for each in told.messages} == {
        "mailbox:staff~office_checker_health",
        "mailbox:staff~office_registry_health",
    }
    assert {each.command["template"] for each in told.messages} == {"announcement.MustRead"}


@pytest.mark.feature("OA-18")
def test_it_expires_after_its_last_day_or_is_withdrawn_and_nobody_waits_any_more() -> None:
    n.published().at("2026-10-09 23:59").then_shown(phase="published").run()
    expired = n.published().at("2026-10-10 00:01")
    expired.then_shown(phase="expired").run()
    expired.when(c.ConfirmReading(), by=n.READER).then_refused("announcement.not_now").run()
    late = n.approved().at("2026-10-10 09:00").when(c.PublishAnnouncement(), by=n.DRAFTER)
    late.then_refused("announcement.over").run()
    withdrawn = n.published().when(c.WithdrawAnnouncement(reason="安排有变"), by=n.HEAD)
    withdrawn.then(alarms={}).run()
    state = state_of(withdrawn)
    rules = o.KINDS[ANNOUNCEMENT].rules
    assert rules is not None and not work(state).tasks
    seen = rules.permitted("read", n.READER, state)
    assert seen.shows("reason") and not seen.shows("body")


@pytest.mark.parametrize(
    "scenario",
    [
        n.drafted(),
        n.published(n.TO_ALL).when(c.ConfirmReading(), by=n.READER),
        n.published().when(c.WithdrawAnnouncement(reason="有变"), by=n.DRAFTER),
    ],
)
def test_lists_know_what_the_rules_know(scenario: Scenario) -> None:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    row = folded(ANNOUNCEMENTS, world.commits)[0]["n1"]
    state: AnnouncementState = asyncio.run(world.state(n.KEY))

    assert {
        name: frozenset(row[name]) if kind == "texts" else row[name]
        for name, kind in GUARDED.facts.items()
    } == facts(state)
    left = [each.by for each in state.unconfirmed] if state.phase == "published" else []
    assert row["unread"] == left
