"""The kind "care_plan" (走访关爱): who visits somebody whom a mark of care is kept of, by when, and
what was found; what was missed waits with the head of the station (GRASS-05)."""

from dataclasses import replace
from datetime import date

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.community_service.care import records as r
from actors.systems.community_service.care import visiting as v
from actors.systems.community_service.care.evolve import evolve
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK

GUARDED = Guarded(
    actions=("plan", "visit", "oversee", "read"),
    facts={"state": "text", "unit": "text", "account": "text"},
    fields=(
        "state", "unit", "visitor", "every", "due", "party", "visits", "visited", "missed",
        "outcome", "reason", "ended_at",
    ),
)  # fmt: skip
OPEN = ("planned", "missed")
OFFERS: tuple[Offer[r.CarePlan], ...] = (
    # The page sends it by an address of its own: its id is that of the entry of the register.
    Offer(
        command=r.PlanVisits,
        action="plan",
        begins=True,
        states=("ended",),
        of="platform",
        unasked=("party",),
    ),
    Offer(
        command=r.RecordVisit,
        action="visit",
        states=OPEN,
        long=("found",),
        example=r.RecordVisit(
            on=date(2026, 4, 24), way="home", outcome="well", found="身体平稳，用药正常。"
        ),
    ),
    Offer(
        command=r.HandOverVisits,
        action="plan",
        states=OPEN,
        example=r.HandOverVisits(visitor="zhenan_agent_2"),
    ),
    Offer(
        command=r.PutVisitOff,
        action="oversee",
        states=("missed",),
        example=r.PutVisitOff(due=date(2026, 12, 7), reason="走访人请假"),
    ),
    Offer(
        command=r.EndVisits,
        action="plan",
        states=OPEN,
        grave=True,
        example=r.EndVisits(reason="子女已返乡同住"),
    ),
    Offer(command=r.NoteMissed, of="platform"),
    Offer(command=r.KnowResident, of="platform"),
    Offer(command=r.CloseCare, of="platform"),
)
_TITLE = Title(zh="走访关爱", en="Care visit")
_VISIT = Title(zh="走访", en="Visit")
_MISSED = Title(zh="处理未按期走访", en="See to a visit that was missed")


def care_plan_kind(library: Library) -> EntityKind[r.CarePlan]:
    """Return the kind "care_plan", by the calendar and the staff of `library`."""
    visiting = v.Visiting(library)
    kind = offered_kind(
        library[Access],
        name=r.CARE_PLAN,
        plural="care_plans",
        state=r.CarePlan,
        events=r.CareEvent,
        offers=OFFERS,
        handlers={
            r.PlanVisits: visiting.plan,
            r.HandOverVisits: visiting.hand_over,
            r.RecordVisit: visiting.record,
            r.PutVisitOff: v.put_off,
            r.EndVisits: v.end,
            r.NoteMissed: v.miss,
            r.KnowResident: v.know,
            r.CloseCare: v.close,
        },
        evolve=evolve,
        facts=facts,
        concerns=lambda state: state.account,
        shown=("phase", "unit", "every", "due", "visited", "missed", "outcome"),
    )
    # Its ids are those of entries of the register, by which somebody is found.
    return replace(kind, ids="[A-Za-z0-9_-]{1,60}", open_ids=False, work=work)


def facts(state: r.CarePlan) -> Facts:
    """Return what policies know of a plan."""
    return {"state": state.phase, "unit": state.unit, "account": state.account}


def work(state: r.CarePlan) -> Work:
    """Return what waits: a visit for the one who goes, a missed one for the head."""
    if state.phase not in OPEN or state.since is None:
        return Work(title=_TITLE, system="community_service")
    missed = state.phase == "missed"
    task = Task(
        name="missed" if missed else "visit",
        title=_MISSED if missed else _VISIT,
        unit=state.unit,
        role=v.HEAD if missed else VILLAGE_CLERK,
        since=state.since,
        due=state.due,
        claimed_by="" if missed else f"staff:{state.visitor}",
        claimable=False,
    )
    return Work(title=_TITLE, system="community_service", party=state.party, tasks=(task,))
