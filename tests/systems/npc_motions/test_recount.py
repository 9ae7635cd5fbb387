"""Open proposals and handlings are counted anew by a new calendar: those, once, and no others."""

from typing import Any

import pytest

from actors.blocks.clocks.shell import recount as engine
from actors.kernel.calendar import Calendar
from actors.kernel.errors import Refusal, Unavailable
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.ports import Receipt, Shown
from actors.kernel.turn import Command
from actors.systems.npc_motions.recounting import RecountDates
from actors.systems.npc_motions.shell.recount import recount
from storage.mongo import Database
from tests.systems.npc_motions.chamber import LIBRARY

VERSION = LIBRARY[Calendar].version


class Asked:
    """The way to entities, of which the first does not answer at once, and one refuses."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Command, str]] = []
        self.silent = True

    async def send(
        self, key: str, command: Command, *, id: str, by: Identity, timeout: float = 10.0
    ) -> Receipt:
        assert by == PLATFORM
        if key == "motion:a" and self.silent:
            self.silent = False
            raise Unavailable
        if key == "suggestion:b":
            raise Refusal(kind="not_now")
        self.asked.append((key, command, id))
        return Receipt(key, 1)

    async def show(self, key: str, *, timeout: float = 10.0) -> Shown:
        raise NotImplementedError


def row(id: str, *calendars: str, **more: Any) -> dict[str, Any]:
    return {"_id": id, "calendars": list(calendars), **more}


@pytest.mark.feature("NPC-12")
async def test_what_runs_by_another_calendar_is_asked_to_count_anew(
    prepared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PAUSE", 0.01)
    monkeypatch.setattr(engine, "_AT_ONCE", 2)
    await prepared["proposals"].insert_many(
        [
            row("a", "old", kind="motion"),
            row("b", "old", kind="suggestion"),
            row("c", VERSION, "old", kind="motion"),
            row("d", VERSION, kind="motion"),
            row("e", kind="motion"),
        ]
    )
    await prepared["handlings"].insert_many([row("h", "old"), row("i", VERSION)])
    sender = Asked()

    found = await recount(prepared, sender, LIBRARY)

    assert found == 4
    assert {key for key, _, _ in sender.asked} == {"motion:a", "motion:c", "handling:h"}
    assert {(command, id) for _, command, id in sender.asked} == {
        (RecountDates(version=VERSION), f"calendar:{VERSION}")
    }
