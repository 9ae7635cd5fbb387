"""What the public may know of a paper (公开验真): its number, organ, date, digest, and whether it
is in force. Nothing else is here, so that nothing else can be shown."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from actors.kernel.turn import Command, Event, Turn

VERIFICATION = "verification"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another
LENGTH = 16  # letters of a code: 80 bits
CODE = f"[{LETTERS}]{{{LENGTH}}}"
Phase = Literal["", "in_force", "withdrawn", "replaced", "expired"]
Over = Literal["withdrawn", "expired"]
Code = Annotated[str, msgspec.Meta(pattern=f"^{CODE}$")]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class EnterPaper(Command, frozen=True, kw_only=True):
    """Platform: a paper with the `number` was sealed for the unit with the code `organ` on a local
    day; `sha256` is the digest of the file that people hold."""

    number: Line
    organ: Line
    on: date
    sha256: Sha256


class EndPaper(Command, frozen=True, kw_only=True):
    """Platform: it is in force no longer."""

    how: Over = "withdrawn"


class ReplacePaper(Command, frozen=True, kw_only=True):
    """Platform: the paper with the code `by` has taken its place."""

    by: Code


class PaperEntered(Event, frozen=True, kw_only=True):
    at: datetime
    number: str
    organ: str
    on: date
    sha256: str


class PaperEnded(Event, frozen=True, kw_only=True):
    at: datetime
    how: Over = "withdrawn"


class PaperReplaced(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


VerificationEvent = PaperEntered | PaperEnded | PaperReplaced


class Verification(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper as the public may know it; no personal data."""

    phase: Phase = ""
    number: str = ""
    organ: str = ""
    on: date | None = None
    sha256: str = ""
    replaced_by: str = ""


def code_of(seed: str) -> str:
    """Return a code for what `seed` names, which must name one paper alone and hold something that
    nobody outside knows, such as the random id of an entity."""
    number = int.from_bytes(hashlib.sha256(f"verification:{seed}".encode()).digest()[:10])
    return "".join(LETTERS[number >> 5 * at & 31] for at in range(LENGTH))


def plain_code(typed: str) -> str:
    """Return the code that somebody typed: with small letters, blanks or hyphens."""
    return "".join(typed.split()).replace("-", "").upper()


def enter_paper(
    turn: Turn[Any], code: str, *, number: str, organ: str, on: date, sha256: str
) -> None:
    """Let the public find the paper `code` from now on. Entering it once more, as it was sealed
    anew, changes its digest."""
    turn.send(
        f"{VERIFICATION}:{code}", EnterPaper(number=number, organ=organ, on=on, sha256=sha256)
    )


def end_paper(turn: Turn[Any], code: str, how: Over = "withdrawn") -> None:
    """Tell the public that the paper `code` is in force no longer."""
    turn.send(f"{VERIFICATION}:{code}", EndPaper(how=how))


def replace_paper(turn: Turn[Any], code: str, *, by: str) -> None:
    """Tell the public that the paper `by` has taken the place of the paper `code`."""
    turn.send(f"{VERIFICATION}:{code}", ReplacePaper(by=by))


def enter(turn: Turn[Verification], command: EnterPaper) -> None:
    """Enter it; what was ended stays ended."""
    turn.emit(
        PaperEntered(
            at=turn.now,
            number=command.number,
            organ=command.organ,
            on=command.on,
            sha256=command.sha256,
        )
    )


def end(turn: Turn[Verification], command: EndPaper) -> None:
    """End it once, before it is entered as well, since both come from different entities; what was
    withdrawn does not expire any more."""
    if turn.state.phase in ("", "in_force", "expired") and turn.state.phase != command.how:
        turn.emit(PaperEnded(at=turn.now, how=command.how))


def replace(turn: Turn[Verification], command: ReplacePaper) -> None:
    """Note what has taken its place."""
    if turn.state.phase in ("in_force", "expired"):
        turn.emit(PaperReplaced(at=turn.now, by=command.by))


HANDLERS: dict[type[Command], Callable[[Turn[Verification], Any], Any]] = {
    EnterPaper: enter,
    EndPaper: end,
    ReplacePaper: replace,
}


def evolve(state: Verification, event: VerificationEvent) -> Verification:
    """Return what is known after `event`."""
    change = msgspec.structs.replace
    match event:
        case PaperEntered(number=number, organ=organ, on=on, sha256=sha256):
            phase = state.phase or "in_force"
            return change(state, phase=phase, number=number, organ=organ, on=on, sha256=sha256)
        case PaperEnded(how=how):
            return change(state, phase=how)
        case PaperReplaced(by=by):
            return change(state, phase="replaced", replaced_by=by)
