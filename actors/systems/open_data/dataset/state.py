"""What is known of a dataset: the version that is live, the one that is under way, those before."""

from datetime import date, datetime
from typing import Literal

import msgspec

from actors.blocks.tables.values import ColumnType
from actors.systems.open_data.dataset.terms import Wording
from actors.systems.open_data.measures.privacy import Privacy

Phase = Literal[
    "", "draft", "received", "unfit", "openable", "pending", "endorsed", "approved", "live",
    "withdrawn",
]  # fmt: skip
PHASES: tuple[Phase, ...] = (
    "draft", "received", "unfit", "openable", "pending", "endorsed", "approved", "live",
    "withdrawn",
)  # fmt: skip
Format = Literal["csv", "json", "parquet", "xlsx"]
Fault = Literal[
    "unreadable", "no_file", "missing_column", "too_many_rows", "no_rows", "no_column", "way",
    "level", "k", "l",
]  # fmt: skip
"""Why a version cannot be opened."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A column as it is opened."""

    name: str
    type: ColumnType


class Rejected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many rows of a file are not in order for one `reason`, in one `column`: they have more or
    fewer cells than the head, a value of another type, or none where one is needed."""

    reason: Literal["cells", "type", "missing"]
    column: str = ""
    rows: int


class Measured(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found when a file was taken in. `read` rows are in it, of which `rows` are in order
    and the others on the list of rejects. `raw` and `release` are digests of the rows before and
    after masking; `fields` and `sample` are of the release, none if it cannot be opened."""

    read: int = 0
    rows: int = 0
    raw: str = ""
    release: str = ""
    k: int | None = None
    diversity: int | None = None
    level: int = 0
    faults: tuple[Fault, ...] = ()
    about: str = ""
    rejected: tuple[Rejected, ...] = ()
    fields: tuple[Field, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()

    @property
    def rejects(self) -> int:
        """How many rows are not in order."""
        return self.read - self.rows

    @property
    def privacy(self) -> Privacy:
        """What was measured of people in it."""
        return Privacy(self.k, self.diversity)


class OpenFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the open store: its digest is its name there."""

    format: Format
    sha256: str
    bytes: int


class Version(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One version (版本), which says for itself what was said of it. `source` is the digest of the
    file that was handed in, in the `attempt`th reading of it. Who has `endorsed` (the head of the
    unit) and `approved` it are identities."""

    number: int
    wording: Wording
    source: str
    file_name: str = ""
    steward: str = ""
    handed_in_at: datetime
    attempt: int = 1
    measured: Measured | None = None
    endorsed: str = ""
    approved: str = ""
    release_at: datetime | None = None
    files: tuple[OpenFile, ...] = ()
    released_at: datetime | None = None


class Dataset(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One dataset of `unit`. `wording` is what its steward says now, `next` the version under way,
    `due` the last local day on which whoever has it now acts in time; `former` are versions that
    were live, the latest last. `frozen` names the shared datasets for which nobody sees it now."""

    phase: Phase = ""
    slug: str = ""
    unit: str = ""
    added_at: datetime | None = None
    wording: Wording | None = None
    live: Version | None = None
    next: Version | None = None
    former: tuple[Version, ...] = ()
    since: datetime | None = None
    due: date | None = None
    reason: str = ""
    frozen: tuple[str, ...] = ()
    numbers: int = 0

    @property
    def title(self) -> str:
        """What it is called."""
        return self.wording.title if self.wording else ""

    @property
    def theme(self) -> str:
        """Its domain."""
        return self.wording.theme if self.wording else ""

    @property
    def cycle(self) -> str:
        """How often it is updated."""
        return self.wording.cycle if self.wording else ""

    @property
    def columns(self) -> tuple[object, ...]:
        """Its dictionary."""
        return self.wording.columns if self.wording else ()
