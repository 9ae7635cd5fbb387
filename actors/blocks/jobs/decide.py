"""What a job does with what is asked of it and told of it."""

from collections.abc import Mapping

from actors.blocks.jobs.asked import faults, reads
from actors.blocks.jobs.job import (
    AbortJob,
    JobAborted,
    JobAsked,
    JobBegun,
    JobCompleted,
    JobFailed,
    JobPartDone,
    JobState,
    JobTakenUp,
    RecordBegun,
    RecordComplete,
    RecordFailure,
    RecordPart,
    StartJob,
)
from actors.kernel.errors import Reason, Refusal
from actors.kernel.job import AnalystTable, Job
from actors.kernel.turn import Turn

REASON = 500  # characters


def start(
    turn: Turn[JobState],
    command: StartJob,
    jobs: Mapping[str, Job],
    tables: Mapping[str, AnalystTable],
) -> None:
    """Queue the job.

    Raises:
        Refusal: there is no such job, or its parameters are wrong; every one that is is named.
    """
    job = jobs.get(command.job)
    if job is None:
        raise Refusal(Reason("job.no_job", "/job"))
    sent = {name: value.strip() for name, value in command.parameters.items() if value.strip()}
    if found := faults(job, sent, tables):
        raise Refusal(*(Reason(code, f"/parameters/{name}") for name, code in found.items()))
    read = reads(job, sent, tables)
    turn.emit(JobAsked(at=turn.now, by=turn.by.id, job=job.name, parameters=sent, reads=read))


def abort(turn: Turn[JobState], command: AbortJob) -> None:
    """Have it stop.

    Raises:
        Refusal: no reason is given, or one that is too long.
    """
    reason = command.reason.strip()
    if not reason or len(reason) > REASON:
        raise Refusal(Reason("job.reason", "/reason"))
    turn.emit(JobAborted(at=turn.now, by=turn.by.id, reason=reason))


def take_up_again(turn: Turn[JobState]) -> None:
    """Have it go on."""
    turn.emit(JobTakenUp(at=turn.now, by=turn.by.id))


def record_begun(turn: Turn[JobState], command: RecordBegun) -> None:
    """Fix what it reads; whoever began it first has fixed it."""
    if _is_of_now(turn, command.attempt) and turn.state.phase == "queued":
        turn.emit(JobBegun(at=turn.now, inputs=command.inputs, parts=command.parts))


def record_part(turn: Turn[JobState], command: RecordPart) -> None:
    """Keep a part that is done; one that is kept already is the same."""
    state = turn.state
    wanted = command.part in state.parts and command.part not in state.done
    if _is_of_now(turn, command.attempt) and wanted:
        turn.emit(JobPartDone(at=turn.now, part=command.part, table=command.table))


def record_complete(turn: Turn[JobState], command: RecordComplete) -> None:
    """Keep the result."""
    if _is_of_now(turn, command.attempt):
        turn.emit(JobCompleted(at=turn.now, result=command.result))


def record_failure(turn: Turn[JobState], command: RecordFailure) -> None:
    """Keep why it cannot be done."""
    if _is_of_now(turn, command.attempt):
        turn.emit(JobFailed(at=turn.now, code=command.code, detail=command.detail))


def _is_of_now(turn: Turn[JobState], attempt: int) -> bool:
    return attempt == turn.state.attempt and not turn.state.is_over
