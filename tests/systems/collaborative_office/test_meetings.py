"""Meetings are planned, invited to, held and minuted, in rooms that nobody else has (会议)."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from actors.systems.collaborative_office.meetings import commands as c
from actors.systems.collaborative_office.meetings.kind import facts
from actors.systems.collaborative_office.meetings.state import MeetingState
from actors.systems.collaborative_office.meetings.view import MEETINGS
from actors.systems.collaborative_office.meetings.work import work
from actors.systems.collaborative_office.resources import commands as r
from actors.testing import Scenario
from tests.rows import Keeping, folded
from tests.systems.collaborative_office import booking as b
from tests.systems.collaborative_office import meeting as m
from tests.systems.collaborative_office import office as o


def state_of(scenario: Scenario, key: str = m.KEY) -> Any:
    world = Keeping(scenario)
    asyncio.run(scenario.run_in(world))
    return asyncio.run(world.state(key))


def bookings_of(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the begin and the state of each booking of the room."""
    found = state_of(scenario, b.KEY).bookings
    return [(f"{each.begins_at.astimezone(b.CHINA):%H:%M}", each.progress) for each in found]


def refused(scenario: Scenario, code: str, field: str | None = None) -> None:
    scenario.then_refused(f"office_meeting.{code}", field).run()


@pytest.mark.feature("OA-26")
def test_a_meeting_goes_from_its_plan_to_its_minutes() -> None:
    for scenario, phase in (
        (m.planned(), "planned"),
        (m.invited(), "invited"),
        (m.held(), "held"),
        (m.minuted(), "minuted"),
    ):
        scenario.then_shown(phase=phase, room="confirmed", room_name="第一会议室").run()
    assert bookings_of(m.minuted().at("2026-09-07 11:01")) == [("09:00", "used")]


@pytest.mark.feature("OA-26")
@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        (m.planned(), c.ReplyToInvitation(invitee="health", reply="coming"), m.HEALTH),
        (m.planned(), c.HoldMeeting(), m.SECRETARY),
        (m.planned(), c.InviteToMeeting(), m.HEALTH),
        (m.invited(), c.HoldMeeting(), m.SECRETARY),  # it does not begin yet
        (m.invited(), c.ReplyToInvitation(invitee="health", reply="coming"), m.HOUSING),
        (m.invited(), c.ReplyToInvitation(invitee="nobody", reply="coming"), m.HEALTH),
        (m.held(), c.CancelMeeting(reason="x"), m.SECRETARY),
        (m.minuted(), m.MINUTES, m.SECRETARY),
    ],
)
def test_whose_turn_it_is_not_may_not(before: Scenario, command: Command, by: Identity) -> None:
    with pytest.raises(AssertionError, match=r"office_meeting\.\w+"):
        before.when(command, by=by).then_refused("").run()


@pytest.mark.feature("OA-26")
def test_a_room_that_is_taken_is_told_by_its_unit_and_holds_the_invitations_up() -> None:
    taken = b.booked(others=("office_meeting",)).on(m.KEY).when(m.IN_THE_ROOM, by=m.SECRETARY)

    state = state_of(taken)
    assert (state.room, state.hindrance, state.hindered_by) == (
        "refused",
        "taken",
        "municipal_government",
    )
    refused(taken.when(c.InviteToMeeting(), by=m.SECRETARY), "no_room_yet")
    elsewhere = replace(m.MOVED, resource="", place="四楼会议室")
    moved = taken.when(elsewhere, by=m.SECRETARY)
    moved.when(c.InviteToMeeting(), by=m.SECRETARY).then_shown(phase="invited").run()
    asked = m.planned(room=replace(b.ROOM, owner_confirms=True))
    refused(asked.when(c.InviteToMeeting(), by=m.SECRETARY), "no_room_yet")
    agreed = asked.on(b.KEY).when(r.ConfirmBooking(booking="1"), by=b.KEEPER).on(m.KEY)
    agreed.when(c.InviteToMeeting(), by=m.SECRETARY).then_shown(room="confirmed").run()


@pytest.mark.feature("OA-26")
def test_a_meeting_that_is_moved_books_anew_and_is_answered_anew() -> None:
    moved = m.answered().when(m.MOVED, by=m.SECRETARY)

    assert bookings_of(moved) == [("09:00", "released"), ("10:00", "confirmed")]
    assert [each.reply for each in state_of(moved).invitees] == ["", "", ""]
    assert {task.name for task in work(state_of(moved)).tasks} == {
        "invited", "reply.0", "reply.1", "reply.2",
    }  # fmt: skip
    away = moved.when(replace(m.MOVED, resource="", place="四楼"), by=m.SECRETARY)
    assert bookings_of(away)[1:] == [("10:00", "released")]
    off = moved.when(c.CancelMeeting(reason="合并召开"), by=m.SECRETARY)
    assert bookings_of(off)[1:] == [("10:00", "released")]


@pytest.mark.feature("OA-26")
def test_a_message_that_comes_twice_or_late_books_nothing_twice() -> None:
    first, second = (
        r.BookForMeeting(
            meeting="m1",
            round=n,
            organ="municipal_government",
            by=m.SECRETARY.id,
            begins_at=b.at(f"2026-09-07 {begins}"),
            ends_at=b.at("2026-09-07 15:00"),
            purpose="会",
        )
        for n, begins in ((1, "09:00"), (2, "14:00"))
    )
    told = {name: getattr(first, name) for name in r.ReleaseForMeeting.__struct_fields__}
    release = r.ReleaseForMeeting(**told)
    room = b.registered()

    def given(*wishes: Command) -> list[tuple[str, str]]:
        scenario = room
        for wish in wishes:
            scenario = scenario.when(wish, by=PLATFORM)
        return bookings_of(scenario)

    assert given(first, first) == [("09:00", "confirmed")]
    assert given(first, second, first) == [("09:00", "released"), ("14:00", "confirmed")]
    assert given(second, first) == [("14:00", "confirmed")]
    assert given(release, first) == [("09:00", "released")]
    assert given(first, release, release) == [("09:00", "released")]


@pytest.mark.feature("OA-26")
def test_what_is_told_late_of_a_room_changes_nothing() -> None:
    def note(n: int, progress: Any) -> c.NoteBooking:
        return c.NoteBooking(resource="r1", round=n, name="第一会议室", progress=progress)

    moved = m.invited().when(m.MOVED, by=m.SECRETARY)
    for late in (note(1, "released"), note(2, "asked"), note(2, "confirmed")):
        moved.when(late, by=PLATFORM).then(events=[]).then_shown(room="confirmed").run()
    lost = moved.on(b.KEY).when(r.WithdrawResource(reason="装修"), by=b.KEEPER).on(m.KEY)
    lost.then_shown(phase="invited", room="released").run()


@pytest.mark.feature("OA-26")
def test_a_deputy_is_of_the_same_unit_and_reads_what_the_invited_read() -> None:
    asked = m.invited()
    for deputy, code in (
        ("office_handler_health", "deputy_elsewhere"),
        ("", "deputy_elsewhere"),
        ("nobody", "deputy_elsewhere"),
    ):
        wish = c.ReplyToInvitation(invitee="housing_construction", reply="deputy", deputy=deputy)
        refused(asked.when(wish, by=m.HOUSING), code, "/deputy")
    odd = c.ReplyToInvitation(invitee="health", reply="coming", deputy="office_handler_health")
    refused(asked.when(odd, by=m.HEALTH), "no_deputy_wanted", "/deputy")
    read = o.KINDS["office_meeting"].rules
    assert read is not None
    state: MeetingState = state_of(m.minuted())
    for by, fields in (
        (o.somebody("office_handler_housing"), ("minutes", "decisions")),  # the deputy
        (m.LEADER, ("minutes", "decisions")),
        (m.HEALTH, ("minutes", "decisions")),
        (o.somebody("office_follow_up"), ("decisions",)),
        (o.somebody("office_follow_up_health"), ()),
        (o.somebody("office_handler_health"), ()),
        (o.somebody("office_of_government"), ()),
        (Identity("staff:other", m.SECRETARY.roles, m.SECRETARY.unit), ()),
    ):
        verdict = read.permitted("read", by, state, "handling")
        shown = tuple(name for name in ("minutes", "decisions") if verdict.shows(name))
        assert shown == fields, by.id
    before = read.permitted("read", m.LEADER, state_of(m.planned()), "handling")
    assert not before.allowed


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"place": "四楼"}, "office_meeting.one_place", "/place"),
        ({"resource": ""}, "office_meeting.one_place", "/place"),
        ({"people": (), "units": ()}, "office_meeting.nobody_invited", "/people"),
        ({"units": ("health", "health")}, "office_meeting.invited_twice", "/people"),
        ({"units": ("civil_affairs",)}, "office_meeting.nobody_answers", "/units"),
        ({"people": ("nobody",)}, "office_meeting.nobody_there", "/people"),
        ({"ends_at": b.at("2026-09-07 09:00")}, "office_resource.ends_first", "/ends_at"),
        ({"begins_at": b.at("2026-08-31 09:00")}, "office_resource.over", "/begins_at"),
        ({"title": "  "}, "incoming_document.nothing_said", "/title"),
        ({"agenda": "密级：机密"}, "official_document.secrecy_mark", "/agenda"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    changed: dict[str, Any], code: str, field: str
) -> None:
    m.planned(replace(m.IN_THE_ROOM, **changed)).then_refused(code, field).run()


def test_rows_know_what_policies_know() -> None:
    for scenario in (
        m.planned(),
        m.answered(),
        m.minuted(),
        m.answered().when(m.MOVED, by=m.SECRETARY),
    ):
        world = Keeping(scenario)
        asyncio.run(scenario.run_in(world))
        row = folded(MEETINGS, world.commits)[0]["m1"]
        known = facts(asyncio.run(world.state(m.KEY)))
        for name, value in known.items():
            told = row[name]
            assert (frozenset(told) if isinstance(value, frozenset) else told) == value, name
        assert row["room_name"] == "第一会议室"
