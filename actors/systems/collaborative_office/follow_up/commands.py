"""What can be asked of a follow-up order (督办事项)."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command
from actors.systems.collaborative_office.outgoing.commands import Code, Line, Note, Units

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
Days = Annotated[int, msgspec.Meta(ge=1, le=250)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Source = Literal["document", "meeting", "hand"]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit does of an order that is split, up to the local day `due`."""

    matter: Line
    lead: Code
    helping: Units = ()
    due: date


class ProposeOrder(Command, frozen=True, kw_only=True):
    """立项: begin an order. `basis` is the meeting that decided it, or what else it rests on."""

    source: Literal["meeting", "hand"]
    basis: Line
    matter: Line
    requirement: Text


class BeginFromInstruction(Command, frozen=True, kw_only=True):
    """由批示立项: the leader's instruction on the incoming `document` becomes an order of `organ`,
    whom it names with it; `by` has asked for it, `basis` is the document's number there."""

    document: str
    organ: str
    by: str
    basis: str
    matter: str
    requirement: str
    lead: str
    helping: tuple[str, ...] = ()
    due: date


class BeginPart(Command, frozen=True, kw_only=True):
    """由分解立项: the order `parent` was split by `by`, and `part` is its `n`th part."""

    parent: str
    n: int
    organ: str
    by: str
    number: str
    source: Source
    basis: str
    requirement: str
    part: Part


class SplitOrder(Command, frozen=True, kw_only=True):
    """分解: have several units do a part each."""

    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=2, max_length=30)]


class AssignOrder(Command, frozen=True, kw_only=True):
    """交办: have the unit `lead` do it with those of `helping`, up to the local day `due`, or in so
    many working days; as many as the place says where neither is told."""

    lead: Code
    helping: Units = ()
    due: date | None = None
    working_days: Days | None = None


class AcceptOrder(Command, frozen=True, kw_only=True):
    """接收: the unit takes it on."""


class ReportProgress(Command, frozen=True, kw_only=True):
    """报告进展: how far it is, in words and in percent."""

    note: Text
    percent: Percent


class AskExtension(Command, frozen=True, kw_only=True):
    """申请延期: have the day put off to `due`."""

    due: date
    reason: Text


class GrantExtension(Command, frozen=True, kw_only=True):
    """批准延期: put the day off as was asked."""


class RefuseExtension(Command, frozen=True, kw_only=True):
    """不予延期: the day stays."""

    reason: Text


class UrgeOrder(Command, frozen=True, kw_only=True):
    """催办: remind the units that do it."""

    note: Text


class AskClosure(Command, frozen=True, kw_only=True):
    """申请办结: it is done, with this result."""

    result: Text


class AcceptAnswer(Command, frozen=True, kw_only=True):
    """核查通过: it is done indeed."""

    note: Note = ""


class SendAnswerBack(Command, frozen=True, kw_only=True):
    """退回重办: it is not done yet."""

    reason: Text


class CloseOrder(Command, frozen=True, kw_only=True):
    """办结销号: it is over."""


class ScoreOrder(Command, frozen=True, kw_only=True):
    """评分: how well it was done, 100 at best."""

    score: Percent
    note: Note = ""


class DropOrder(Command, frozen=True, kw_only=True):
    """撤销督办: nobody has to do it any more."""

    reason: Text


class NotePart(Command, frozen=True, kw_only=True):
    """分项结果: to the order that was split: its part with the id `part` has ended."""

    part: str
    ended: Literal["closed", "dropped"]
    on_time: bool = True


class NoteOverdue(Command, frozen=True, kw_only=True):
    """逾期提醒: the alarm of an order whose day `due` is over."""

    due: date
