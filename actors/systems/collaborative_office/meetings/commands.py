"""What can be asked of a meeting (会议)."""

from typing import Annotated, Literal

import msgspec

from actors.kernel.turn import Command
from actors.systems.collaborative_office.outgoing.commands import Line, Note
from actors.systems.collaborative_office.resources.commands import Moment
from actors.systems.collaborative_office.resources.commands import NoteBooking as NoteBooking

Agenda = Annotated[str, msgspec.Meta(min_length=1, max_length=5_000)]
Minutes = Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
Place = Annotated[str, msgspec.Meta(max_length=200)]
Id = Annotated[str, msgspec.Meta(max_length=80, pattern="^[A-Za-z0-9_.~-]*$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
People = Annotated[tuple[Name, ...], msgspec.Meta(max_length=200)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """What a meeting has decided (议定事项), in a sentence."""

    matter: Line


class PlanMeeting(Command, frozen=True, kw_only=True):
    """安排会议: a meeting of the unit, in the room `resource`, which is booked for it, or at a
    `place` in words. `people` are accounts of staff, `units` send whom they want."""

    title: Line
    agenda: Agenda
    begins_at: Moment
    ends_at: Moment
    resource: Id = ""
    place: Place = ""
    people: People = ()
    units: People = ()


class MoveMeeting(Command, frozen=True, kw_only=True):
    """改期改地点: have it at another time, or in another place. The room is booked anew, and who
    was invited answers anew."""

    begins_at: Moment
    ends_at: Moment
    resource: Id = ""
    place: Place = ""
    reason: Reason


class InviteToMeeting(Command, frozen=True, kw_only=True):
    """发出通知: invite everybody who was named."""


class ReplyToInvitation(Command, frozen=True, kw_only=True):
    """回复: whether the `invitee` comes, or who comes in the place: the account `deputy`."""

    invitee: Name
    reply: Literal["coming", "not_coming", "deputy"]
    deputy: Annotated[str, msgspec.Meta(max_length=100)] = ""
    note: Note = ""


class HoldMeeting(Command, frozen=True, kw_only=True):
    """会议已召开: it has taken place, or does."""


class WriteMinutes(Command, frozen=True, kw_only=True):
    """形成纪要: what was said, and what was decided."""

    minutes: Minutes
    decisions: Annotated[tuple[Resolved, ...], msgspec.Meta(max_length=50)] = ()


class CancelMeeting(Command, frozen=True, kw_only=True):
    """取消会议: it does not take place; its room is released."""

    reason: Reason
