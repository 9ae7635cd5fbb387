"""Waiting rooms: first come, first served; one place for each; nobody's place is wasted."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.blocks.accounts.roles import RESIDENT
from actors.blocks.operations.roles import OPERATOR
from actors.blocks.waiting.commands import (
    CallNext,
    Join,
    Joiner,
    Look,
    ReportLoad,
    SetRoom,
    Use,
    UseAdmissions,
)
from actors.blocks.waiting.kind import WAITING_ROOM
from actors.blocks.waiting.line import HOARD, STEADY, earned, place_of
from actors.blocks.waiting.state import Board, Place, RoomState
from actors.kernel.errors import Refusal
from actors.kernel.identity import CLOCK, PLATFORM, Identity
from actors.kernel.turn import Turn

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OPERATOR_ON_DUTY = Identity("staff:operator", (OPERATOR,))


class Room:
    """A room that is asked things, with a clock of its own; its alarm rings when it is due."""

    def __init__(self, id: str = "SPJY-01", capacity: int = 60, minutes: int = 10) -> None:
        self.state: RoomState = WAITING_ROOM.initial(f"waiting_room:{id}")
        self.now = NOON
        self.alarm: datetime | None = None
        self.admitted: list[int] = []
        if id != "hall":
            self.ask(SetRoom(mode="on", capacity=capacity, minutes=minutes), OPERATOR_ON_DUTY)

    def ask(self, command: Any, by: Identity = PLATFORM) -> Any:
        turn = Turn(
            f"waiting_room:{self.state.id}",
            self.state,
            WAITING_ROOM.evolve,
            now=self.now,
            by=by,
            command_id="c",
        )
        head = self.state.head
        reply = WAITING_ROOM.decide(turn, command)
        self.state = turn.state
        self.admitted += range(head + 1, self.state.head + 1) if self.state.open else ()
        for reminder in turn.reminders:
            self.alarm = reminder.at
        return reply

    def join(self, people: Iterable[str]) -> list[int]:
        return self.ask(Join(people=tuple(map(Joiner, people))))

    def use(self, who: str, case: str = "c1") -> bool:
        return self.ask(UseAdmissions(uses=(Use(who, case),)))[0]

    def pass_time(self, span: timedelta) -> None:
        end = self.now + span
        while self.alarm is not None and self.alarm <= end:
            self.now, self.alarm = self.alarm, None
            self.ask(CallNext(), CLOCK)
        self.now = end

    def place(self, number: int) -> Place:
        return place_of(self.ask(Look()), number, self.now)


def crowd(count: int) -> list[str]:
    return [f"person:{number}" for number in range(count)]


def test_people_get_numbers_in_the_order_in_which_they_came() -> None:
    room = Room()

    assert room.join(["person:a", "person:b"]) == [1, 2]
    assert room.join(["person:c"]) == [3]


def test_one_person_has_one_place_however_often_it_is_asked_for() -> None:
    room = Room()
    room.join(crowd(50))

    assert room.join(["person:new", "person:new"]) == [51, 51]
    assert room.join(["person:new"]) == [51]
    assert room.state.tail == 51


def test_asking_again_for_a_place_that_one_has_writes_nothing() -> None:
    room = Room()
    room.join(crowd(5))
    before = room.state

    room.join(crowd(5))

    assert room.state is before


def test_a_room_with_capacity_to_spare_lets_in_at_once() -> None:
    room = Room(capacity=60)
    room.join(["person:a"])

    assert room.place(1).status == "called"


def test_the_line_moves_at_the_pace_of_the_capacity() -> None:
    room = Room(capacity=60)
    room.join(crowd(200))
    room.pass_time(timedelta(minutes=1))

    assert 59 <= room.state.head <= 61
    assert room.place(200).status == "waiting"
    assert 138 <= room.place(200).wait_seconds <= 141


def test_a_slow_room_lets_in_one_by_one() -> None:
    room = Room(capacity=1)
    room.join(crowd(4))
    assert room.state.head == 1
    room.pass_time(timedelta(seconds=59))
    assert room.state.head == 1
    room.pass_time(timedelta(seconds=2))
    assert room.state.head == 2


def test_after_an_outage_nobody_is_let_in_as_a_crowd() -> None:
    room = Room(capacity=60)
    room.join(crowd(500))
    head = room.state.head
    room.now += timedelta(minutes=5)  # no alarm rang
    room.ask(CallNext(), CLOCK)

    assert room.state.head - head == 5


def test_somebody_who_was_let_in_and_does_not_come_makes_room_for_the_next() -> None:
    kept, given_up = Room(capacity=6, minutes=1), Room(capacity=6, minutes=1)
    for room in (kept, given_up):
        room.join(crowd(100))
    for number in range(6):
        assert kept.use(f"person:{number}", f"c{number}")
        assert kept.state.head == given_up.state.head
        for room in (kept, given_up):
            room.pass_time(timedelta(seconds=10, milliseconds=5))
    for room in (kept, given_up):
        room.pass_time(timedelta(seconds=56))

    assert given_up.state.head - kept.state.head == 6


def test_an_admission_ends_after_its_minutes_and_the_next_place_is_at_the_end() -> None:
    room = Room(minutes=10)
    room.join(["person:late"])
    assert room.place(1).until == NOON + timedelta(minutes=10)
    room.now += timedelta(minutes=10)

    assert room.place(1).status == "lapsed"
    assert not room.use("person:late")
    room.join(crowd(3))
    assert room.join(["person:late"]) == [5]


def test_an_admission_is_good_for_one_case_however_often_that_is_sent() -> None:
    room = Room()
    room.join(["person:a"])

    assert room.use("person:a", "c1")
    assert room.use("person:a", "c1")
    assert not room.use("person:a", "c2")
    assert room.join(["person:a"]) == [2]


def test_nobody_comes_in_before_being_called() -> None:
    room = Room(capacity=1)
    room.join(crowd(2))

    assert not room.use("person:1")
    assert not room.use("person:nobody")


def test_a_place_taken_before_signing_in_is_kept() -> None:
    room = Room(capacity=1)
    room.join(["person:x", "visitor:1", "person:y"])

    moved = room.ask(Join(people=(Joiner("person:z", "visitor:1"),)))
    assert moved == [2]
    assert room.ask(Join(people=(Joiner("person:q", "visitor:1"),))) == [4]
    assert room.join(["visitor:1"]) == [5]


def test_of_two_devices_that_sign_in_as_one_the_place_is_one() -> None:
    room = Room(capacity=1)
    room.join(["person:x", "visitor:1", "visitor:2"])
    both = room.ask(Join(people=(Joiner("person:z", "visitor:1"), Joiner("person:z", "visitor:2"))))

    assert both == [2, 2]
    assert [number for who, number in room.state.tickets.items() if who == "person:z"] == [2]


def test_tickets_stand_in_the_order_of_their_numbers_whatever_happens() -> None:
    room = Room(capacity=60, minutes=1)
    room.join([*crowd(20), "visitor:1", "person:y"])
    room.pass_time(timedelta(seconds=3))
    room.use("person:0")
    room.join(["person:0"])
    room.ask(Join(people=(Joiner("person:z", "visitor:1"),)))
    room.pass_time(timedelta(seconds=70))
    room.join(["person:0", "person:5", "person:new"])

    numbers = list(room.state.tickets.values())
    assert numbers == sorted(set(numbers))


def test_closing_lets_everybody_in_and_a_later_opening_begins_anew() -> None:
    room = Room(capacity=1)
    room.join(crowd(10))
    room.ask(SetRoom(mode="off"), OPERATOR_ON_DUTY)
    assert room.place(10).status == "open"
    assert room.use("person:9")
    assert room.join(["person:9"]) == [0]

    room.ask(SetRoom(mode="on"), OPERATOR_ON_DUTY)
    assert room.place(10).status == "lapsed"
    assert room.join(["person:9", "person:8"]) == [11, 12]


def test_only_an_operator_switches_a_room_and_only_the_platform_gives_places() -> None:
    room = Room()
    resident = Identity("person:a", (RESIDENT,))

    for command in (SetRoom(mode="off"), Join(people=(Joiner("person:a"),)), CallNext()):
        with pytest.raises(Refusal) as refused:
            room.ask(command, resident)
        assert refused.value.kind == "forbidden"


def test_every_setting_out_of_bounds_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        Room().ask(SetRoom(mode="on", capacity=100_000, minutes=1_000), OPERATOR_ON_DUTY)

    assert [reason.field for reason in refused.value.reasons] == ["/capacity", "/minutes"]


def test_an_automatic_room_opens_under_load_slows_down_and_closes_when_it_is_quiet() -> None:
    room = Room("hall")
    assert not room.state.open
    room.ask(ReportLoad())
    assert room.state.open
    opened = room.state.pace
    room.pass_time(STEADY)
    room.ask(ReportLoad())
    room.ask(ReportLoad())  # another replica says the same
    assert room.state.pace == opened * 7 // 10
    room.pass_time(timedelta(minutes=5))

    assert not room.state.open
    assert room.alarm is None


def test_an_automatic_room_with_a_line_stays_open_and_finds_back_to_its_capacity() -> None:
    room = Room("hall")
    room.ask(ReportLoad())
    room.join(crowd(5_000))
    room.pass_time(STEADY)
    room.ask(ReportLoad())
    room.pass_time(timedelta(minutes=3))

    assert room.state.open
    assert room.state.pace == room.state.capacity


def test_a_room_that_is_switched_on_by_hand_does_not_open_or_close_by_itself() -> None:
    room = Room()
    room.ask(ReportLoad())
    room.pass_time(timedelta(hours=1))

    assert room.state.open
    assert room.state.pace == room.state.capacity


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30)), max_size=30),
    st.integers(1, 600),
)
def test_whoever_came_first_is_let_in_first_and_positions_only_shrink(
    arrivals: list[tuple[int, int]], capacity: int
) -> None:
    room = Room(capacity=capacity)
    known: dict[int, int] = {}
    came = 0
    for count, seconds in arrivals:
        numbers = room.join(f"person:{came + index}" for index in range(count))
        assert numbers == list(range(came + 1, came + count + 1))
        came += count
        room.pass_time(timedelta(seconds=seconds))
        for number in range(1, came + 1):
            ahead = room.place(number).ahead
            assert ahead <= known.get(number, came)
            known[number] = ahead
    assert room.admitted == list(range(1, room.state.head + 1))


@given(st.integers(1, 60_000), st.integers(0, 100_000), st.integers(0, 600_000))
def test_the_pace_is_never_exceeded_by_more_than_what_may_be_hoarded(
    pace: int, wanted: int, milliseconds: int
) -> None:
    now = NOON + timedelta(milliseconds=milliseconds)
    count, paid = earned(NOON, now, pace, wanted)

    assert 0 <= count <= wanted
    assert paid <= now
    microseconds = 1.001  # an interval has whole ones
    assert count <= 1 + HOARD / timedelta(minutes=1) * pace * microseconds


def test_what_is_called_a_thousand_times_is_found_again() -> None:
    room = Room(capacity=60_000)
    room.join(crowd(30_000))
    room.pass_time(timedelta(seconds=40))

    assert {room.place(number).status for number in range(1, 30_001, 371)} == {"called"}
    assert place_of(Board(), 7, NOON) == Place(status="open")
