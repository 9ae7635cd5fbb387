"""The breach as an entity kind."""

from datetime import UTC, datetime

from actors.blocks.access.access import Access
from actors.blocks.breaches import breach as b
from actors.blocks.breaches import records as r
from actors.blocks.breaches.notification import Notification
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind

GUARDED = Guarded(
    actions=("record", "work", "read"),
    facts={"state": "text"},
    fields=(
        "phase", "title", "discovered_at", "due", "hours", "happened", "kinds", "cause", "harm",
        "measures", "persons", "counted", "told", "missed", "lessons", "recorded_at", "closed_at",
    ),
)  # fmt: skip
_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OFFERS: tuple[Offer[r.Breach], ...] = (
    Offer(
        command=r.RecordBreach,
        action="record",
        begins=True,
        long=("happened", "kinds", "cause", "harm"),
        example=r.RecordBreach(
            title="办件资料被越权查看",
            discovered_at=_AT,
            happened="某账号在非工作时间连续查看办件。",
            kinds="姓名、证件号码、电话",
        ),
    ),
    Offer(
        command=r.AddMeasure,
        action="work",
        states=("open",),
        long=("text",),
        example=r.AddMeasure(text="已停用该账号，更换口令"),
    ),
    Offer(
        command=r.CountPersons,
        action="work",
        states=("open",),
        example=r.CountPersons(count=12, since=_AT, until=_AT, reader="staff:hall_clerk"),
    ),
    Offer(
        command=r.NoteTold,
        action="work",
        states=("open",),
        long=("how",),
        example=r.NoteTold(whom="authority", told_at=_AT, how="已向网信部门书面报告"),
    ),
    Offer(
        command=r.CloseBreach,
        action="work",
        states=("open",),
        grave=True,
        long=("lessons",),
        example=r.CloseBreach(lessons="缩小查阅限额"),
    ),
    Offer(command=r.WarnOfDeadline, of="platform", states=("open", "closed")),
    Offer(command=r.EndDeadline, of="platform", states=("open", "closed")),
)


def breach_kind(library: Library) -> EntityKind[r.Breach]:
    """Return the kind "breach", by the time limits of `library`."""
    rule = library[Notification]
    return offered_kind(
        library[Access],
        name=r.BREACH,
        plural="breaches",
        state=r.Breach,
        events=r.BreachEvent,
        offers=OFFERS,
        handlers={
            r.RecordBreach: lambda turn, command: b.record(turn, command, rule),
            r.AddMeasure: b.add_measure,
            r.CountPersons: b.count_persons,
            r.NoteTold: b.note_told,
            r.CloseBreach: b.close,
            r.WarnOfDeadline: b.warn,
            r.EndDeadline: b.end_deadline,
        },
        evolve=b.evolve,
        facts=facts,
        shown=("phase", "discovered_at", "due", "missed", "recorded_at", "closed_at"),
    )


def facts(state: r.Breach) -> Facts:
    """Return what policies know of a breach."""
    return {"state": state.phase}
