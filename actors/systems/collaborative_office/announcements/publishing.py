"""The rules of an announcement: draft, approval, publication, readings, end (起草、批准、发布、
确认、到期、撤回)."""

from datetime import date, datetime, timedelta

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.messages.template import Letters
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.announcements import commands as c
from actors.systems.collaborative_office.announcements import events as e
from actors.systems.collaborative_office.announcements.audience import (
    readers_of,
    require_audience,
    units_within,
)
from actors.systems.collaborative_office.announcements.state import AnnouncementState
from actors.systems.collaborative_office.days import require_ahead
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.texts import require_open, require_said

Turning = Turn[AnnouncementState]
REMINDER, EXPIRY = "must_read", "expiry"


class Announcing:
    """Rules that rest on the organisation and on the quiet hours of the place."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]
        self._delivery = library[Letters].rules

    def draft(self, turn: Turning, command: c.DraftAnnouncement) -> None:
        """Begin an announcement of the organ of who asks.

        Raises:
            Refusal: as `_require`; the organ has no head who could approve it.
        """
        if not self._approvers(turn.by.unit, turn.by.id):
            raise Refusal(Reason("announcement.nobody_approves"), kind="not_now")
        self._write(turn, command, turn.by.unit)

    def edit(self, turn: Turning, command: c.EditAnnouncement) -> None:
        """Write the draft anew.

        Raises:
            Refusal: as `_require`.
        """
        self._write(turn, command, turn.state.organ)

    def hand_in(self, turn: Turning, command: c.HandInAnnouncement) -> None:
        """Ask the head of the organ.

        Raises:
            Refusal: its last day is over.
        """
        _require_to_come(turn)
        turn.emit(e.AnnouncementHandedIn(at=turn.now, by=turn.by.id))
        _tell(turn, to_role(roles.SIGNER, turn.state.organ), "announcement.ToApprove")

    def publish(self, turn: Turning, command: c.PublishAnnouncement) -> None:
        """Tell everybody of the audience as the organisation stands today.

        Raises:
            Refusal: its last day is over; nobody is left of its audience, or too many have come.
        """
        state = turn.state
        _require_to_come(turn)
        require_audience(self._organisation, state.audience, state.people)
        units = units_within(self._organisation, state.audience)
        readers = readers_of(self._organisation, units, state.people)
        turn.emit(e.AnnouncementPublished(at=turn.now, by=turn.by.id, units=units, readers=readers))
        assert state.expires_on is not None  # it was drafted
        turn.remind(EXPIRY, end_of_day(state.expires_on), c.ExpireAnnouncement())
        for each in readers:
            told = "announcement.MustRead" if state.must_read else "announcement.Published"
            _tell(turn, to_somebody(each.by), told)
        if state.must_read:
            self._remind(turn)

    def remind(self, turn: Turning, command: c.RemindReaders) -> None:
        """Tell those again who have not confirmed it, and go on while there are any."""
        waits = turn.state.waits_for
        if not waits:
            return
        turn.emit(e.ReadersReminded(at=turn.now, many=len(waits)))
        for each in waits:
            notify(turn, to_somebody(each.by), "announcement.Unconfirmed")
        self._remind(turn)

    def _remind(self, turn: Turning) -> None:
        at = self.reminds_at(turn.now)
        turn.remind(REMINDER, at, c.RemindReaders())

    def reminds_at(self, now: datetime) -> datetime:
        """Return when readers are reminded of what they were told at an instant: so many hours
        later as the place says, or at the end of the quiet hours (免打扰时段) that holds then."""
        at = now + timedelta(hours=profile().must_read_hours)
        return self._delivery.leaves(at, "push", "normal", "work")

    def _write(
        self, turn: Turning, wish: c.DraftAnnouncement | c.EditAnnouncement, organ: str
    ) -> None:
        require_said("title", wish.title)
        require_said("body", wish.body)
        require_ahead(wish.expires_on, local_day(turn.now), "/expires_on")
        require_audience(self._organisation, wish.audience, wish.people)
        turn.emit(
            e.AnnouncementDrafted(
                at=turn.now,
                by=turn.by.id,
                organ=organ,
                title=wish.title,
                body=wish.body,
                audience=wish.audience,
                people=wish.people,
                expires_on=wish.expires_on,
                must_read=wish.must_read,
            )
        )

    def _approvers(self, organ: str, drafter: str) -> list[str]:
        return [
            account
            for account, member in self._organisation.staff.items()
            if member.holds(roles.SIGNER, organ) and f"staff:{account}" != drafter
        ]


def approve(turn: Turning, command: c.ApproveAnnouncement) -> None:
    """Agree to it.

    Raises:
        Refusal: who agrees has drafted it; the note bears a mark of secrecy.
    """
    if turn.by.id == turn.state.drafter:
        raise Refusal(Reason("announcement.approved_by_drafter"), kind="forbidden")
    require_open({"note": command.note})
    turn.emit(e.AnnouncementApproved(at=turn.now, by=turn.by.id, note=command.note))
    _tell(turn, to_somebody(turn.state.drafter), "announcement.ToPublish")


def send_back(turn: Turning, command: c.SendAnnouncementBack) -> None:
    """Have it changed.

    Raises:
        Refusal: the reason says nothing, or bears a mark of secrecy.
    """
    require_said("reason", command.reason)
    turn.emit(e.AnnouncementSentBack(at=turn.now, by=turn.by.id, reason=command.reason))
    _tell(turn, to_somebody(turn.state.drafter), "announcement.SentBack")


def confirm(turn: Turning, command: c.ConfirmReading) -> None:
    """Note that who sends this has read it, once."""
    if all(each.by != turn.by.id for each in turn.state.confirmations):
        turn.emit(e.ReadingConfirmed(at=turn.now, by=turn.by.id))
        if not turn.state.waits_for:
            turn.forget(REMINDER)


def withdraw(turn: Turning, command: c.WithdrawAnnouncement) -> None:
    """Have it hold no more; those who were told hear of it.

    Raises:
        Refusal: the reason says nothing, or bears a mark of secrecy.
    """
    require_said("reason", command.reason)
    turn.emit(e.AnnouncementWithdrawn(at=turn.now, by=turn.by.id, reason=command.reason))
    for each in turn.state.readers:
        _tell(turn, to_somebody(each.by), "announcement.Withdrawn")
    for alarm in (REMINDER, EXPIRY):
        turn.forget(alarm)


def expire(turn: Turning, command: c.ExpireAnnouncement) -> None:
    """Put an end to it: its last day is over."""
    if turn.state.phase == "published":
        turn.emit(e.AnnouncementExpired(at=turn.now))
        turn.forget(REMINDER)


def may_hold(expires_on: date | None, today: date) -> bool:
    """Tell whether an announcement with this last day is in force on a day."""
    return expires_on is not None and today <= expires_on


def _require_to_come(turn: Turning) -> None:
    if not may_hold(turn.state.expires_on, local_day(turn.now)):
        raise Refusal(Reason("announcement.over"), kind="not_now")


def _tell(turn: Turning, to: str, notice: str) -> None:
    if to != to_somebody(turn.by.id):  # who acts knows
        notify(turn, to, notice)
