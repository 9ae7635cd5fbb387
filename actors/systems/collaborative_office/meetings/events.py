"""What can happen to a meeting."""

from datetime import datetime

from actors.kernel.turn import Event
from actors.systems.collaborative_office.meetings.state import Decision, Invitee, Reply, Room


class MeetingPlanned(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    organ: str
    title: str
    agenda: str
    begins_at: datetime
    ends_at: datetime
    resource: str = ""
    place: str = ""
    invitees: tuple[Invitee, ...] = ()


class MeetingMoved(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    begins_at: datetime
    ends_at: datetime
    resource: str = ""
    place: str = ""
    reason: str


class RoomNoted(Event, frozen=True, kw_only=True):
    """The room has come to `room`; `place` is where the room is, in words."""

    at: datetime
    room: Room
    name: str = ""
    place: str = ""
    hindrance: str = ""
    hindered_by: str = ""


class InvitationsSent(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class InvitationAnswered(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    invitee: str
    reply: Reply
    deputy: str = ""
    note: str = ""


class MeetingHeld(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


class MinutesWritten(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    minutes: str
    decisions: tuple[Decision, ...] = ()


class MeetingCancelled(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


MeetingEvent = (
    MeetingPlanned
    | MeetingMoved
    | RoomNoted
    | InvitationsSent
    | InvitationAnswered
    | MeetingHeld
    | MinutesWritten
    | MeetingCancelled
)
