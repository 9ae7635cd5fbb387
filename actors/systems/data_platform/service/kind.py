"""The kind "data_service" (数据服务): rows of a dataset, served to programs without code."""

from dataclasses import replace

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import APPROVER
from actors.systems.data_platform.service import deciding as d
from actors.systems.data_platform.service import records as r

GUARDED = Guarded(
    actions=("draft", "approve", "run", "read"),
    facts={"state": "text", "unit": "text"},
    fields=(
        "state", "unit", "title", "dataset", "per_day", "per_minute", "promise", "since", "ends",
        "reason",
    ),
)  # fmt: skip
_APPROVE = Title(zh="审批数据服务", en="Decide on a data service")
OFFERS: tuple[Offer[r.Service], ...] = (
    Offer(
        command=r.DraftService,
        action="draft",
        begins=True,
        first=("code",),
        long=("promise",),
        example=r.DraftService(
            code="low-income-check", title="低保核对", dataset="low-income-pseudonymous"
        ),
    ),
    Offer(
        command=r.ApproveService,
        action="approve",
        states=("draft",),
        example=r.ApproveService(),
    ),
    Offer(
        command=r.SuspendService,
        action="run",
        states=("active",),
        grave=True,
        long=("reason",),
        example=r.SuspendService(reason="数据源维护"),
    ),
    Offer(
        command=r.ResumeService,
        action="run",
        states=("suspended",),
        example=r.ResumeService(),
    ),
    Offer(
        command=r.RetireService,
        action="run",
        states=("draft", "active", "suspended"),
        asks=(("data_service.ends_already", lambda by, state: state.ends is None),),
        grave=True,
        long=("reason",),
        example=r.RetireService(reason="由新的服务取代"),
    ),
    Offer(command=r.NoteServiceEnd, of="platform", states=r.PHASES, example=r.NoteServiceEnd()),
)


def facts(state: r.Service) -> Facts:
    """Return what policies know of a service."""
    return {"state": state.phase, "unit": state.unit}


def work(state: r.Service) -> Work:
    """Return the task that a draft waits with."""
    called = Title(zh=state.title, en=state.title)
    if state.phase != "draft" or state.since is None or state.ends is not None:
        return Work(title=called)
    task = Task(
        name="approve",
        title=_APPROVE,
        unit=profile().reviewing_unit,
        role=APPROVER,
        since=state.since,
        claimable=False,
    )
    return Work(number="", title=called, system="data_platform", tasks=(task,))


def service_kind(library: Library) -> EntityKind[r.Service]:
    """Return the kind "data_service"; its ids are its codes."""
    kind = offered_kind(
        library[Access],
        name=r.DATA_SERVICE,
        plural="data_services",
        state=r.Service,
        events=r.ServiceEvent,
        offers=OFFERS,
        handlers={
            r.DraftService: d.Drafting(library).draft,
            r.ApproveService: d.approve,
            r.SuspendService: d.suspend,
            r.ResumeService: d.resume,
            r.RetireService: d.retire,
            r.NoteServiceEnd: d.note_end,
        },
        evolve=r.evolve,
        facts=facts,
        shown=("phase", "unit", "dataset", "per_day", "per_minute", "since", "ends"),
    )
    return replace(kind, ids="[a-z0-9_-]{2,80}", work=work)
