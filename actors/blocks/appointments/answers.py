"""What a visitor is told by the windows and the hall (messages between entities)."""

from typing import Literal

from actors.kernel.turn import Command

Outcome = Literal["served", "left"]


class ConfirmPlace(Command, frozen=True, kw_only=True):
    """The place that request number `request` was for is had; `day` is the id of the windows' day
    that says so."""

    day: str
    request: int


class RefusePlace(Command, frozen=True, kw_only=True):
    """There is no such place; `why` is the code of the reason."""

    request: int
    why: str


class LosePlace(Command, frozen=True, kw_only=True):
    """The hall closed the day: the place of request number `request` is no more."""

    request: int


class NoteTicket(Command, frozen=True, kw_only=True):
    """The ticket that whoever came for `booking` has in the hall."""

    booking: int
    ticket: str


class EndVisit(Command, frozen=True, kw_only=True):
    """Whoever came for `booking` was served, or was called and had left."""

    booking: int
    outcome: Outcome
