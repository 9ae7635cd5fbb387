"""Work that goes on at another unit (承接): what entities are told, and what they record, when the
unit that they are at was closed and somebody took over."""

from datetime import datetime

from actors.kernel.turn import Command, Event


class TakeOver(Command, frozen=True, kw_only=True):
    """Platform: `successor` goes on with what the unit `unit` had begun, since that is no more."""

    unit: str
    successor: str


class TakenOver(Event, frozen=True, kw_only=True):
    at: datetime
    unit: str
    successor: str
