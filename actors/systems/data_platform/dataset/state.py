"""What is known of a shared dataset: its versions, what they are made of, who reads them."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.systems.data_platform.dataset.terms import Check, Column, Edge, Graded, Sharing, Source

Phase = Literal["", "registered", "live", "frozen", "withdrawn"]
PHASES: tuple[Phase, ...] = ("registered", "live", "frozen", "withdrawn")
Because = Literal["", "level", "stopped"]
"""Why it is frozen: it is above its ceiling, or something it is made of may not be used."""


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was last heard of the version `number` of `dataset`, which is read."""

    dataset: str
    number: int
    levels: tuple[Graded, ...] = ()
    stopped: str = ""
    seq: int = 0


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """The version `number` of `dataset` is made of the version `of_number` here."""

    of_number: int
    dataset: str
    number: int


class Version(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One version (版本). `levels` are those of its columns, `level` that of all of it; both are
    known once all that it reads was heard of."""

    number: int
    at: datetime
    by: str
    sha256: str
    rows: int = 0
    inputs: tuple[Edge, ...] = ()
    filters: tuple[Source, ...] = ()
    checks: tuple[Check, ...] = ()
    told: tuple[Told, ...] = ()
    levels: tuple[Graded, ...] = ()
    level: int = 0
    stopped: str = ""
    missing: str = ""

    @property
    def reads(self) -> tuple[tuple[str, int], ...]:
        """The versions of other datasets that it is made of, each once, as (code, number)."""
        named = ((each.dataset, each.version) for each in (*self.inputs, *self.filters))
        return tuple(dict.fromkeys(named))


class Dataset(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One dataset of `unit`. `live` is the number of the version that is used, `next` that of one
    which waits: for what it reads to be heard of, or since it is above the ceiling. `versions` are
    these two and those that others still read. `because`, `cause`: why it is frozen, and by which
    dataset. `asked` has asked to have it used again, with `evidence`. `opened_as` is the open
    dataset that it is opened as. `followers` are the data requests that are told how it stands."""

    phase: Phase = ""
    unit: str = ""
    title: str = ""
    sharing: Sharing = "internal"
    columns: tuple[Column, ...] = ()
    registered_at: datetime | None = None
    since: datetime | None = None
    numbers: int = 0
    live: int = 0
    next: int = 0
    versions: tuple[Version, ...] = ()
    readers: tuple[Reader, ...] = ()
    stopped: str = ""
    because: Because = ""
    cause: str = ""
    due: date | None = None
    asked: str = ""
    evidence: str = ""
    reason: str = ""
    opened_as: str = ""
    followers: tuple[str, ...] = ()

    def version(self, number: int) -> Version | None:
        """Return the version of this number, None if it is kept no longer."""
        return next((each for each in self.versions if each.number == number), None)

    @property
    def level(self) -> int:
        """The level of the version that is used, 0 if there is none."""
        version = self.version(self.live)
        return version.level if version else 0
