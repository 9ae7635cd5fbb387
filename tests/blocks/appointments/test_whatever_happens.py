"""Whatever people do in whatever order, and however late the answers are: places stay within the
capacity, a person has one booking for an item, and nobody holds a place that is not his."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from actors.blocks.appointments.kind import visitor_kind, window_day_kind
from actors.blocks.appointments.visitor_records import CancelVisit, Visitor
from actors.blocks.appointments.window_day import CloseDay, OpenDay, WindowDay
from actors.kernel.errors import Refusal
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Turn
from actors.runtime.codec import Codec
from tests.blocks.appointments.scenarios import ADMINISTRATOR, DAY, change, visit
from tests.blocks.cases.city import ALLOWANCE, LIBRARY, PERMIT

KINDS = {kind.name: kind for kind in (visitor_kind(LIBRARY), window_day_kind(LIBRARY))}
CODECS = {name: Codec(kind) for name, kind in KINDS.items()}
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
PEOPLE = ("an", "bo", "chi", "ding")
SLOTS = ("10:00", "11:00")
STEPS = st.one_of(
    st.tuples(
        st.just("book"),
        st.sampled_from(PEOPLE),
        st.sampled_from((PERMIT.code, ALLOWANCE.code)),
        st.sampled_from(SLOTS),
    ),
    st.tuples(
        st.just("change"), st.sampled_from(PEOPLE), st.integers(1, 3), st.sampled_from(SLOTS)
    ),
    st.tuples(st.just("cancel"), st.sampled_from(PEOPLE), st.integers(1, 3)),
    st.tuples(st.just("close")),
    st.tuples(st.just("open")),
    st.tuples(st.just("deliver"), st.integers(0, 5)),
)


class World:
    """Entities of which every message waits until it is delivered, in any order."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}
        self.waiting: list[tuple[str, Any]] = []
        self._sent = 0

    def send(self, key: str, command: Any, by: Identity) -> None:
        kind = KINDS.get(key.partition(":")[0])
        if kind is None:
            return
        self._sent += 1
        state = self.states.get(key) or kind.initial(key)
        turn = Turn(key, state, kind.evolve, now=NOW, by=by, command_id=str(self._sent))
        try:
            kind.decide(turn, command)
        except Refusal:
            return
        self.states[key] = turn.state
        for message in turn.messages:
            codec = CODECS.get(message.key.partition(":")[0])
            if codec:
                self.waiting.append((message.key, codec.command(message.command)))

    def deliver(self, at: int) -> None:
        if self.waiting:
            key, command = self.waiting.pop(at % len(self.waiting))
            self.send(key, command, PLATFORM)

    def do(self, step: tuple[Any, ...]) -> None:
        match step:
            case "book", who, item, slot:
                self.send(f"visitor:{who}", visit(slot=slot, item=item), person(who))
            case "change", who, n, slot:
                self.send(f"visitor:{who}", replace(change(slot=slot), booking=n), person(who))
            case "cancel", who, n:
                self.send(f"visitor:{who}", CancelVisit(booking=n), person(who))
            case ("close",):
                self.send(DAY, CloseDay(reason="停电"), ADMINISTRATOR)
            case ("open",):
                self.send(DAY, OpenDay(), ADMINISTRATOR)
            case _, at:
                self.deliver(at)


def person(who: str) -> Identity:
    return Identity(f"person:{who}", ("resident",))


def within_bounds(world: World) -> None:
    day: WindowDay = world.states.get(DAY) or WindowDay(id="")
    assert all(count <= 2 for count in Counter(each.slot for each in day.taken).values())
    for key, state in world.states.items():
        if isinstance(state, Visitor):
            items = [each.item for each in state.bookings if each.active]
            assert len(items) == len(set(items)), key


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=30))
def test_places_stay_within_the_capacity_and_bookings_one_for_a_person_and_item(
    steps: list[tuple[Any, ...]],
) -> None:
    world = World()
    for step in steps:
        world.do(step)
        within_bounds(world)
    while world.waiting:
        world.deliver(0)
        within_bounds(world)

    day: WindowDay = world.states.get(DAY) or WindowDay(id="")
    held = {(each.holder.visitor, each.holder.request) for each in day.taken}
    had = {
        (key.partition(":")[2], booking.place.request)
        for key, state in world.states.items()
        if isinstance(state, Visitor)
        for booking in state.bookings
        if booking.active and booking.place
    }
    assert held == had
    assert not any(
        booking.wanted
        for state in world.states.values()
        if isinstance(state, Visitor)
        for booking in state.bookings
    )
