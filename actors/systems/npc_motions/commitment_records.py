"""A commitment (承诺事项): what can be asked, what can happen, what is known."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.files.digest import Digest
from actors.kernel.turn import Command, Event
from actors.systems.npc_motions.commitment_dates import CommitmentCards
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import EVENTS as TASK_EVENTS
from actors.systems.npc_motions.open_tasks import Holding

Phase = Literal["", "open", "broken", "explained", "kept"]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What was done by an instant, as the unit reports it."""

    at: datetime
    text: str


class CommitmentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One commitment; `due` is a local day, in time on that day itself. `held` tells who has which
    task, `since` when the phase began."""

    phase: Phase = ""
    suggestion: str = ""
    number: str = ""
    handling: str = ""
    congress: str = ""
    unit: str = ""
    lead: str = ""
    text: str = ""
    due: date | None = None
    cards: CommitmentCards | None = None
    began_at: datetime | None = None
    progress: tuple[Progress, ...] = ()
    kept_at: datetime | None = None
    held: dict[str, Holding] = {}
    since: datetime | None = None


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit promised (承诺事项) in the reply of a handling, and the cards of the date."""

    suggestion: str
    number: str
    handling: str
    congress: str
    unit: str
    lead: str
    text: str
    due: date
    cards: CommitmentCards


class BeginCommitment(Promised, Command, frozen=True, kw_only=True):
    """Platform: a reply was sent that promises this."""


class ReportProgress(Command, frozen=True, kw_only=True):
    """Report how far it is."""

    text: str


class KeepCommitment(Command, frozen=True, kw_only=True):
    """Report that it is done, with the digest of the letter to the deputy (办结告知函)."""

    text: str
    letter: Digest


class ExplainBreach(Command, frozen=True, kw_only=True):
    """Explain, signed by the unit's head, why it was not kept; `signature` is the digest of the
    signed paper."""

    text: str
    signature: Digest


class MissDate(Command, frozen=True, kw_only=True):
    """Clock: the day passed on which it was due."""


class CommitmentBegun(Promised, Event, frozen=True, kw_only=True):
    at: datetime


class ProgressReported(Event, frozen=True, kw_only=True):
    at: datetime
    text: str


class CommitmentBroken(Event, frozen=True, kw_only=True):
    at: datetime


class BreachExplained(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    text: str
    signature: str


class CommitmentFulfilled(Event, frozen=True, kw_only=True):
    at: datetime
    text: str
    letter: str


EVENTS = (
    CommitmentBegun, ProgressReported, CommitmentBroken, BreachExplained, CommitmentFulfilled,
    *TASK_EVENTS, Notified,
)  # fmt: skip
