"""The job as an entity kind: one for each that was ever asked for."""

from actors.blocks.access.access import Access
from actors.blocks.jobs import decide as d
from actors.blocks.jobs import job as j
from actors.blocks.jobs.asked import jobs_of, reads, tables_for
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.system import Installed

GUARDED = Guarded(
    actions=("read", "start", "abort", "take_up"),
    facts={"state": "text", "job": "text", "tables": "texts"},
    fields=(
        "phase", "job", "reads", "by", "attempt", "asked_at", "begun_at", "ended_at", "rows",
        "parts_done", "parameters", "code", "detail", "reason",
    ),
)  # fmt: skip


def job_kind(library: Library) -> EntityKind[j.JobState]:
    """Return the kind "job", with the jobs of everything that is installed."""
    jobs, tables = jobs_of(library[Installed]), tables_for(library[Installed])

    def of_begun(_: j.JobState, command: j.StartJob) -> Facts:
        job = jobs.get(command.job)
        read = reads(job, command.parameters, tables) if job else ()
        return {"state": "", "job": command.job, "tables": read}

    offers: tuple[Offer[j.JobState], ...] = (
        Offer(
            command=j.StartJob, action="start", begins=True, facts=of_begun,
            example=j.StartJob(job="case_volume", parameters={"since": "2026-01-01"}),
        ),
        Offer(
            command=j.AbortJob, action="abort", states=("queued", "running"), grave=True,
            example=j.AbortJob(reason="参数填错，另行提交"),
        ),
        Offer(
            command=j.TakeJobUpAgain, action="take_up", states=("failed",),
            example=j.TakeJobUpAgain(),
        ),
        Offer(command=j.RecordBegun, of="platform"),
        Offer(command=j.RecordPart, of="platform"),
        Offer(command=j.RecordComplete, of="platform"),
        Offer(command=j.RecordFailure, of="platform"),
    )  # fmt: skip
    rules = Rules(
        kind=j.JOB,
        offers=offers,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=j.JOB,
        plural="jobs",
        ids="[0-9a-f]{32}",
        state=j.JobState,
        initial=lambda key: j.JobState(id=key.partition(":")[2]),
        commands=commands_of(offers),
        events=j.JobEvent,
        decide=decider(
            rules,
            {
                j.StartJob: lambda turn, command: d.start(turn, command, jobs, tables),
                j.AbortJob: d.abort,
                j.TakeJobUpAgain: lambda turn, _: d.take_up_again(turn),
                j.RecordBegun: d.record_begun,
                j.RecordPart: d.record_part,
                j.RecordComplete: d.record_complete,
                j.RecordFailure: d.record_failure,
            },
        ),
        evolve=j.evolve,
        rules=rules,
        shown=("job", "phase", "attempt", "reads", "code"),
    )


def facts(state: j.JobState) -> Facts:
    """Return what policies know of a job."""
    return {"state": state.phase, "job": state.job, "tables": state.reads}
