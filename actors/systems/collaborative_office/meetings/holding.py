"""From the answers to the minutes (回复、召开、纪要)."""

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.meetings import commands as c
from actors.systems.collaborative_office.meetings import events as e
from actors.systems.collaborative_office.meetings.planning import tell_deputy, tell_invitees
from actors.systems.collaborative_office.meetings.state import Decision, Invitee, MeetingState
from actors.systems.collaborative_office.texts import require_open, require_said

Turning = Turn[MeetingState]


class Answering:
    """Rules of answers, which rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def reply(self, turn: Turning, command: c.ReplyToInvitation) -> None:
        """Say whether somebody comes, or who comes in the place; again, until it is held.

        Raises:
            Refusal: it is not his to say; the deputy is missing, works elsewhere, or comes already;
                the note bears a mark of secrecy.
        """
        require_open({"note": command.note})
        meant = next((each for each in turn.state.invitees if each.who == command.invitee), None)
        if meant is None or not answers_for(turn.by, meant):
            raise Refusal(Reason("office_meeting.not_your_invitation", "/invitee"))
        if command.reply == "deputy":
            self._require_deputy(turn.state, meant, command.deputy)
        elif command.deputy:
            raise Refusal(Reason("office_meeting.no_deputy_wanted", "/deputy"))
        turn.emit(
            e.InvitationAnswered(
                at=turn.now,
                by=turn.by.id,
                invitee=meant.who,
                reply=command.reply,
                deputy=command.deputy,
                note=command.note,
            )
        )
        if command.deputy and command.deputy != meant.deputy:
            tell_deputy(turn, command.deputy)

    def _require_deputy(self, state: MeetingState, meant: Invitee, account: str) -> None:
        member = self._organisation.staff.get(account)
        if member is None or member.unit != meant.unit:
            raise Refusal(Reason("office_meeting.deputy_elsewhere", "/deputy"))
        if f"staff:{account}" in state.people and account != meant.deputy:
            raise Refusal(Reason("office_meeting.comes_already", "/deputy"))


def answers_for(by: Identity, invitee: Invitee) -> bool:
    """Tell whether `by` may answer an invitation: somebody his own, the registry that of its
    unit."""
    if invitee.person:
        return invitee.who == by.id
    return by.unit == invitee.unit and invitee.role in by.roles


def hold(turn: Turning, command: c.HoldMeeting) -> None:
    """Note that it takes place.

    Raises:
        Refusal: it does not begin yet.
    """
    assert turn.state.begins_at is not None  # it is planned
    if turn.now < turn.state.begins_at:
        raise Refusal(Reason("office_meeting.not_yet"), kind="not_now")
    turn.emit(e.MeetingHeld(at=turn.now, by=turn.by.id))


def write_minutes(turn: Turning, command: c.WriteMinutes) -> None:
    """Keep what was said and decided, for those who were invited.

    Raises:
        Refusal: a text says nothing, or bears a mark of secrecy.
    """
    require_said("minutes", command.minutes)
    for n, each in enumerate(command.decisions):
        require_said(f"decisions/{n}/matter", each.matter)
    decisions = tuple(Decision(matter=each.matter) for each in command.decisions)
    turn.emit(
        e.MinutesWritten(at=turn.now, by=turn.by.id, minutes=command.minutes, decisions=decisions)
    )
    tell_invitees(turn, "Minuted")
