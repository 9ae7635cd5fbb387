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


class SerialState(msgspec.Struct, frozen=True):
    """`last` is the highest serial given out so far."""

    last: int = 0


class TakeNumbers(Command, frozen=True, kw_only=True):
    """Take `count` serials in a row; the reply is the first of them."""

    count: int


class NumbersTaken(Event, frozen=True, kw_only=True):
    at: datetime
    first: int
    count: int


def decide(turn: Turn[SerialState], command: TakeNumbers) -> int:
    """Give out the next serials and return the first.

    Raises:
        Refusal: `count` is not positive, the day's serials are used up (they never wrap), or the
            caller is not the platform.
    """
    if turn.by != PLATFORM:
        raise Refusal(Reason("access.forbidden"), kind="forbidden")
    if command.count < 1:
        raise Refusal(Reason("serial.count", "/count"))
    first = turn.state.last + 1
    if first + command.count - 1 > LARGEST:
        facts = {"largest": str(LARGEST), "left": str(LARGEST - turn.state.last)}
        raise Refusal(Reason("serial.exhausted", facts=facts), kind="not_now")
    turn.emit(NumbersTaken(at=turn.now, first=first, count=command.count))
    return first


def evolve(state: SerialState, event: NumbersTaken) -> SerialState:
    """Return the counter after `event`."""
    return SerialState(event.first + event.count - 1)


def case_number(implementation_code: str, day: str, serial: int) -> str:
    """Return the case number for a `day` written yyyyMMdd: 43 characters for a code of 31."""
    return f"{implementation_code}{day}{serial:04d}"
