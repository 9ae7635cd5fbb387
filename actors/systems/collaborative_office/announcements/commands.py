"""What can be asked of an announcement (公告通知)."""

from datetime import date
from typing import Annotated

import msgspec

from actors.kernel.turn import Command
from actors.systems.collaborative_office.outgoing.commands import Code, Line, Long, Note, Units

People = Annotated[tuple[Code, ...], msgspec.Meta(max_length=500)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class DraftAnnouncement(Command, frozen=True, kw_only=True):
    """起草公告: begin an announcement to the units `audience`, with those below them, and to the
    accounts `people`; it is in force up to the local day `expires_on`, and `must_read` if each of
    them has to confirm that he has read it."""

    title: Line
    body: Long
    audience: Units = ()
    people: People = ()
    expires_on: date
    must_read: bool = False


class EditAnnouncement(Command, frozen=True, kw_only=True):
    """修改公告: write the draft anew."""

    title: Line
    body: Long
    audience: Units = ()
    people: People = ()
    expires_on: date
    must_read: bool = False


class HandInAnnouncement(Command, frozen=True, kw_only=True):
    """送审: ask the head of the organ for the approval."""


class ApproveAnnouncement(Command, frozen=True, kw_only=True):
    """批准发布: the head of the organ agrees."""

    note: Note = ""


class SendAnnouncementBack(Command, frozen=True, kw_only=True):
    """退回修改: the head of the organ wants it changed."""

    reason: Text


class PublishAnnouncement(Command, frozen=True, kw_only=True):
    """发布: tell the audience, as the organisation stands now."""


class ConfirmReading(Command, frozen=True, kw_only=True):
    """确认已读: who sends it has read it; to say so again changes nothing."""


class WithdrawAnnouncement(Command, frozen=True, kw_only=True):
    """撤回公告: it holds no more, or never does."""

    reason: Text


class RemindReaders(Command, frozen=True, kw_only=True):
    """提醒未读: the alarm of a must-read that not everybody has confirmed."""


class ExpireAnnouncement(Command, frozen=True, kw_only=True):
    """到期: the alarm of an announcement whose last day is over."""
