"""What can be asked of an entrustment (代办委托)."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from actors.blocks.cases.state import Material
from actors.kernel.turn import Command
from actors.systems.community_service.entrustment.state import (
    Ending,
    Method,
    Name,
    Note,
    Relation,
    Seen,
    Short,
)

Declining = Literal["not_served_here", "no_time", "papers_impossible", "must_attend", "other"]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
MOST_PIECES = 500  # of paper


class AskAgent(Command, frozen=True, kw_only=True):
    """Ask the station `unit` to have an item handled (申请代办): the resident, his family, or an
    agent who visits him. Name and numbers are the resident's."""

    item: Code
    unit: Code
    name: Name
    id_number: Short
    phone: Short = ""
    relation: Relation = "self"


class DeclineEntrustment(Command, frozen=True, kw_only=True):
    """Decline it, for a reason of the list."""

    reason: Declining


class GiveEntrustment(Command, frozen=True, kw_only=True):
    """Entrust it (委托): recorded by the agent in the resident's presence, once the text was read
    out and agreed to; `until` is the last day on which the agent may act."""

    seen: Seen
    method: Method
    read_out: bool
    agreed: bool
    until: date


class CollectMaterials(Command, frozen=True, kw_only=True):
    """Take the application in (收取材料): once, with everything. `number` was minted by the
    platform; `came` is when it was taken in at a terminal without a line, None for now."""

    item: Code
    item_version: int
    form: dict[str, object]
    materials: tuple[Material, ...] = ()
    statement: str = ""
    pieces: Annotated[int, msgspec.Meta(ge=0, le=MOST_PIECES)] = 0
    number: str
    came: datetime | None = None
    note: Note = ""


class HandOverResult(Command, frozen=True, kw_only=True):
    """Bring the result (送达): handed over against a signature, or posted."""

    way: Literal["handed", "posted"]
    signed: bool = False


class CallBack(Command, frozen=True, kw_only=True):
    """Ask the resident how it was (回访), by somebody other than the agent: 5 very good to 1."""

    stars: Annotated[int, msgspec.Meta(ge=1, le=5)]


class SuspendEntrustment(Command, frozen=True, kw_only=True):
    """Interrupt it (中止): its limits stand still."""

    reason: Ending


class EndEntrustment(Command, frozen=True, kw_only=True):
    """End it (终止): the agent sees nothing of it any more."""

    reason: Ending


class ContinueEntrustment(Command, frozen=True, kw_only=True):
    """Go on with it (续办): the same entrustment, with a new last day."""

    until: date


class ExpireEntrustment(Command, frozen=True, kw_only=True):
    """Clock: the day `until` is over. One that was continued meanwhile goes on."""

    until: date


class NoteSentUp(Command, frozen=True, kw_only=True):
    """From a batch: its papers are on the way up."""

    dispatch: str


class NoteReceived(Command, frozen=True, kw_only=True):
    """From a batch: its papers were counted at the window above. The case is filed now."""

    dispatch: str
