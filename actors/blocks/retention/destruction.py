"""A destruction (销毁) of records whose time is over: proposed by one officer, agreed to by a
second in a session of his own, carried out, and recorded without what was destroyed (PIPL Art. 19
and 47).

From the moment that it is agreed to, the records are restricted: nothing is done with them but that
they are stored and protected. What is destroyed in the end are the keys that they are encrypted by.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.retention.classes import RetentionClasses
from actors.blocks.retention.due import class_of
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kept import Kept
from actors.kernel.restricting import NoteRestricted, Restrict
from actors.kernel.turn import Command, Event, Turn

DESTRUCTION = "destruction"
OFFICER = "retention_officer"
MOST = 200  # records of one destruction
Phase = Literal["", "proposed", "rejected", "agreed", "destroyed"]
Why = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class ProposeDestruction(Command, frozen=True, kw_only=True):
    """提请销毁 the records `subjects`, keys of entities, of one class, that are due."""

    retention_class: str
    subjects: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=MOST)]
    reason: Why


class AgreeToDestruction(Command, frozen=True, kw_only=True):
    """同意销毁: a second officer, in his own session, agrees; the records are restricted."""


class RejectDestruction(Command, frozen=True, kw_only=True):
    """不同意销毁, by a second officer; or the first takes it back."""

    reason: Why


class NoteParts(Command, frozen=True, kw_only=True):
    """Platform: `parts`, keys of entities, hang on the records and go with them."""

    parts: tuple[str, ...]


class RecordDestroyed(Command, frozen=True, kw_only=True):
    """Platform: `by` has had destroyed what the records could be read by, just now."""

    by: str


class DestructionProposed(Event, frozen=True, kw_only=True):
    """`closed_before`: until then they must have been over; `basis` is that of the class."""

    at: datetime
    by: str
    retention_class: str
    basis: str
    subjects: tuple[str, ...]
    closed_before: datetime
    reason: str


class DestructionAgreed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class DestructionRejected(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class SubjectRestricted(Event, frozen=True, kw_only=True):
    subject: str


class PartsNoted(Event, frozen=True, kw_only=True):
    parts: tuple[str, ...]


class Destroyed(Event, frozen=True, kw_only=True):
    """`count` records can be read by nobody any more."""

    at: datetime
    by: str
    count: int


DestructionEvent = (
    DestructionProposed
    | DestructionAgreed
    | DestructionRejected
    | SubjectRestricted
    | PartsNoted
    | Destroyed
)


class Destruction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One destruction: what of which class by which right, who proposed it and who agreed, when;
    `restricted` are those of `subjects` that are, `parts` what hangs on them. No personal data."""

    phase: Phase = ""
    retention_class: str = ""
    basis: str = ""
    subjects: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    closed_before: datetime | None = None
    reason: str = ""
    proposed_at: datetime | None = None
    proposed_by: str = ""
    decided_at: datetime | None = None
    second: str = ""
    rejected_because: str = ""
    destroyed_at: datetime | None = None
    destroyed_by: str = ""

    @property
    def count(self) -> int:
        """How many records it is of."""
        return len(self.subjects)


def propose(
    turn: Turn[Destruction],
    command: ProposeDestruction,
    classes: RetentionClasses,
    kept: Mapping[str, Kept],
) -> None:
    """Propose it, and tell the other officers. `kept` says of each kind how long it is.

    Raises:
        Refusal: there is no such class, its records are kept for ever or archived, or what is named
            is not of that class.
    """
    found = classes.find(command.retention_class)
    before = found.closed_before(turn.now) if found else None
    if found is None or before is None:
        raise Refusal(Reason("destruction.never", "/retention_class"))
    wrong = [
        Reason("destruction.not_kept", f"/subjects/{at}")
        for at, subject in enumerate(command.subjects)
        if class_of(kept, subject) not in ("", found.name)
    ]
    if wrong:
        raise Refusal(*wrong)
    turn.emit(
        DestructionProposed(
            at=turn.now,
            by=turn.by.id,
            retention_class=found.name,
            basis=found.basis,
            subjects=tuple(dict.fromkeys(command.subjects)),
            closed_before=before,
            reason=command.reason,
        )
    )
    facts = {"count": str(turn.state.count)}
    notify(turn, to_role(OFFICER, turn.by.unit), "destruction.Proposed", facts)


def agree(turn: Turn[Destruction], command: AgreeToDestruction) -> None:
    """Agree, as another person than whoever proposed it, and have every record restricted.

    Raises:
        Refusal: it is the same person.
    """
    state = turn.state
    if state.proposed_by == turn.by.id:
        raise Refusal(Reason("destruction.second_person"), kind="forbidden")
    assert state.closed_before is not None
    turn.emit(DestructionAgreed(at=turn.now, by=turn.by.id))
    for subject in state.subjects:
        turn.send(subject, Restrict(basis=turn.id, closed_before=state.closed_before))


def reject(turn: Turn[Destruction], command: RejectDestruction) -> None:
    """Do not destroy them."""
    turn.emit(DestructionRejected(at=turn.now, by=turn.by.id, reason=command.reason))


def note_restricted(turn: Turn[Destruction], command: NoteRestricted) -> None:
    """Note it once."""
    state = turn.state
    if command.subject in state.subjects and command.subject not in state.restricted:
        turn.emit(SubjectRestricted(subject=command.subject))


def note_parts(turn: Turn[Destruction], command: NoteParts) -> None:
    """Note them."""
    turn.emit(PartsNoted(parts=command.parts))


def record_destroyed(turn: Turn[Destruction], command: RecordDestroyed) -> None:
    """Record that those which are restricted can be read no longer."""
    count = len(turn.state.restricted)
    turn.emit(Destroyed(at=turn.now, by=command.by, count=count))


def evolve(state: Destruction, event: DestructionEvent) -> Destruction:
    """Return the destruction after `event`."""
    match event:
        case DestructionProposed():
            return Destruction(
                phase="proposed",
                retention_class=event.retention_class,
                basis=event.basis,
                subjects=event.subjects,
                closed_before=event.closed_before,
                reason=event.reason,
                proposed_at=event.at,
                proposed_by=event.by,
            )
        case DestructionAgreed(at=at, by=by):
            return msgspec.structs.replace(state, phase="agreed", decided_at=at, second=by)
        case DestructionRejected(at=at, by=by, reason=reason):
            return msgspec.structs.replace(
                state, phase="rejected", decided_at=at, second=by, rejected_because=reason
            )
        case SubjectRestricted(subject=subject):
            return msgspec.structs.replace(state, restricted=(*state.restricted, subject))
        case PartsNoted(parts=parts):
            return msgspec.structs.replace(state, parts=parts)
        case Destroyed(at=at, by=by):
            return msgspec.structs.replace(
                state, phase="destroyed", destroyed_at=at, destroyed_by=by
            )
