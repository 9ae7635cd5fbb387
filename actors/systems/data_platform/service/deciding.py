"""What is done with a data service (服务全周期): drafted, approved by another, suspended, resumed,
retired after a time; those who use it hear of each."""

from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import ONE_DAY
from actors.kernel.deadlines import end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.dataset.commands import TellUsers
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.request.said import said
from actors.systems.data_platform.service import records as r

Turning = Turn[r.Service]
ENDS = "ends"


class Drafting:
    """Rules that rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def draft(self, turn: Turning, command: r.DraftService) -> None:
        """Begin a service of the steward's unit.

        Raises:
            Refusal: it is addressed by another name than its own, or its title says nothing.
        """
        if turn.id != command.code:
            raise Refusal(Reason("data_service.other_id", "/code"))
        turn.emit(
            r.ServiceDrafted(
                at=turn.now,
                by=turn.by.id,
                unit=self._organisation.acting(turn.by.unit),
                title=said(command.title, "/title"),
                dataset=command.dataset,
                per_day=command.per_day,
                per_minute=command.per_minute,
                promise=command.promise,
            )
        )


def approve(turn: Turning, command: r.ApproveService) -> None:
    """Have it answer.

    Raises:
        Refusal: who has drafted it decides that himself.
    """
    if turn.by.id == turn.state.drafted_by:
        raise Refusal(Reason("data_service.own_draft"), kind="not_now")
    turn.emit(r.ServiceApproved(at=turn.now, by=turn.by.id))
    _tell_users(turn, "ServiceOpened")


def suspend(turn: Turning, command: r.SuspendService) -> None:
    """Have it answer nobody.

    Raises:
        Refusal: nothing is said.
    """
    turn.emit(r.ServiceSuspended(at=turn.now, by=turn.by.id, reason=said(command.reason)))
    _tell_users(turn, "ServiceSuspended")


def resume(turn: Turning, command: r.ResumeService) -> None:
    """Have it answer again."""
    turn.emit(r.ServiceResumed(at=turn.now, by=turn.by.id))
    _tell_users(turn, "ServiceResumed")


def retire(turn: Turning, command: r.RetireService) -> None:
    """Have it end after the days that the place sets.

    Raises:
        Refusal: nothing is said.
    """
    ends = local_day(turn.now) + profile().retire_days * ONE_DAY
    reason = said(command.reason)
    turn.emit(r.RetirementAnnounced(at=turn.now, by=turn.by.id, reason=reason, ends=ends))
    turn.remind(ENDS, end_of_day(ends), r.NoteServiceEnd())
    _tell_users(turn, "ServiceEnds")


def note_end(turn: Turning, command: r.NoteServiceEnd) -> None:
    """End it."""
    if turn.state.phase != "retired":
        turn.emit(r.ServiceRetired(at=turn.now))


def _tell_users(turn: Turning, notice: str) -> None:
    ends = turn.state.ends.isoformat() if turn.state.ends else ""
    wish = TellUsers(unit=turn.state.unit, service=turn.id, notice=notice, ends=ends)
    turn.send(f"{SHARED_DATASET}:{turn.state.dataset}", wish)
