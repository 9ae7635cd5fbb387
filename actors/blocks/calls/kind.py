"""Calls, parties and comparisons as entity kinds."""

from datetime import date
from typing import TypeVar

from actors.blocks.access.access import Access
from actors.blocks.calls import decide as d
from actors.blocks.calls import party as p
from actors.blocks.calls import reconciliation as r
from actors.blocks.calls.evolve import evolve
from actors.blocks.calls.records import (
    CALL,
    OPEN,
    Begin,
    CallEvent,
    CallState,
    GiveUp,
    Lapse,
    RecordOutcome,
    TakeReport,
    TakeUp,
    Wish,
)
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider
from actors.kernel.turn import Command

S = TypeVar("S")
Handlers = dict[type[Command], Handler[S]]
_ANY = ("wished", "under_way", "waiting", "accepted", "unknown", "done", "failed", "dead")
_KNOWN = ("well", "sick", "held")
CALL_SHOWN = ("wished_at", "adapter", "phase", "doing", "n", "vain", "next")
PARTY_SHOWN = ("name", "reconciles", "wanted", "compared")
RECONCILIATION_SHOWN = ("adapter", "day", "listed", "count")
GUARDED = {
    CALL: Guarded(actions=("read", "take_up"), facts={"adapter": "text"}, fields=CALL_SHOWN),
    p.PARTY: Guarded(actions=("read", "hold", "compare"), fields=(*PARTY_SHOWN, "reason")),
    r.RECONCILIATION: Guarded(actions=("read", "settle"), fields=RECONCILIATION_SHOWN),
}
CALL_OFFERS: tuple[Offer[CallState], ...] = (
    Offer(command=Wish, of="platform", begins=True),
    Offer(command=Begin, of="platform", states=OPEN),
    Offer(command=RecordOutcome, of="platform", states=_ANY),
    Offer(command=Lapse, of="platform", states=_ANY),
    Offer(command=TakeReport, of="platform", states=_ANY),
    Offer(
        command=TakeUp,
        action="take_up",
        states=("dead", "unknown", "waiting", "accepted"),
        long=("reason",),
        example=TakeUp(reason="对方系统已恢复"),
    ),
    Offer(
        command=GiveUp,
        action="take_up",
        states=("dead", "unknown", "waiting"),
        grave=True,
        long=("reason",),
        example=GiveUp(reason="已改用人工办理"),
    ),
)
PARTY_OFFERS: tuple[Offer[p.PartyState], ...] = (
    Offer(command=p.EnrolParty, of="platform", states=_KNOWN, begins=True),
    Offer(command=p.NoteHealth, of="platform", states=_KNOWN),
    Offer(command=p.CompareYesterday, of="platform", states=_KNOWN),
    Offer(command=p.NoteCompared, of="platform", states=_KNOWN),
    Offer(
        command=p.HoldCalls,
        action="hold",
        states=("well", "sick"),
        grave=True,
        long=("reason",),
        example=p.HoldCalls(reason="对方通知停机维护"),
    ),
    Offer(command=p.ReleaseCalls, action="hold", states=("sick", "held"), example=p.ReleaseCalls()),
    Offer(
        command=p.CompareDay,
        action="compare",
        states=_KNOWN,
        offered=lambda by, state: state.reconciles,
        example=p.CompareDay(day=date(2026, 3, 1)),
    ),
)
RECONCILIATION_OFFERS: tuple[Offer[r.Reconciliation], ...] = (
    Offer(command=r.RecordComparison, of="platform", states=("open", "settled"), begins=True),
    Offer(
        command=r.SettleDifference,
        action="settle",
        states=("open",),
        long=("reason",),
        example=r.SettleDifference(call="0" * 32, reason="已与对方核实"),
    ),
    Offer(
        command=r.ReopenDifference,
        action="settle",
        states=("open", "settled"),
        long=("reason",),
        example=r.ReopenDifference(call="0" * 32, reason="对方更正了答复"),
    ),
)


def facts(state: CallState) -> Facts:
    """Return what policies know of a call."""
    return {"adapter": state.adapter}


def call_kind(library: Library) -> EntityKind[CallState]:
    """Return the kind "call"."""
    rules = Rules(
        kind=CALL,
        offers=CALL_OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    handlers: Handlers[CallState] = {
        Wish: d.wish,
        Begin: d.begin,
        RecordOutcome: d.record,
        Lapse: d.lapse,
        TakeReport: d.report,
        TakeUp: d.take_up,
        GiveUp: d.give_up,
    }
    return EntityKind(
        name=CALL,
        plural="calls",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=CallState,
        initial=lambda key: CallState(),
        commands=commands_of(CALL_OFFERS),
        events=CallEvent,
        decide=decider(rules, handlers),
        evolve=evolve,
        rules=rules,
        shown=CALL_SHOWN,
    )


def party_kind(library: Library) -> EntityKind[p.PartyState]:
    """Return the kind "party"; its id is the name of the party."""
    rules = Rules(
        kind=p.PARTY,
        offers=PARTY_OFFERS,
        permits=library[Access],
        facts=lambda state: {},
        phase=lambda state: state.phase,
    )
    handlers: Handlers[p.PartyState] = {
        p.EnrolParty: p.enrol,
        p.NoteHealth: p.note_health,
        p.CompareYesterday: p.compare_yesterday,
        p.NoteCompared: p.note_compared,
        p.HoldCalls: p.hold,
        p.ReleaseCalls: p.release,
        p.CompareDay: p.compare_day,
    }
    return EntityKind(
        name=p.PARTY,
        plural="parties",
        ids="[a-z][a-z0-9_]{0,39}",
        open_ids=True,
        state=p.PartyState,
        initial=lambda key: p.PartyState(name=key.partition(":")[2]),
        commands=commands_of(PARTY_OFFERS),
        events=p.PartyEvent,
        decide=decider(rules, handlers),
        evolve=p.evolve,
        rules=rules,
        shown=PARTY_SHOWN,
    )


def reconciliation_kind(library: Library) -> EntityKind[r.Reconciliation]:
    """Return the kind "reconciliation"; see `reconciliation_id`."""
    rules = Rules(
        kind=r.RECONCILIATION,
        offers=RECONCILIATION_OFFERS,
        permits=library[Access],
        facts=lambda state: {},
        phase=lambda state: state.phase,
    )
    handlers: Handlers[r.Reconciliation] = {
        r.RecordComparison: r.record,
        r.SettleDifference: r.settle,
        r.ReopenDifference: r.reopen,
    }
    return EntityKind(
        name=r.RECONCILIATION,
        plural="reconciliations",
        ids=r"[a-z][a-z0-9_]{0,39}\.\d{4}-\d\d-\d\d",
        open_ids=True,
        state=r.Reconciliation,
        initial=lambda key: r.Reconciliation(),
        commands=commands_of(RECONCILIATION_OFFERS),
        events=r.ReconciliationEvent,
        decide=decider(rules, handlers),
        evolve=r.evolve,
        rules=rules,
        shown=RECONCILIATION_SHOWN,
    )
