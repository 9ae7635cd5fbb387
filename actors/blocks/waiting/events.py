"""What can happen to a waiting room."""

from datetime import datetime
from typing import Literal

from actors.blocks.waiting.commands import Joiner, Use
from actors.blocks.waiting.state import Mode
from actors.kernel.turn import Event

Why = Literal["operator", "load"]


class RoomSet(Event, frozen=True, kw_only=True):
    at: datetime
    mode: Mode
    capacity: int
    minutes: int


class RoomOpened(Event, frozen=True, kw_only=True):
    """`paid` is the instant from which the pace counts."""

    at: datetime
    paid: datetime
    why: Why = "operator"


class RoomClosed(Event, frozen=True, kw_only=True):
    """Everybody may come in; all tickets are void."""

    at: datetime
    why: Why = "operator"


class Joined(Event, frozen=True, kw_only=True):
    """`people` got the numbers from `first` on, in this order."""

    at: datetime
    first: int
    people: tuple[str, ...]


class TicketsMoved(Event, frozen=True, kw_only=True):
    """Each has signed in, and keeps the place of the name he had before."""

    at: datetime
    moves: tuple[Joiner, ...]


class Called(Event, frozen=True, kw_only=True):
    """The tickets from `first` to `last` are let in (none if `last` is smaller). Those up to
    `lapsed` have had their time. The pace is used up to `paid`."""

    at: datetime
    first: int
    last: int
    lapsed: int
    paid: datetime


class AdmissionsUsed(Event, frozen=True, kw_only=True):
    at: datetime
    uses: tuple[Use, ...]


class LoadReported(Event, frozen=True, kw_only=True):
    at: datetime


class PaceChanged(Event, frozen=True, kw_only=True):
    at: datetime
    pace: int
