"""What befalls a job: begun over fixed tables, done part by part, failed, taken up, aborted."""

from actors.blocks.jobs.job import (
    AbortJob,
    JobAborted,
    JobAsked,
    JobBegun,
    JobCompleted,
    JobFailed,
    JobPartDone,
    JobTakenUp,
    RecordBegun,
    RecordComplete,
    RecordFailure,
    RecordPart,
    StartJob,
    Table,
    TakeJobUpAgain,
)
from actors.blocks.jobs.kind import job_kind
from actors.blocks.jobs.roles import ANALYST
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests import loaded

QI = Identity("staff:analyst", (ANALYST,), "government_services")
CLERK = Identity("staff:wen", ("window_clerk",), "government_services")
KIND = job_kind(loaded.library())
ID = "0f" * 16
CASES, JUNE, JULY, ALL = (Table(digest=each * 32, rows=7) for each in ("aa", "bb", "cc", "dd"))
VOLUME = StartJob(job="case_volume", parameters={"since": "2026-06-01"})
BEGUN = RecordBegun(attempt=1, inputs={"cases": CASES}, parts=("2026-06", "2026-07"))
ODD = RecordFailure(attempt=1, code="broken", detail="ZeroDivisionError")

BLANK = Scenario.of(KIND).on(f"job:{ID}")
ASKED = BLANK.when(VOLUME, by=QI)
RUNNING = ASKED.when(BEGUN, by=PLATFORM)
HALF = RUNNING.when(RecordPart(attempt=1, part="2026-06", table=JUNE), by=PLATFORM)

SCENARIOS: dict[str, Scenario] = {
    "a job that is done": ASKED.then(events=(JobAsked,))
    .then_shown(phase="queued", reads=("cases",))
    .when(BEGUN, by=PLATFORM)
    .then(events=(JobBegun,))
    .when(BEGUN, by=PLATFORM)
    .then(events=())
    .when(RecordPart(attempt=1, part="2026-06", table=JUNE), by=PLATFORM)
    .then(events=(JobPartDone,))
    .when(RecordPart(attempt=1, part="2026-06", table=JUNE), by=PLATFORM)
    .then(events=())
    .when(RecordPart(attempt=1, part="2026-05", table=JUNE), by=PLATFORM)
    .then(events=())
    .when(RecordPart(attempt=1, part="2026-07", table=JULY), by=PLATFORM)
    .when(RecordComplete(attempt=1, result=ALL), by=PLATFORM)
    .then(events=(JobCompleted,))
    .then_shown(phase="complete", result=ALL, is_over=True),
    "a job that fails and goes on where it was": HALF.when(ODD, by=PLATFORM)
    .then(events=(JobFailed,))
    .when(TakeJobUpAgain(), by=QI)
    .then(events=(JobTakenUp,))
    .then_shown(phase="running", attempt=2, done={"2026-06": JUNE})
    .when(RecordPart(attempt=1, part="2026-07", table=JULY), by=PLATFORM)
    .then(events=())
    .when(RecordPart(attempt=2, part="2026-07", table=JULY), by=PLATFORM)
    .then(events=(JobPartDone,)),
    "a job that fails before it began": ASKED.when(ODD, by=PLATFORM)
    .when(TakeJobUpAgain(), by=QI)
    .then_shown(phase="queued", attempt=2),
    "a job that is aborted": HALF.when(AbortJob(reason="参数填错"), by=QI)
    .then(events=(JobAborted,))
    .when(RecordComplete(attempt=1, result=ALL), by=PLATFORM)
    .then(events=())
    .then_shown(phase="aborted", reason="参数填错"),
}
