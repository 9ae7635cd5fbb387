"""How a meeting changes by what happens to it."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from actors.systems.collaborative_office.meetings import events as e
from actors.systems.collaborative_office.meetings.state import MeetingState, Phase
from actors.systems.collaborative_office.path import Step


def evolve(state: MeetingState, event: e.MeetingEvent) -> MeetingState:
    """Return the meeting after `event`."""
    match event:
        case e.MeetingPlanned(at=at, by=by):
            state = replace(
                _placed(state, event),
                organ=event.organ,
                secretary=by,
                title=event.title,
                agenda=event.agenda,
                invitees=event.invitees,
            )
            return _reach(state, "planned", at, by)
        case e.MeetingMoved(reason=reason):
            asked = tuple(
                replace(each, reply="", deputy="", note="", by="", at=None)
                for each in state.invitees
            )
            return replace(_placed(state, event), invitees=asked, reason=reason)
        case e.RoomNoted():
            return replace(
                state,
                room=event.room,
                room_name=" ".join(filter(None, (event.place, event.name))),
                hindrance=event.hindrance,
                hindered_by=event.hindered_by,
            )
        case e.InvitationsSent(at=at, by=by):
            return _reach(state, "invited", at, by)
        case e.InvitationAnswered():
            return _answered(state, event)
        case e.MeetingHeld(at=at, by=by):
            return _reach(state, "held", at, by)
        case e.MinutesWritten(at=at, by=by, minutes=minutes, decisions=decisions):
            return _reach(replace(state, minutes=minutes, decisions=decisions), "minuted", at, by)
        case e.MeetingCancelled(at=at, by=by, reason=reason):
            return _reach(replace(state, reason=reason), "cancelled", at, by, reason)
        case _:
            assert_never(event)


def _placed(state: MeetingState, event: e.MeetingPlanned | e.MeetingMoved) -> MeetingState:
    return replace(
        state,
        begins_at=event.begins_at,
        ends_at=event.ends_at,
        resource=event.resource,
        place=event.place,
        round=state.round + 1,
        room="",
        room_name="",
        hindrance="",
        hindered_by="",
    )


def _answered(state: MeetingState, event: e.InvitationAnswered) -> MeetingState:
    invitees = tuple(
        replace(
            each,
            reply=event.reply,
            deputy=event.deputy,
            note=event.note,
            by=event.by,
            at=event.at,
        )
        if each.who == event.invitee
        else each
        for each in state.invitees
    )
    return replace(state, invitees=invitees)


def _reach(
    state: MeetingState, reached: Phase, at: datetime, by: str, reason: str = ""
) -> MeetingState:
    step = Step(at=at, by=by, left=state.phase, reached=reached, reason=reason)
    return replace(state, phase=reached, since=at, path=(*state.path, step))
