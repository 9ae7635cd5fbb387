"""What a design of a service item (事项设计) is, and what can happen to it.

A design goes from draft over a test run and the review by another person to a version that holds
from an instant on. What is in force stands at the published item; cases keep the version that they
began with.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

from actors.blocks.cases.bpmn.graph import LeftOut
from actors.blocks.designs.parts import Tab, Trial
from actors.kernel.turn import Event

DESIGN = "item_design"
Phase = Literal["", "draft", "review", "approved", "published", "retired"]
Proposal = Literal["content", "retirement"]
"""What is decided about: another content, or that the item is retired (停用)."""


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A test run of the content in its `edition`. `state` "lost": whoever ran it is gone."""

    number: int
    edition: int
    at: datetime
    state: Literal["running", "green", "red", "lost"] = "running"
    done: int = 0
    of: int = 0
    results: tuple[Trial, ...] = ()


class Comment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody said of a tab, of the content in its `edition`."""

    at: datetime
    by: str
    tab: Tab
    field: str = ""
    text: str
    edition: int


class Version(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A version that was published here: when, who wrote it and who approved it. `scenarios` are
    those that it was tested with, beyond the usual ones."""

    number: int
    at: datetime
    authors: tuple[str, ...]
    approved_by: str
    scenarios: tuple[dict[str, Any], ...] = ()


class DesignBegun(Event, frozen=True, kw_only=True):
    """`base` is the version that the draft begins from, 0 for none."""

    at: datetime
    by: str
    content: dict[str, Any]
    base: int = 0


class ContentChanged(Event, frozen=True, kw_only=True):
    """The parts of the content that changed, by their names; `left_out` is what the flow holds
    nothing of in the drawing that it was read from."""

    at: datetime
    by: str
    tab: Tab
    parts: dict[str, Any]
    left_out: tuple[LeftOut, ...] = ()


class ContentTaken(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    content: dict[str, Any]


class TestsBegun(Event, frozen=True, kw_only=True):
    at: datetime
    run: int


class TestsProgressed(Event, frozen=True, kw_only=True):
    run: int
    done: int
    of: int


class TestsEnded(Event, frozen=True, kw_only=True):
    at: datetime
    run: int
    state: Literal["green", "red", "lost"]
    results: tuple[Trial, ...] = ()


class DesignSubmitted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class DesignWithdrawn(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class DesignCommented(Event, frozen=True, kw_only=True):
    comment: Comment


class DesignReturned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class DesignApproved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    effective_at: datetime


class DesignCalledOff(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class VersionPublished(Event, frozen=True, kw_only=True):
    at: datetime
    version: Version


class RetirementProposed(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    successors: tuple[str, ...]
    reason: str


class ItemRetired(Event, frozen=True, kw_only=True):
    at: datetime
    successors: tuple[str, ...]


class DraftDiscarded(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


DesignEvent = (
    DesignBegun
    | ContentChanged
    | ContentTaken
    | TestsBegun
    | TestsProgressed
    | TestsEnded
    | DesignSubmitted
    | DesignWithdrawn
    | DesignCommented
    | DesignReturned
    | DesignApproved
    | DesignCalledOff
    | VersionPublished
    | RetirementProposed
    | ItemRetired
    | DraftDiscarded
)


class ItemDesign(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The design of one item, whose code is its id.

    `content` is the draft, or the last version; `edition` counts its changes; `authors` are those
    who made them since the last version, and may not review them. `left_out` is what the flow holds
    nothing of in its drawing.
    """

    code: str
    phase: Phase = ""
    proposal: Proposal = "content"
    content: dict[str, Any] = {}
    base: int = 0
    edition: int = 0
    authors: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    run: Run | None = None
    comments: tuple[Comment, ...] = ()
    versions: tuple[Version, ...] = ()
    effective_at: datetime | None = None
    approved_by: str = ""
    returned_because: str = ""
    successors: tuple[str, ...] = ()
    reason: str = ""

    @property
    def tested(self) -> bool:
        """Whether every scenario was green with the content as it is."""
        run = self.run
        return run is not None and run.state == "green" and run.edition == self.edition

    @property
    def testing(self) -> bool:
        """Whether a test run is under way."""
        return self.run is not None and self.run.state == "running"
