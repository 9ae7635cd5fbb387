"""Batch jobs for analysts: what there is, each job while it runs, and what came of it."""

from actors.blocks.jobs.job import JOB
from actors.blocks.jobs.roles import ANALYST
from actors.blocks.operations.roles import OPERATOR
from serve_apps.blocks.jobs import results, starting
from serve_apps.front.face import Entry, Face
from serve_apps.pages.filters import Choice
from serve_apps.pages.lists import Column, ListPage, Sorting
from serve_apps.pages.panels import Panel
from serve_apps.pages.record import RecordPage

_STATES = ("queued", "running", "complete", "failed", "aborted")

FACE = Face(
    routers=(starting.router, results.router),
    api=(results.api,),
    services=(results.settings_here,),
    lists=(
        ListPage(
            name="jobs",
            view="jobs",
            at="/jobs",
            record="/jobs/{id}",
            columns=(
                Column(field="job"),
                Column(field="phase", look="state"),
                Column(field="rows", look="number"),
                Column(field="attempt", look="number"),
                Column(field="asked_at"),
                Column(field="ended_at"),
                Column(field="code"),
            ),
            orders=(Sorting(name="latest", fields=("updated_at",), descending=True),),
            filters=(Choice(field="state", values=_STATES, said="job.states"),),
            above="jobs/above.html",
            policy=starting.POLICY,
        ),
    ),
    records=(
        RecordPage(
            kind=JOB,
            at="/jobs",
            heading="job",
            good=("complete",),
            bad=("failed",),
            notice=("aborted",),
            told=("asked_at", "begun_at", "ended_at", "detail", "reason"),
            left_out=("StartJob",),
            purposes=(),
            panels=(Panel(template="jobs/panel.html", made=results.told_of),),
            policy=starting.POLICY,
        ),
    ),
    entries=(Entry(word="entries.jobs", href="/jobs", roles=(ANALYST, OPERATOR), rank=47),),
)
