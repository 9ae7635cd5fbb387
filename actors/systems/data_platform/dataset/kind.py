"""The kind "shared_dataset" (共享数据集): what a unit has, how grave it is, what it is made of, and
whether it may be used."""

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.systems.data_platform.dataset import commands as c
from actors.systems.data_platform.dataset import deciding as d
from actors.systems.data_platform.dataset import following as f
from actors.systems.data_platform.dataset import spreading as s
from actors.systems.data_platform.dataset.events import DatasetEvent
from actors.systems.data_platform.dataset.evolve import evolve
from actors.systems.data_platform.dataset.state import PHASES, Dataset
from actors.systems.data_platform.dataset.terms import (
    GRAVE,
    SHARED_DATASET,
    Check,
    Column,
    Edge,
)
from actors.systems.data_platform.dataset.work import work

GUARDED = Guarded(
    actions=("register", "report", "grade", "stop", "clear", "release", "take_out", "read"),
    facts={"state": "text", "unit": "text", "grave": "truth"},
    fields=(
        "state", "unit", "title", "sharing", "columns", "level", "live", "next", "versions",
        "because", "cause", "due", "evidence", "reason", "stopped", "rows", "opened_as",
    ),
)  # fmt: skip
_SHA256 = "0" * 64
_USED = ("registered", "live", "frozen")
OFFERS: tuple[Offer[Dataset], ...] = (
    Offer(
        command=c.RegisterDataset,
        action="register",
        begins=True,
        first=("code",),
        example=c.RegisterDataset(
            code="low-income",
            title="低保家庭",
            sharing="internal",
            columns=(Column(name="证件号码", level=4), Column(name="街道")),
        ),
    ),
    Offer(
        command=c.ReportVersion,
        action="report",
        states=_USED,
        example=c.ReportVersion(
            sha256=_SHA256,
            rows=1_000,
            inputs=(
                Edge(
                    dataset="residents",
                    version=1,
                    column="证件号码",
                    to="证件号码",
                    method="keyed_hash",
                ),
            ),
            checks=(Check(column="证件号码", name="rescan", passed=True),),
        ),
    ),
    Offer(
        command=c.ReportCheck,
        action="report",
        states=_USED,
        example=c.ReportCheck(number=1, column="证件号码", name="rescan", passed=True),
    ),
    Offer(
        command=c.DeclareLevel,
        action="grade",
        states=_USED,
        long=("reason",),
        example=c.DeclareLevel(column="街道", level=2, reason="与其他数据结合后可以识别个人"),
    ),
    Offer(
        command=c.StopUse,
        action="stop",
        states=_USED,
        asks=(("shared_dataset.stopped_already", lambda by, state: not state.stopped),),
        grave=True,
        long=("reason",),
        example=c.StopUse(reason="当事人已撤回授权"),
    ),
    Offer(
        command=c.ResumeUse,
        action="clear",
        states=_USED,
        asks=(("shared_dataset.not_stopped", lambda by, state: bool(state.stopped)),),
        long=("reason",),
        example=c.ResumeUse(reason="已删除该人员的记录"),
    ),
    Offer(
        command=c.AskRelease,
        action="clear",
        states=("frozen",),
        asks=(("shared_dataset.still_unfit", lambda by, state: s.fits(state)),),
        long=("evidence",),
        example=c.AskRelease(evidence="已重新脱敏并通过检验"),
    ),
    Offer(
        command=c.ReleaseDataset,
        action="release",
        states=("frozen",),
        asks=(
            ("shared_dataset.nobody_asked", lambda by, state: bool(state.asked)),
            ("shared_dataset.still_unfit", lambda by, state: s.fits(state)),
        ),
        example=c.ReleaseDataset(),
    ),
    Offer(
        command=c.TakeOutDataset,
        action="take_out",
        states=_USED,
        grave=True,
        long=("reason",),
        example=c.TakeOutDataset(reason="数据来源已经停止"),
    ),
    Offer(
        command=c.NameRelease,
        action="report",
        states=_USED,
        example=c.NameRelease(opened_as="low-income-figures"),
    ),
    Offer(command=c.StopByRule, of="platform"),
    Offer(
        command=c.BeginReading,
        of="platform",
        begins=True,  # one that is not here is answered, too
        states=PHASES,
        example=c.BeginReading(of_number=1, reader="low-income", number=1),
    ),
    Offer(
        command=c.EndReading,
        of="platform",
        begins=True,  # one that is not here is answered, too
        states=PHASES,
        example=c.EndReading(of_number=1, reader="low-income", number=1),
    ),
    Offer(
        command=c.TakeCollected,
        of="platform",
        begins=True,  # one that is not here is answered, too
        states=PHASES,
        example=c.TakeCollected(source="feed", run=1, unit="health", sha256=_SHA256, rows=1),
    ),
    Offer(
        command=c.NoteLevels,
        of="platform",
        example=c.NoteLevels(dataset="residents", number=1, levels=()),
    ),
    Offer(
        command=c.FollowDataset,
        of="platform",
        begins=True,  # one that is not here is answered, too
        states=PHASES,
        example=c.FollowDataset(request="0" * 32),
    ),
    Offer(
        command=c.UnfollowDataset,
        of="platform",
        begins=True,
        states=PHASES,
        example=c.UnfollowDataset(request="0" * 32),
    ),
    Offer(
        command=c.TellUsers,
        of="platform",
        begins=True,  # one that is not here tells nobody
        states=PHASES,
        example=c.TellUsers(unit="civil_affairs", service="check", notice="ServiceOpened"),
    ),
)


def facts(state: Dataset) -> Facts:
    """Return what policies know of a dataset, with every name of `GUARDED.facts`."""
    levels = (each.level for each in state.columns)
    return {
        "state": state.phase,
        "unit": state.unit,
        "grave": max((state.level, *levels)) >= GRAVE,
    }


def dataset_kind(library: Library) -> EntityKind[Dataset]:
    """Return the kind "shared_dataset"; its ids are its codes."""
    rules = Rules(
        kind=SHARED_DATASET,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    decide = decider(
        rules,
        {
            c.RegisterDataset: d.Registering(library).register,
            c.ReportVersion: d.report_version,
            c.ReportCheck: d.report_check,
            c.DeclareLevel: d.declare_level,
            c.StopUse: d.stop_use,
            c.StopByRule: d.stop_by_rule,
            c.ResumeUse: d.resume_use,
            c.AskRelease: d.ask_release,
            c.ReleaseDataset: d.release,
            c.TakeOutDataset: d.take_out,
            c.NameRelease: d.name_release,
            c.BeginReading: s.begin_reading,
            c.EndReading: s.end_reading,
            c.TakeCollected: d.take_collected,
            c.NoteLevels: s.note_levels,
            c.FollowDataset: f.follow,
            c.UnfollowDataset: f.unfollow,
            c.TellUsers: f.tell_users,
        },
    )
    return EntityKind(
        name=SHARED_DATASET,
        plural="shared_datasets",
        ids="[a-z0-9_-]{2,80}",
        open_ids=True,
        state=Dataset,
        initial=lambda key: Dataset(),
        commands=commands_of(OFFERS),
        events=DatasetEvent,
        decide=s.spreading(library, decide),
        evolve=evolve,
        rules=rules,
        shown=("phase", "unit", "sharing", "live", "because", "due"),
        work=work,
    )
