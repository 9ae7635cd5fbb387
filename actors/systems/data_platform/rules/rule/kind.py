"""The kind "data_rule": drafted by one, rehearsed on what has happened, approved by another."""

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
from actors.systems.data_platform.profile import profile
from actors.systems.data_platform.roles import APPROVER
from actors.systems.data_platform.rules.rule import deciding as d
from actors.systems.data_platform.rules.rule import records as r
from actors.systems.data_platform.rules.rule.evolve import evolve
from actors.systems.data_platform.rules.terms import DATA_RULE

GUARDED = Guarded(
    actions=("draft", "change", "approve", "stop", "read"),
    facts={"state": "text", "unit": "text", "of_all": "truth"},
    fields=(
        "state", "title", "unit", "signal", "grade", "terms", "rehearsal", "acted", "fault", "why",
        "reason",
    ),
)  # fmt: skip
_TITLE, _CONDITION = "低保数据检验未通过", "check == 'k' && dataset.startsWith('low-income')"
_WORKED_ON = ("draft", "rehearsed")
_WORKING = ("active", "paused")
OFFERS: tuple[Offer[r.Rule], ...] = (
    Offer(
        command=r.DraftRule,
        action="draft",
        begins=True,
        long=("condition",),
        example=r.DraftRule(
            title=_TITLE,
            signal="check_failed",
            condition=_CONDITION,
            grade="serious",
            most=10,
            stop_use=True,
        ),
    ),
    Offer(
        command=r.AmendRule,
        action="change",
        states=(*_WORKED_ON, "paused"),
        long=("condition",),
        example=r.AmendRule(
            title=_TITLE, signal="check_failed", condition=_CONDITION, grade="warning", most=5
        ),
    ),
    Offer(
        command=r.RehearseRule,
        action="change",
        states=_WORKED_ON,
        example=r.RehearseRule(
            since=date(2026, 9, 1),
            until=date(2026, 9, 30),
        ),
    ),
    Offer(
        command=r.ApproveRule,
        action="approve",
        states=("rehearsed",),
        grave=True,
        example=r.ApproveRule(),
    ),
    Offer(
        command=r.PauseRule,
        action="stop",
        states=("active",),
        long=("reason",),
        example=r.PauseRule(reason="误报较多，先核对条件"),
    ),
    Offer(
        command=r.ResumeRule,
        action="approve",
        states=("paused",),
        example=r.ResumeRule(),
    ),
    Offer(
        command=r.RetireRule,
        action="stop",
        states=(*_WORKED_ON, *_WORKING),
        grave=True,
        long=("reason",),
        example=r.RetireRule(reason="由新的策略取代"),
    ),
    Offer(command=r.EndRule, of="platform", states=_WORKING),
    Offer(command=r.NoteRehearsal, of="platform"),
    Offer(command=r.NoteAlarm, of="platform"),
    Offer(command=r.ActHeld, of="platform"),
    Offer(command=r.NoteFault, of="platform"),
)
_APPROVE = Title(zh="审批数据策略", en="Decide on a rule")


def rule_kind(library: Library) -> EntityKind[r.Rule]:
    """Return the kind "data_rule"."""
    kind = offered_kind(
        library[Access],
        name=DATA_RULE,
        plural="data_rules",
        state=r.Rule,
        events=r.RuleEvent,
        offers=OFFERS,
        handlers={
            r.DraftRule: d.Drafting(library).draft,
            r.AmendRule: d.amend,
            r.RehearseRule: d.ask_rehearsal,
            r.ApproveRule: d.approve,
            r.PauseRule: d.pause,
            r.ResumeRule: d.resume,
            r.RetireRule: d.retire,
            r.EndRule: d.end,
            r.NoteRehearsal: d.note_rehearsal,
            r.NoteAlarm: d.note_alarm,
            r.ActHeld: d.act_held,
            r.NoteFault: d.note_fault,
        },
        evolve=evolve,
        facts=facts,
        shown=("phase", "unit", "acted", "since"),
    )
    return replace(kind, work=work)


def facts(state: r.Rule) -> Facts:
    """Return what policies know of a rule."""
    return {
        "state": state.phase,
        "unit": state.unit,
        "of_all": state.unit == profile().reviewing_unit,
    }


def work(state: r.Rule) -> Work:
    """Return the task that a rule waits with: one that was rehearsed is decided on."""
    called = Title(zh=state.title, en=state.title)
    if state.phase != "rehearsed" or state.since is None:
        return Work(title=called)
    task = Task(
        name="approve",
        title=_APPROVE,
        unit=profile().reviewing_unit,
        role=APPROVER,
        since=state.since,
        claimable=False,
    )
    return Work(title=called, system="data_platform", tasks=(task,))
