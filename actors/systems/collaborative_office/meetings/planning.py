"""From the plan to the invitations: time, place, room, who is asked (会议安排、用房、通知)."""

from datetime import datetime, timedelta

from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.meetings import commands as c
from actors.systems.collaborative_office.meetings import events as e
from actors.systems.collaborative_office.meetings.state import (
    Invitee,
    MeetingState,
    moves_on,
)
from actors.systems.collaborative_office.profile import profile
from actors.systems.collaborative_office.resources import commands as r
from actors.systems.collaborative_office.resources.fitting import moment, named
from actors.systems.collaborative_office.resources.state import OFFICE_RESOURCE
from actors.systems.collaborative_office.texts import require_open, require_said

Turning = Turn[MeetingState]
RUNNING = ("planned", "invited")


class Planning:
    """Rules that rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def plan(self, turn: Turning, command: c.PlanMeeting) -> None:
        """Plan a meeting of the unit of who asks, and ask for its room.

        Raises:
            Refusal: a text says nothing, or bears a mark of secrecy; the time is none, over or too
                far ahead; it has no place, or two; somebody is invited twice or cannot answer.
        """
        for field in ("title", "agenda"):
            require_said(field, getattr(command, field))
        _require_when_and_where(turn.now, command)
        turn.emit(
            e.MeetingPlanned(
                at=turn.now,
                by=turn.by.id,
                organ=turn.by.unit,
                title=command.title,
                agenda=command.agenda,
                begins_at=command.begins_at,
                ends_at=command.ends_at,
                resource=command.resource,
                place=command.place,
                invitees=self._invitees(command),
            )
        )
        _book(turn)

    def _invitees(self, command: c.PlanMeeting) -> tuple[Invitee, ...]:
        if not command.people and not command.units:
            raise Refusal(Reason("office_meeting.nobody_invited", "/people"))
        found = [
            *(self._person(account) for account in command.people),
            *(self._unit(code) for code in command.units),
        ]
        if len({each.who for each in found}) < len(found):
            raise Refusal(Reason("office_meeting.invited_twice", "/people"))
        return tuple(found)

    def _person(self, account: str) -> Invitee:
        member = self._organisation.staff.get(account)
        if member is None or not member.roles:
            raise Refusal(Reason("office_meeting.nobody_there", "/people"))
        return Invitee(who=f"staff:{account}", unit=member.unit, role=member.roles[0])

    def _unit(self, code: str) -> Invitee:
        held = any(
            member.holds(roles.REGISTRY, code) for member in self._organisation.staff.values()
        )
        if not held:
            facts = named(self._organisation, code)
            raise Refusal(Reason("office_meeting.nobody_answers", "/units", facts))
        return Invitee(who=code, unit=code, role=roles.REGISTRY)


def move(turn: Turning, command: c.MoveMeeting) -> None:
    """Have it at another time or place: its room is booked anew, and who was invited is asked anew.

    Raises:
        Refusal: as for a plan; the reason says nothing.
    """
    require_said("reason", command.reason)
    _require_when_and_where(turn.now, command)
    before = turn.state
    turn.emit(
        e.MeetingMoved(
            at=turn.now,
            by=turn.by.id,
            begins_at=command.begins_at,
            ends_at=command.ends_at,
            resource=command.resource,
            place=command.place,
            reason=command.reason,
        )
    )
    if before.resource != command.resource:
        _release(turn, before)
    _book(turn)
    if turn.state.phase == "invited":
        tell_invitees(turn, "Moved")


def invite(turn: Turning, command: c.InviteToMeeting) -> None:
    """Invite everybody, once it is known where it is.

    Raises:
        Refusal: the room is not booked yet, or cannot be had.
    """
    if not turn.state.placed:
        raise Refusal(Reason("office_meeting.no_room_yet"), kind="not_now")
    turn.emit(e.InvitationsSent(at=turn.now, by=turn.by.id))
    tell_invitees(turn, "Invited")


def cancel(turn: Turning, command: c.CancelMeeting) -> None:
    """Have it not take place: its room is released, who was invited hears why.

    Raises:
        Refusal: the reason says nothing, or bears a mark of secrecy.
    """
    require_said("reason", command.reason)
    before = turn.state
    turn.emit(e.MeetingCancelled(at=turn.now, by=turn.by.id, reason=command.reason))
    _release(turn, before)
    if before.phase == "invited":
        tell_invitees(turn, "Cancelled")


def note_booking(turn: Turning, command: c.NoteBooking) -> None:
    """Note what became of the room. What is told twice, late, or of an earlier attempt changes
    nothing."""
    state = turn.state
    if (command.resource, command.round) != (state.resource, state.round):
        return
    if state.phase not in RUNNING or not moves_on(state.room, command.progress):
        return
    turn.emit(
        e.RoomNoted(
            at=turn.now,
            room=command.progress,
            name=command.name,
            place=command.place,
            hindrance=command.reason if command.progress in ("refused", "released") else "",
            hindered_by=command.organ,
        )
    )
    if command.progress in ("refused", "released"):
        notify(turn, to_role(roles.MEETINGS, state.organ), "office_meeting.NoRoom", _when(state))


def tell_invitees(turn: Turning, notice: str) -> None:
    """Tell everybody who is invited."""
    facts = _when(turn.state)
    for each in turn.state.invitees:
        to = to_somebody(each.who) if each.person else to_role(each.role, each.unit)
        notify(turn, to, f"office_meeting.{notice}", facts)
        if each.reply == "deputy":
            notify(turn, to_somebody(f"staff:{each.deputy}"), f"office_meeting.{notice}", facts)


def tell_deputy(turn: Turning, account: str) -> None:
    """Tell who shall come in the place of somebody."""
    to = to_somebody(f"staff:{account}")
    notify(turn, to, "office_meeting.Deputed", _when(turn.state))


def _when(state: MeetingState) -> dict[str, str]:
    assert state.begins_at is not None  # it is planned
    return {"when": moment(state.begins_at)}


def _book(turn: Turning) -> None:
    state = turn.state
    if not state.resource:
        return
    assert state.begins_at is not None and state.ends_at is not None
    wish = r.BookForMeeting(
        meeting=turn.id,
        round=state.round,
        organ=state.organ,
        by=state.secretary,
        begins_at=state.begins_at,
        ends_at=state.ends_at,
        purpose=state.title,
    )
    turn.send(f"{OFFICE_RESOURCE}:{state.resource}", wish)


def _release(turn: Turning, had: MeetingState) -> None:
    """Release the room that the meeting `had`."""
    if not had.resource:
        return
    assert had.begins_at is not None and had.ends_at is not None
    wish = r.ReleaseForMeeting(
        meeting=turn.id,
        round=had.round,
        organ=had.organ,
        by=had.secretary,
        begins_at=had.begins_at,
        ends_at=had.ends_at,
    )
    turn.send(f"{OFFICE_RESOURCE}:{had.resource}", wish)


def _require_when_and_where(now: datetime, command: c.PlanMeeting | c.MoveMeeting) -> None:
    require_open({"place": command.place})
    ahead = timedelta(days=profile().booking_days_ahead)
    longest = timedelta(days=profile().booking_longest_days)
    if command.ends_at <= command.begins_at:
        raise Refusal(Reason("office_resource.ends_first", "/ends_at"))
    if command.begins_at < now:
        raise Refusal(Reason("office_resource.over", "/begins_at"))
    if command.begins_at > now + ahead:
        facts = {"days": str(profile().booking_days_ahead)}
        raise Refusal(Reason("office_resource.too_far_ahead", "/begins_at", facts))
    if command.ends_at - command.begins_at > longest:
        raise Refusal(Reason("office_resource.too_long", "/ends_at"))
    if bool(command.resource) == bool(command.place.strip()):
        raise Refusal(Reason("office_meeting.one_place", "/place"))
