"""The sample city has announcements and leave at different steps, and nothing that is refused."""

import asyncio

from actors.systems.collaborative_office.announcements.state import ANNOUNCEMENT
from actors.systems.collaborative_office.leave.book_records import LEAVE_BOOK
from actors.systems.collaborative_office.leave.state import LEAVE_REQUEST
from actors.systems.collaborative_office.sample import plan
from actors.testing import Scenario
from tests.rows import Keeping
from tests.systems.collaborative_office import office as o

KINDS = (ANNOUNCEMENT, LEAVE_BOOK, LEAVE_REQUEST)


def test_announcements_and_leave_stand_at_different_steps() -> None:
    acts = [each for each in plan(o.LIBRARY) if each.key.partition(":")[0] in KINDS]
    played = Scenario.of(*(o.KINDS[name] for name in KINDS)).at("2026-11-30 09:00")
    for act in acts:
        played = played.on(act.key).when(act.command, by=act.by)
    world = Keeping(played)
    asyncio.run(played.run_in(world))

    def phases(kind: str) -> list[str]:
        keys = dict.fromkeys(each.key for each in acts if each.key.startswith(f"{kind}:"))
        return [asyncio.run(world.state(key)).phase for key in keys]

    assert phases(ANNOUNCEMENT) == ["published", "published", "handed_in", "drafted"]
    assert phases(LEAVE_REQUEST) == ["returned", "asked", "approved", "refused"]
    assert phases(LEAVE_BOOK) == ["open"] * 3
