"""Premises in the tests of these services: a room of the village that others may use, too."""

from actors.kernel.identity import Identity
from actors.systems.community_service.premises import records as p
from actors.systems.community_service.premises.kind import premises_kind
from actors.testing import Scenario
from tests.blocks.cases.kit import at
from tests.systems.community_service.station import AGENT, LIBRARY

ROOM = p.RegisterPremises(title="村议事室", sort="room", capacity=30, shared=True)
OTHER = Identity("staff:tongji_agent", ("village_clerk",), "tongji_community")


def registering() -> Scenario:
    """Nothing was registered yet; it is Friday 24 April at nine."""
    return Scenario.of(premises_kind(LIBRARY)).at("2026-04-24 09:00")


def room() -> Scenario:
    """The room of the village is there."""
    return registering().when(ROOM, by=AGENT)


def ask(starts: str, ends: str, people: int = 10) -> p.AskBooking:
    """Return the wish for the room on Monday 27 April between two times of day."""
    day = "2026-04-27"
    return p.AskBooking(
        starts=at(f"{day} {starts}"), ends=at(f"{day} {ends}"), purpose="议事会", people=people
    )
