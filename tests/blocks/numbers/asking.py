"""A kind that asks for numbers, for tests: a paper that may be refused, submitted and withdrawn."""

from datetime import datetime
from typing import Any

import msgspec

from actors.blocks.numbers.ask import ask, ask_for, void
from actors.blocks.numbers.register import (
    Numbered,
    Register,
    RegisterCommand,
    RegisterEvent,
    RegisterState,
    Unnumbered,
)
from actors.blocks.numbers.register import evolve as evolve_register
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.system import Series
from actors.kernel.turn import Command, Event, Turn

MOTIONS = Series(name="motion", pattern="J{year}{n:04}", most=300)
FEW = Series(name="few", pattern="F{scope}-{n}", period="scope", most=2)
DAILY = Series(name="daily", pattern="{day}{n:02}", period="day", most=3)
SERIES = {series.name: series for series in (MOTIONS, FEW, DAILY)}


class Submit(Command, frozen=True):
    series: str = "motion"
    valid: bool = True
    scope: str = ""
    request: str = ""


class Import(Command, frozen=True):
    series: str
    keys: tuple[str, ...]


class Withdraw(Command, frozen=True):
    pass


class Submitted(Event, frozen=True):
    at: datetime


class Told(Event, frozen=True):
    told: Numbered | Unnumbered


class Paper(msgspec.Struct, frozen=True):
    told: tuple[Numbered | Unnumbered, ...] = ()

    @property
    def numbers(self) -> list[str]:
        """What it was told, in order; "" for a refusal."""
        return [each.number if isinstance(each, Numbered) else "" for each in self.told]


def decide(turn: Turn[Paper], command: Any) -> None:
    match command:
        case Submit(series=series, valid=valid, scope=scope, request=request):
            if not valid:
                raise Refusal(Reason("paper.faulty"))
            turn.emit(Submitted(turn.now))
            ask(turn, SERIES[series], scope=scope, request=request)
        case Import(series=series, keys=keys):
            turn.emit(Submitted(turn.now))
            ask_for(turn, SERIES[series], keys)
        case Withdraw():
            told = turn.state.told[-1]
            assert isinstance(told, Numbered)
            turn.emit(Submitted(turn.now))
            void(turn, told)
        case _:
            turn.emit(Told(command))


def evolve(state: Paper, event: Any) -> Paper:
    return Paper((*state.told, event.told)) if isinstance(event, Told) else state


PAPER = EntityKind(
    name="paper",
    state=Paper,
    initial=lambda key: Paper(),
    commands=Submit | Import | Withdraw | Numbered | Unnumbered,
    events=Submitted | Told,
    decide=decide,
    evolve=evolve,
)
REGISTER = EntityKind(
    name="register",
    state=RegisterState,
    initial=lambda key: RegisterState(),
    commands=RegisterCommand,
    events=RegisterEvent,
    decide=Register(SERIES).decide,
    evolve=evolve_register,
)
