"""批处理作业: Work over many records at once, for analysts: on files, with progress and lineage."""

from actors.blocks.jobs.job import JOB
from actors.blocks.jobs.jobs import COMPARE, QUERY
from actors.blocks.jobs.kind import GUARDED, job_kind
from actors.blocks.jobs.roles import ANALYST
from actors.blocks.jobs.view import view
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="jobs",
    title=Title(zh="批处理作业", en="Jobs"),
    uses=("access", "operations"),
    roles=(Role(name=ANALYST, scope="platform"),),
    guarded={JOB: GUARDED},
    kinds=(job_kind,),
    views=(view(),),
    jobs=(QUERY, COMPARE),
    alongside=("actors.blocks.jobs.shell.running:run_jobs",),
)
