"""What a waiting room is at a moment: the fold of its events."""

from datetime import datetime
from typing import Literal

import msgspec

HALL = "hall"  # the id of the room in front of everything; any other id is the code of an item
Mode = Literal["off", "on", "automatic"]


class Call(msgspec.Struct, frozen=True, array_like=True):
    """The tickets from `first` to `last` were let in at `at`."""

    first: int
    last: int
    at: datetime


class RoomState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One room; its id is the code of an item, or "hall".

    `capacity` and `pace` are people let in a minute: what the operator allows, and what the room
    does at present. `minutes` is how long somebody who was let in may take. Tickets up to `head`
    were called, `tail` is the last given out. `tickets` holds the numbers, ascending, of everybody
    who waits or was called and may still come in; `uses` the cases for which admissions were used.
    `paid` is the instant up to which the pace has been used, `paced_at` when it was last changed,
    `shed_at` when the platform last turned people away.
    """

    id: str
    mode: Mode = "off"
    open: bool = False
    capacity: int = 300
    pace: int = 300
    minutes: int = 10
    head: int = 0
    tail: int = 0
    calls: tuple[Call, ...] = ()
    tickets: dict[str, int] = {}
    uses: dict[str, str] = {}
    paid: datetime | None = None
    paced_at: datetime | None = None
    shed_at: datetime | None = None


class Board(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What everybody may know of a room. Polls are answered from it, without asking the room."""

    open: bool = False
    mode: Mode = "off"
    capacity: int = 0
    pace: int = 0
    minutes: int = 0
    head: int = 0
    tail: int = 0
    calls: tuple[Call, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where somebody stands. `ahead` counts from 1, the next to be let in; `wait_seconds` is an
    estimate. With `status` "called" the form may be sent until `until`."""

    status: Literal["open", "waiting", "called", "lapsed"]
    number: int = 0
    ahead: int = 0
    wait_seconds: int = 0
    until: datetime | None = None
