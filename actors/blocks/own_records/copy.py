"""A copy of one's own data (本人信息副本), asked for, made, and kept for a day (PIPL Art. 44, 45).

One entity for each account, called like it. It holds that a copy was made and where it lies, never
what is in it.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Event, Turn

OWN_COPY = "own_copy"
SCHEMA = 1  # version of what a copy consists of; see the README of this folder
MOST_A_DAY = 3
DAY = timedelta(days=1)
KEPT = timedelta(days=1)  # then it is asked for anew
PATIENCE = timedelta(hours=1)  # whoever made it has died by then
Phase = Literal["", "making", "ready", "failed", "lapsed"]


class AskCopy(Command, frozen=True, kw_only=True):
    """Ask for a copy of everything that the platform holds of the account, with its sentences in
    `language`."""

    language: Literal["zh", "en"] = "zh"


class NoteProgress(Command, frozen=True, kw_only=True):
    """Platform: `done` of `most` records are in copy number `n`."""

    n: int
    done: int
    most: int


class KeepCopy(Command, frozen=True, kw_only=True):
    """Platform: copy number `n` lies ready as the file `file`, a digest, with `size` bytes."""

    n: int
    file: str
    size: int


class FailCopy(Command, frozen=True, kw_only=True):
    """Platform: copy number `n` could not be made."""

    n: int


class GiveUp(Command, frozen=True, kw_only=True):
    """Clock: copy number `n` should have been made long ago."""

    n: int


class LapseCopy(Command, frozen=True, kw_only=True):
    """Clock: copy number `n` is handed out no longer."""

    n: int


class CopyAsked(Event, frozen=True, kw_only=True):
    at: datetime
    n: int
    language: str


class CopyProgressed(Event, frozen=True, kw_only=True):
    done: int
    most: int


class CopyMade(Event, frozen=True, kw_only=True):
    """It is handed out until the instant `until`."""

    at: datetime
    file: str
    size: int
    until: datetime


class CopyFailed(Event, frozen=True, kw_only=True):
    at: datetime


class CopyLapsed(Event, frozen=True, kw_only=True):
    at: datetime


OwnCopyEvent = CopyAsked | CopyProgressed | CopyMade | CopyFailed | CopyLapsed


class OwnCopy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The copies of `account`: `n` is the number of the latest, `asked` when those of the last day
    were asked for. Of the latest, `done` of `most` records are in it, and it lies ready as `file`
    until `until`."""

    account: str
    phase: Phase = ""
    n: int = 0
    asked: tuple[datetime, ...] = ()
    language: str = "zh"
    done: int = 0
    most: int = 0
    file: str = ""
    size: int = 0
    made_at: datetime | None = None
    until: datetime | None = None
    restricted: str = ""  # the destruction that restricts it, PIPL Art. 47


def ask(turn: Turn[OwnCopy], command: AskCopy) -> int:
    """Begin a copy and return its number.

    Raises:
        Refusal: one is being made, or there were too many within a day.
    """
    state = turn.state
    if state.phase == "making":
        raise Refusal(Reason("own_copy.under_way"), kind="not_now")
    if len([at for at in state.asked if turn.now - at < DAY]) >= MOST_A_DAY:
        raise Refusal(Reason("own_copy.too_many", "", {"most": str(MOST_A_DAY)}), kind="not_now")
    turn.emit(CopyAsked(at=turn.now, n=state.n + 1, language=command.language))
    turn.forget("lapse")
    turn.remind("give up", turn.now + PATIENCE, GiveUp(n=turn.state.n))
    return turn.state.n


def note(turn: Turn[OwnCopy], command: NoteProgress) -> None:
    """Note how far the copy is; what comes late changes nothing."""
    if _is_made(turn.state, command.n):
        turn.emit(CopyProgressed(done=command.done, most=command.most))


def keep(turn: Turn[OwnCopy], command: KeepCopy) -> bool:
    """Have the copy handed out from now on, and tell its owner; tell whether it is still wanted."""
    if not _is_made(turn.state, command.n):
        return False
    until = turn.now + KEPT
    turn.emit(CopyMade(at=turn.now, file=command.file, size=command.size, until=until))
    turn.forget("give up")
    turn.remind("lapse", until, LapseCopy(n=command.n))
    notify(turn, to_somebody(f"person:{turn.id}"), "own_copy.Made")
    return True


def fail(turn: Turn[OwnCopy], command: FailCopy | GiveUp) -> None:
    """Say that it will not come, unless it has."""
    if _is_made(turn.state, command.n):
        turn.emit(CopyFailed(at=turn.now))
        turn.forget("give up")


def lapse(turn: Turn[OwnCopy], command: LapseCopy) -> None:
    """Hand it out no longer."""
    if turn.state.phase == "ready" and turn.state.n == command.n:
        turn.emit(CopyLapsed(at=turn.now))


def _is_made(state: OwnCopy, n: int) -> bool:
    return state.phase == "making" and state.n == n


def evolve(state: OwnCopy, event: OwnCopyEvent) -> OwnCopy:
    """Return the copies after `event`."""
    match event:
        case CopyAsked(at=at, n=n, language=language):
            recent = tuple(each for each in state.asked if at - each < DAY)
            return OwnCopy(
                account=state.account, phase="making", n=n, asked=(*recent, at), language=language
            )
        case CopyProgressed(done=done, most=most):
            return msgspec.structs.replace(state, done=done, most=most)
        case CopyMade(at=at, file=file, size=size, until=until):
            return msgspec.structs.replace(
                state, phase="ready", file=file, size=size, made_at=at, until=until
            )
        case CopyFailed():
            return msgspec.structs.replace(state, phase="failed")
        case CopyLapsed():
            return msgspec.structs.replace(state, phase="lapsed", file="", size=0)
