"""Serial numbers (流水号): 1 to 9,999 a day for each implementation code, each given out once.

A case number (办件编号) has 43 characters: 31 of implementation code, yyyyMMdd, 4 digits of serial.
The entity's id is the first 31 and the day: "<implementation code>-<yyyyMMdd>".
"""

from datetime import datetime

import msgspec

from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command, Event, Turn

LARGEST = 9_999  # four digits


class SerialState(msgspec.Struct, frozen=True, omit_defaults=True):
    """`last` is the highest serial given out so far, `held` those of the day by the ids of their
    cases, at most `LARGEST`."""

    last: int = 0
    held: dict[str, int] = {}


class TakeNumbers(Command, frozen=True, kw_only=True):
    """Take a serial for each of `cases`, which are ids. The reply is their serials, in this order.
    A case that has one keeps it, whoever asks again."""

    cases: tuple[str, ...]


class NumbersTaken(Event, frozen=True, kw_only=True):
    """The `count` serials from `first` on were given out, to `cases` in this order; in journals of
    the first release nobody noted to which."""

    at: datetime
    first: int
    count: int
    cases: tuple[str, ...] = ()


def decide(turn: Turn[SerialState], command: TakeNumbers) -> list[int]:
    """Give out the next serials and return those of all `cases`.

    Raises:
        Refusal: no case is named, the day's serials are used up (they never wrap), or the caller is
            not the platform.
    """
    if turn.by != PLATFORM:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    if not command.cases:
        raise Refusal(Reason("serial.count", "/cases"))
    last = turn.state.last
    fresh = tuple(case for case in dict.fromkeys(command.cases) if case not in turn.state.held)
    if last + len(fresh) > LARGEST:
        facts = {"largest": str(LARGEST), "left": str(LARGEST - last)}
        raise Refusal(Reason("serial.exhausted", facts=facts), kind="not_now")
    if fresh:
        turn.emit(NumbersTaken(at=turn.now, first=last + 1, count=len(fresh), cases=fresh))
    return [turn.state.held[case] for case in command.cases]


def evolve(state: SerialState, event: NumbersTaken) -> SerialState:
    """Return the counter after `event`."""
    held = {**state.held, **{case: n for n, case in enumerate(event.cases, event.first)}}
    return SerialState(event.first + event.count - 1, held)


def case_number(implementation_code: str, day: str, serial: int) -> str:
    """Return the case number for a `day` written yyyyMMdd: 43 characters for a code of 31."""
    return f"{implementation_code}{day}{serial:04d}"
