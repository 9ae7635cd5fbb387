"""The register (案号簿): gives out the numbers of one series, scope and period, without a gap.

Its id is "<series>-<scope>-<period>". Whoever has asked keeps his number however often he asks, so
that retries use up none. A number that is void (作废) is listed and never given out again.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from actors.blocks.numbers.series import parts, written
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.system import Series
from actors.kernel.turn import Command, Event, Turn


class Asker(msgspec.Struct, frozen=True, array_like=True):
    """Who wants a number: the entity `key`, told by a message. One that wants several of a series
    tells them apart by `request`."""

    key: str
    request: str = ""


class TakeNumbers(Command, frozen=True, kw_only=True):
    """Give each of `askers` a number, in this order. The reply is the numbers, "" for those for
    whom none is left."""

    askers: tuple[Asker, ...]


class VoidNumber(Command, frozen=True, kw_only=True):
    """作废: number `n`, which `asker` holds, shall not be used. The gap is listed, not filled."""

    n: int
    asker: Asker


class Numbered(Command, frozen=True, kw_only=True):
    """A command of every kind that asks: it has its number, the `n`th of the register `register`.
    It may come again, and then says the same."""

    series: str
    number: str
    n: int
    register: str
    request: str = ""


class Unnumbered(Command, frozen=True, kw_only=True):
    """A command of every kind that asks: the period's numbers are used up."""

    series: str
    register: str
    request: str = ""


class NumbersGiven(Event, frozen=True, kw_only=True):
    """The numbers from `first` on were given to `askers`, in this order."""

    at: datetime
    first: int
    askers: tuple[Asker, ...]


class NumbersRefused(Event, frozen=True, kw_only=True):
    """The period's numbers are used up: `askers` got none."""

    at: datetime
    askers: tuple[Asker, ...]


class NumberVoided(Event, frozen=True, kw_only=True):
    at: datetime
    n: int


class RegisterState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One register: `last` is the highest number given out, `held` is all of them by "<key>" or
    "<key> <request>" of who asked, `voided` those that are void, ascending; at most `Series.most`
    of each. `refused` counts those who came too late."""

    last: int = 0
    held: dict[str, int] = {}
    voided: tuple[int, ...] = ()
    refused: int = 0


RegisterCommand = TakeNumbers | VoidNumber
RegisterEvent = NumbersGiven | NumbersRefused | NumberVoided


class Register:
    """The rules of registers, over `series` by name."""

    def __init__(self, series: Mapping[str, Series]) -> None:
        self._series = series

    def decide(self, turn: Turn[RegisterState], command: RegisterCommand) -> list[str] | None:
        """Carry out `command`. See the commands for what each does and replies.

        Raises:
            Refusal: the caller is not the platform, nothing that is installed has this series, or
                `asker` does not hold the number.
        """
        if turn.by != PLATFORM:
            raise Refusal(Reason("access.forbidden"), kind="forbidden")
        series = self._series.get(parts(turn.id)[0])
        if series is None:
            raise Refusal(Reason("register.unknown_series"), kind="unknown")
        match command:
            case TakeNumbers(askers=askers):
                return _give(turn, series, askers)
            case VoidNumber(n=n, asker=asker):
                if turn.state.held.get(_name(asker)) != n:
                    raise Refusal(Reason("register.not_held", "/n"))
                if n not in turn.state.voided:
                    turn.emit(NumberVoided(at=turn.now, n=n))
                return None


def _give(turn: Turn[RegisterState], series: Series, askers: tuple[Asker, ...]) -> list[str]:
    state, id = turn.state, turn.id
    fresh = tuple(asker for asker in dict.fromkeys(askers) if _name(asker) not in state.held)
    left = series.most - state.last
    given, late = fresh[:left], fresh[left:]
    if given:
        turn.emit(NumbersGiven(at=turn.now, first=state.last + 1, askers=given))
    if late:
        turn.emit(NumbersRefused(at=turn.now, askers=late))
    numbers: list[str] = []
    for asker in askers:
        n = turn.state.held.get(_name(asker), 0)
        number = written(series, id, n) if n else ""
        numbers.append(number)
        _answer(turn, series.name, asker, n, number)
    return numbers


def _answer(turn: Turn[RegisterState], name: str, asker: Asker, n: int, number: str) -> None:
    register, request = turn.id, asker.request
    if n:
        answer = Numbered(series=name, number=number, n=n, register=register, request=request)
        turn.send(asker.key, answer)
    else:
        turn.send(asker.key, Unnumbered(series=name, register=register, request=request))


def evolve(state: RegisterState, event: RegisterEvent) -> RegisterState:
    """Return the register after `event`."""
    match event:
        case NumbersGiven(first=first, askers=askers):
            new = {_name(asker): n for n, asker in enumerate(askers, first)}
            last = first + len(askers) - 1
            return msgspec.structs.replace(state, last=last, held={**state.held, **new})
        case NumbersRefused(askers=askers):
            return msgspec.structs.replace(state, refused=state.refused + len(askers))
        case NumberVoided(n=n):
            return msgspec.structs.replace(state, voided=tuple(sorted((*state.voided, n))))


def _name(asker: Asker) -> str:
    return f"{asker.key} {asker.request}".rstrip()
