"""The job (作业) as an entity: asked for, begun over files of its own, done part by part.

What it reads is fixed when it begins: the digests of its tables stand in its history, and each part
that is done stays done, whoever is killed. Its states are those of OpenLineage.
"""

from datetime import datetime
from typing import Literal

import msgspec

from actors.kernel.turn import Command, Event

JOB = "job"
Phase = Literal[
    "",  # no history
    "queued",  # 排队
    "running",  # 运行
    "complete",  # 完成
    "failed",  # 失败; can be taken up again
    "aborted",  # 中止
]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A file: `digest` of what its rows say, by which it is found; how many `rows` it has."""

    digest: str
    rows: int


class StartJob(Command, frozen=True, kw_only=True):
    """提交作业: have the work `job` done with `parameters`, by their names, as texts."""

    job: str
    parameters: dict[str, str] = {}


class AbortJob(Command, frozen=True, kw_only=True):
    """中止作业: have it stop; what it has not begun it does not begin."""

    reason: str


class TakeJobUpAgain(Command, frozen=True, kw_only=True):
    """重新运行: go on with one that failed, over the same files."""


class RecordBegun(Command, frozen=True, kw_only=True):
    """Platform: this `attempt` works over `inputs`, by the names of tables, in these `parts`."""

    attempt: int
    inputs: dict[str, Table]
    parts: tuple[str, ...]


class RecordPart(Command, frozen=True, kw_only=True):
    """Platform: the part `part` of this `attempt` is done."""

    attempt: int
    part: str
    table: Table


class RecordComplete(Command, frozen=True, kw_only=True):
    """Platform: this `attempt` is done, with this result."""

    attempt: int
    result: Table


class RecordFailure(Command, frozen=True, kw_only=True):
    """Platform: this `attempt` cannot be done. `code` says why, `detail` what it is about."""

    attempt: int
    code: str
    detail: str = ""


class JobAsked(Event, frozen=True, kw_only=True):
    """`reads` are the names of the tables that it will read."""

    at: datetime
    by: str
    job: str
    parameters: dict[str, str]
    reads: tuple[str, ...]


class JobBegun(Event, frozen=True, kw_only=True):
    at: datetime
    inputs: dict[str, Table]
    parts: tuple[str, ...]


class JobPartDone(Event, frozen=True, kw_only=True):
    at: datetime
    part: str
    table: Table


class JobCompleted(Event, frozen=True, kw_only=True):
    at: datetime
    result: Table


class JobFailed(Event, frozen=True, kw_only=True):
    at: datetime
    code: str
    detail: str = ""


class JobAborted(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    reason: str


class JobTakenUp(Event, frozen=True, kw_only=True):
    at: datetime
    by: str


JobEvent = JobAsked | JobBegun | JobPartDone | JobCompleted | JobFailed | JobAborted | JobTakenUp


class JobState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One job. `attempt` counts how often it was taken up, from 1; `done` are the parts that are
    done, by their names."""

    id: str
    phase: Phase = ""
    job: str = ""
    parameters: dict[str, str] = {}
    reads: tuple[str, ...] = ()
    by: str = ""
    attempt: int = 1
    asked_at: datetime | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    inputs: dict[str, Table] = {}
    parts: tuple[str, ...] = ()
    done: dict[str, Table] = {}
    result: Table | None = None
    code: str = ""
    detail: str = ""
    reason: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done for it by itself."""
        return self.phase in ("complete", "failed", "aborted")


def evolve(state: JobState, event: JobEvent) -> JobState:
    """Return the job after `event`."""
    replace = msgspec.structs.replace
    match event:
        case JobAsked():
            return replace(
                state,
                phase="queued",
                job=event.job,
                parameters=event.parameters,
                reads=event.reads,
                by=event.by,
                asked_at=event.at,
            )
        case JobBegun():
            return replace(
                state,
                phase="running",
                begun_at=event.at,
                inputs=event.inputs,
                parts=event.parts,
            )
        case JobPartDone():
            return replace(state, done={**state.done, event.part: event.table})
        case JobCompleted():
            return replace(state, phase="complete", ended_at=event.at, result=event.result)
        case JobFailed():
            return replace(
                state, phase="failed", ended_at=event.at, code=event.code, detail=event.detail
            )
        case JobAborted():
            return replace(state, phase="aborted", ended_at=event.at, reason=event.reason)
        case JobTakenUp():
            return replace(
                state,
                phase="running" if state.inputs else "queued",
                attempt=state.attempt + 1,
                ended_at=None,
                code="",
                detail="",
            )
