"""What is known of a source of data: how it collects, its runs, what was waived."""

from datetime import date, datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from actors.systems.data_platform.source.terms import Because, Fault, Field, Result, Rule, Wording

Phase = Literal["", "registered", "active", "failing", "closed"]
PHASES: tuple[Phase, ...] = ("registered", "active", "failing", "closed")
RunState = Literal["queued", "put_off", "accepted", "quarantined", "failed"]
KEPT = 20  # runs that the state remembers; every one is in the history


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run (采集): asked for by somebody, "clock" by the schedule. `upload` is the file that was
    handed in. `tries` counts how often it was tried. `version` is that of the dataset, once it is
    one."""

    number: int
    at: datetime
    by: str
    state: RunState = "queued"
    upload: str = ""
    file_name: str = ""
    tries: int = 0
    fault: Fault | Literal[""] = ""
    about: str = ""
    ended_at: datetime | None = None
    result: Result | None = None
    unchanged: bool = False
    waived: bool = False
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still to bring something by itself."""
        return self.state in ("queued", "put_off")


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """豁免: these doubts hold nothing up through the local day `until`, `by` whom and why."""

    of: tuple[Because, ...]
    until: date
    by: str
    reason: str


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One source of `unit`. `fields`, `declared`, `sha256`, `rows` and `cursor` are those of the
    last run that was accepted; `asked` has asked to have the last run's doubts waived, with
    `reason`."""

    phase: Phase = ""
    unit: str = ""
    wording: Wording | None = None
    rules: tuple[Rule, ...] = ()
    registered_at: datetime | None = None
    since: datetime | None = None
    numbers: int = 0
    runs: tuple[Run, ...] = ()
    fields: tuple[Field, ...] = ()
    declared: dict[str, str] = {}
    sha256: str = ""
    rows: int = 0
    cursor: str = ""
    waivers: tuple[Waiver, ...] = ()
    asked: str = ""
    due: date | None = None
    reason: str = ""

    @property
    def last(self) -> Run | None:
        """The latest run."""
        return self.runs[-1] if self.runs else None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.wording.title if self.wording else ""

    @property
    def dataset(self) -> str:
        """The dataset that it collects for."""
        return self.wording.dataset if self.wording else ""

    @property
    def sort(self) -> str:
        """Where it collects from."""
        return self.wording.sort if self.wording else ""

    @property
    def is_collecting(self) -> bool:
        """Whether a run is under way."""
        return self.last is not None and self.last.is_open

    @property
    def is_quarantined(self) -> bool:
        """Whether the latest run waits for people."""
        return self.last is not None and self.last.state == "quarantined"

    def doubted(self, result: Result, on: date) -> tuple[Because, ...]:
        """Return the doubts about `result` that nothing waives on the local day `on`."""
        waived = {each.key for w in self.waivers if on <= w.until for each in w.of}
        return tuple(each for each in result.because if each.key not in waived)

    def with_last(self, **changed: object) -> "Source":
        """Return it with the latest run changed."""
        *before, last = self.runs
        return replace(self, runs=(*before, replace(last, **changed)))
