"""What becomes of the runs of a source (采集): asked for, tried again, doubted, taken, and told to
the dataset that it collects for."""

from datetime import date, datetime, timedelta

from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due_date, local_day, start_of_day
from actors.kernel.library import Library
from actors.kernel.turn import Turn
from actors.systems.data_platform.dataset.commands import TakeCollected
from actors.systems.data_platform.dataset.terms import SHARED_DATASET
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import STEWARD
from actors.systems.data_platform.source import commands as c
from actors.systems.data_platform.source import events as e
from actors.systems.data_platform.source.state import Source
from actors.systems.data_platform.source.terms import Result

Turning = Turn[Source]
SCHEDULE, RETRY = "collect", "retry"
BY_CLOCK = "clock"


def begin(turn: Turning, *, by: str = "", upload: str = "", file_name: str = "") -> None:
    """Have another run wait to be done."""
    turn.emit(
        e.RunBegun(
            at=turn.now,
            by=by or turn.by.id,
            number=turn.state.numbers + 1,
            upload=upload,
            file_name=file_name,
        )
    )


def schedule(turn: Turning, calendar: Calendar) -> None:
    """Set the alarm by which it collects next; none if it does not by itself."""
    wording = turn.state.wording
    if wording is None or not wording.every or turn.state.phase == "closed":
        turn.forget(SCHEDULE)
        return
    on = due_date(local_day(turn.now), wording.every, calendar)
    at = start_of_day(on) + timedelta(hours=profile().collect_hour)
    turn.remind(SCHEDULE, at, c.CollectDue())


class Collecting:
    """Rules that rest on the calendar."""

    def __init__(self, library: Library) -> None:
        self._calendar = library[Calendar]

    def collect_due(self, turn: Turning, command: c.CollectDue) -> None:
        """Collect by schedule; what is under way is not begun twice."""
        if turn.state.phase == "closed":
            return
        if not turn.state.is_collecting:
            begin(turn, by=BY_CLOCK)
        schedule(turn, self._calendar)

    def note_collected(self, turn: Turning, command: c.NoteCollected) -> None:
        """Take what a run has brought, or have people look at it; of a try that another has
        followed, nothing."""
        if not _is_of_now(turn, command.number, command.tries):
            return
        if not turn.state.doubted(command.result, local_day(turn.now)):
            waived = bool(command.result.because)
            accept(turn, command.number, command.result, waived=waived)
            return
        turn.emit(
            e.RunQuarantined(
                at=turn.now, number=command.number, result=command.result, due=self._due(turn.now)
            )
        )
        notify(turn, to_role(STEWARD, turn.state.unit), "data_source.Quarantined", _named(turn))

    def note_failure(self, turn: Turning, command: c.NoteFailure) -> None:
        """Try again later, if that may help; after the last time the source is failing."""
        if not _is_of_now(turn, command.number, command.tries):
            return
        waits = profile().retry_minutes
        if turn.state.sort != "file" and command.tries < len(waits):
            again = turn.now + timedelta(minutes=waits[command.tries])
            turn.emit(
                e.RunPutOff(
                    at=turn.now,
                    number=command.number,
                    fault=command.fault,
                    about=command.about,
                    again_at=again,
                )
            )
            turn.remind(RETRY, again, c.RetryRun(number=command.number))
            return
        was_failing = turn.state.phase == "failing"
        turn.emit(
            e.RunFailed(
                at=turn.now,
                number=command.number,
                fault=command.fault,
                about=command.about,
                due=self._due(turn.now),
            )
        )
        if not was_failing:
            notify(turn, to_role(STEWARD, turn.state.unit), "data_source.Failing", _named(turn))

    def _due(self, now: datetime) -> date:
        return due_date(local_day(now), profile().source_days, self._calendar)


def retry(turn: Turning, command: c.RetryRun) -> None:
    """Try a run again."""
    last = turn.state.last
    if last is not None and (last.number, last.state) == (command.number, "put_off"):
        turn.emit(e.RunTriedAgain(at=turn.now, number=command.number))


def accept(turn: Turning, number: int, result: Result, *, waived: bool) -> None:
    """Take what a run has brought; what was not there already is a version of the dataset."""
    state = turn.state
    unchanged = result.sha256 == state.sha256
    turn.emit(
        e.RunAccepted(at=turn.now, number=number, result=result, unchanged=unchanged, waived=waived)
    )
    if unchanged:
        return
    taken = TakeCollected(
        source=turn.id, run=number, unit=state.unit, sha256=result.sha256, rows=result.rows
    )
    turn.send(f"{SHARED_DATASET}:{state.dataset}", taken)


def note_version(turn: Turning, command: c.NoteVersion) -> None:
    """Keep which version of the dataset it is."""
    noted = e.VersionNoted(at=turn.now, number=command.number, version=command.version)
    turn.emit(noted)
    if not command.version:
        notify(turn, to_role(STEWARD, turn.state.unit), "data_source.NotTaken", _named(turn))


def _is_of_now(turn: Turning, number: int, tries: int) -> bool:
    last = turn.state.last
    return (
        turn.state.phase != "closed"
        and last is not None
        and (last.number, last.tries, last.state) == (number, tries, "queued")
    )


def _named(turn: Turning) -> dict[str, str]:
    return {"number": turn.id}
