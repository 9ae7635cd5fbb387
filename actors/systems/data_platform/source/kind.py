"""The kind "data_source" (来源): from where data of a dataset come, and what each run brought."""

from datetime import date

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Question, Rules, commands_of, decider
from actors.systems.data_platform.source import collecting as f
from actors.systems.data_platform.source import commands as c
from actors.systems.data_platform.source import deciding as d
from actors.systems.data_platform.source.events import SourceEvent
from actors.systems.data_platform.source.evolve import evolve
from actors.systems.data_platform.source.state import Source
from actors.systems.data_platform.source.terms import DATA_SOURCE, Result, Rule
from actors.systems.data_platform.source.work import work

GUARDED = Guarded(
    actions=("register", "edit", "collect", "ask_waiver", "waive", "read"),
    facts={"state": "text", "unit": "text"},
    fields=(
        "state", "unit", "title", "dataset", "sort", "wording", "rules", "rows", "runs", "waits",
        "rejected", "due", "reason",
    ),
)  # fmt: skip
_SHA256 = "0" * 64
Ask = tuple[str, Question[Source]]
_OPEN = ("registered", "active", "failing")
_NOT_COLLECTING: Ask = ("data_source.collecting", lambda by, state: not state.is_collecting)
_QUARANTINED: Ask = ("data_source.not_quarantined", lambda by, state: state.is_quarantined)
_ASKED: Ask = ("data_source.nobody_asked", lambda by, state: bool(state.asked))
OFFERS: tuple[Offer[Source], ...] = (
    Offer(
        command=c.RegisterSource,
        action="register",
        begins=True,
        first=("code", "title", "dataset", "sort"),
        example=c.RegisterSource(
            code="service-points-file",
            title="社区服务设施台账",
            dataset="service-points",
            sort="file",
        ),
    ),
    Offer(
        command=c.ChangeSource,
        action="edit",
        states=_OPEN,
        asks=(_NOT_COLLECTING,),
        first=("title", "dataset", "sort"),
        example=c.ChangeSource(
            title="社区服务设施库",
            dataset="service-points",
            sort="postgresql",
            connection="community",
            table="public.service_points",
            mode="incremental",
            cursor="updated_at",
            every=1,
        ),
    ),
    Offer(
        command=c.SetRules,
        action="edit",
        states=_OPEN,
        example=c.SetRules(
            rules=(
                Rule(column="编号", check="unique", blocking=True),
                Rule(column="面积", check="range", least="0", most="100000"),
            )
        ),
    ),
    Offer(
        command=c.HandInFile,
        action="collect",
        states=_OPEN,
        asks=(
            ("data_source.no_files", lambda by, state: state.sort == "file"),
            _NOT_COLLECTING,
        ),
        example=c.HandInFile(upload=_SHA256, file_name="points.csv"),
    ),
    Offer(
        command=c.CollectNow,
        action="collect",
        states=_OPEN,
        asks=(_NOT_COLLECTING,),
        example=c.CollectNow(),
    ),
    Offer(
        command=c.AskWaiver,
        action="ask_waiver",
        states=_OPEN,
        asks=(_QUARANTINED, ("data_source.asked", lambda by, state: not state.asked)),
        long=("reason",),
        example=c.AskWaiver(reason="今年起不再登记电话"),
    ),
    Offer(
        command=c.GrantWaiver,
        action="waive",
        states=_OPEN,
        asks=(_QUARANTINED, _ASKED),
        long=("reason",),
        example=c.GrantWaiver(until=date(2026, 12, 31), reason="已核对通知"),
    ),
    Offer(
        command=c.RefuseWaiver,
        action="waive",
        states=_OPEN,
        asks=(_QUARANTINED, _ASKED),
        long=("reason",),
        example=c.RefuseWaiver(reason="请补齐后重新采集"),
    ),
    Offer(
        command=c.CloseSource,
        action="edit",
        states=_OPEN,
        grave=True,
        long=("reason",),
        example=c.CloseSource(reason="系统已经停用"),
    ),
    Offer(command=c.CollectDue, of="platform", states=(*_OPEN, "closed")),
    Offer(command=c.RetryRun, of="platform", example=c.RetryRun(number=1)),
    Offer(
        command=c.NoteCollected,
        of="platform",
        example=c.NoteCollected(number=1, tries=0, result=Result(raw=_SHA256)),
    ),
    Offer(
        command=c.NoteFailure,
        of="platform",
        example=c.NoteFailure(number=1, tries=0, fault="away"),
    ),
    Offer(command=c.NoteVersion, of="platform", example=c.NoteVersion(number=1, version=1)),
)


def facts(state: Source) -> Facts:
    """Return what policies know of a source, with every name of `GUARDED.facts`."""
    return {"state": state.phase, "unit": state.unit}


def source_kind(library: Library) -> EntityKind[Source]:
    """Return the kind "data_source"; its ids are its codes."""
    led, run = d.Deciding(library), f.Collecting(library)
    rules = Rules(
        kind=DATA_SOURCE,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=DATA_SOURCE,
        plural="data_sources",
        ids="[a-z0-9_-]{2,80}",
        open_ids=True,
        state=Source,
        initial=lambda key: Source(),
        commands=commands_of(OFFERS),
        events=SourceEvent,
        decide=decider(
            rules,
            {
                c.RegisterSource: led.register,
                c.ChangeSource: led.change,
                c.SetRules: d.set_rules,
                c.HandInFile: d.hand_in,
                c.CollectNow: d.collect_now,
                c.AskWaiver: d.ask_waiver,
                c.GrantWaiver: d.grant_waiver,
                c.RefuseWaiver: d.refuse_waiver,
                c.CloseSource: d.close,
                c.CollectDue: run.collect_due,
                c.RetryRun: f.retry,
                c.NoteCollected: run.note_collected,
                c.NoteFailure: run.note_failure,
                c.NoteVersion: f.note_version,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("phase", "unit", "due"),
        work=work,
    )
