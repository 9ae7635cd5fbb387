"""A host that ends itself at a marked point of a command, as `kill -9` would, and once only.

Importing this in a host's process listens to what the database's driver does there, so it has to
be imported before the driver connects: hosts get their storage settings as `MarkedStorage`.
"""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pymongo import monitoring

from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command, Event, Turn
from benchmarks.chaos import kinds as chaos
from benchmarks.chaos.kinds import Carry, Ledger, Ordered
from storage.settings import StorageSettings

Point = Literal["decide", "append", "appended", "loaded", "snapshot", "snapshotted"]

POINTS: dict[Point, tuple[str, str, str]] = {
    "append": ("started", "insert", "journal"),
    "appended": ("succeeded", "insert", "journal"),
    "loaded": ("succeeded", "find", "journal"),
    "snapshot": ("started", "update", "snapshots"),
    "snapshotted": ("succeeded", "update", "snapshots"),
}


class MarkedStorage(StorageSettings):
    """Storage settings that bring this module along."""


class Die(Command, frozen=True):
    """Order `effect`, and have the host end at `point`, unless the file `marker` is there already.

    With `eager` the effect happens before it is durable that it was ordered: sabotage.
    """

    effect: str
    point: Point
    marker: str
    eager: str = ""


class Block(Command, frozen=True):
    """Hold the whole host up for `seconds`, unless the file `marker` is there already."""

    seconds: float
    marker: str


class Note(Command, frozen=True):
    """Add 1; a later release remembers that it was noted."""


class Noted(Event, frozen=True):
    """1 was added, and noted. Only the later release knows it."""


def _decide(turn: Turn[Ledger], command: Any) -> Any:
    if isinstance(command, Note):
        turn.emit(chaos.Added(1))
        return None
    if isinstance(command, Block):
        if _first(command.marker):
            time.sleep(command.seconds)
        turn.emit(chaos.Added(1))
        return None
    if not isinstance(command, Die):
        return chaos.LEDGER.decide(turn, command)
    if command.eager:
        with Path(command.eager).open("a") as gateway:
            gateway.write(f"{command.effect}\n")
    if command.point == "decide":
        _die(command.marker)
    _Ears.armed = (POINTS[command.point], command.marker) if command.point in POINTS else None
    turn.emit(Ordered(command.effect))
    if not command.eager:
        turn.send("gateway:0", Carry(command.effect))
    return None


def kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds of the chaos runs, with a ledger that heeds `Die`."""
    ledger = replace(
        chaos.LEDGER,
        commands=chaos.Put | chaos.Order | chaos.Fix | Die | Block | Note,
        decide=_decide,
    )
    return {"ledger": ledger, "gateway": chaos.GATEWAY}


def later_kinds() -> dict[str, EntityKind[Any]]:
    """Return the kinds as a later release has them: one event more."""
    earlier = kinds()
    ledger = replace(
        earlier["ledger"],
        events=earlier["ledger"].events | Noted,
        decide=_decide_later,
        evolve=_evolve_later,
    )
    return {**earlier, "ledger": ledger}


def _decide_later(turn: Turn[Ledger], command: Any) -> Any:
    if not isinstance(command, Note):
        return _decide(turn, command)
    turn.emit(Noted())
    return None


def _evolve_later(state: Ledger, event: Any) -> Ledger:
    return chaos.LEDGER.evolve(state, chaos.Added(1) if isinstance(event, Noted) else event)


def _first(marker: str) -> bool:
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def _die(marker: str) -> None:
    if _first(marker):
        os.kill(os.getpid(), signal.SIGKILL)


class _Ears(monitoring.CommandListener):
    armed: tuple[tuple[str, str, str], str] | None = None

    def __init__(self) -> None:
        self._collections: dict[int, str] = {}

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        collection = str(event.command.get(event.command_name, ""))
        self._collections[event.request_id] = collection
        self._hear("started", event.command_name, collection)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        collection = self._collections.pop(event.request_id, "")
        self._hear("succeeded", event.command_name, collection)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        self._collections.pop(event.request_id, None)

    def _hear(self, *what: str) -> None:
        if self.armed is not None and self.armed[0] == what:
            _die(self.armed[1])


monitoring.register(_Ears())
