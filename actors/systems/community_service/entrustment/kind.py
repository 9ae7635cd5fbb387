"""The kind "entrustment" (代办委托): a clerk of a village acts for a resident (GRASS-02)."""

from datetime import date
from typing import Any, Union

from actors.blocks.access.access import Access
from actors.blocks.cases.commands import CaseMoved
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Turn
from actors.systems.community_service.entrustment import asking, carrying
from actors.systems.community_service.entrustment import commands as c
from actors.systems.community_service.entrustment import events as e
from actors.systems.community_service.entrustment.evolve import evolve
from actors.systems.community_service.entrustment.settling import Settling
from actors.systems.community_service.entrustment.state import ENTRUSTMENT, EntrustmentState
from actors.systems.community_service.terminal.records import CollectFromTerminal

GUARDED = Guarded(
    actions=("ask", "answer", "carry", "stop", "call_back", "read"),
    facts={
        "state": "text",
        "item": "text",
        "unit": "text",
        "above": "texts",  # the units above the station
        "agent": "text",  # identity
        "account": "text",  # of the resident, ""
        "asked_by": "text",  # identity
        "live": "truth",  # the agent may act on it and see it
    },
    fields=(
        "state", "item", "unit", "number", "until", "resident", "relation", "application",
        "missing", "pieces", "case_phase", "collected_at", "note", "delivered_at", "stars",
        "given_at", "received_at", "decided_at", "send_up_due", "deliver_due", "level", "account",
    ),
)  # fmt: skip
CARRIED = ("entrusted", "collected", "sent_up", "received", "decided", "delivered", "called_back")
OPEN = ("asked", *CARRIED[:-1])
OFFERS: tuple[Offer[EntrustmentState], ...] = (
    Offer(
        command=c.AskAgent,
        action="ask",
        begins=True,
        example=c.AskAgent(
            item="SYJ-01",
            unit="zhenan_village",
            name="何月仙",
            id_number="44060219380815002X",
            phone="13800000003",
        ),
    ),
    Offer(
        command=c.GiveEntrustment,
        action="answer",
        states=("asked",),
        example=c.GiveEntrustment(
            seen="identity_card",
            method="signature_pad",
            read_out=True,
            agreed=True,
            until=date(2027, 6, 30),
        ),
    ),
    Offer(
        command=c.DeclineEntrustment,
        action="answer",
        states=("asked",),
        example=c.DeclineEntrustment(reason="no_time"),
    ),
    Offer(
        command=c.CollectMaterials,
        action="carry",
        states=("entrusted",),
        unasked=("number", "came", "note", "form", "materials", "statement", "item_version"),
        example=c.CollectMaterials(
            item="SYJ-01", item_version=1, form={}, pieces=2, number="11440600SAMPLE"
        ),
    ),
    Offer(
        command=c.HandOverResult,
        action="carry",
        states=("decided",),
        example=c.HandOverResult(way="handed", signed=True),
    ),
    Offer(
        command=c.CallBack,
        action="call_back",
        states=("delivered",),
        example=c.CallBack(stars=5),
    ),
    Offer(
        command=c.ContinueEntrustment,
        action="stop",
        states=("suspended", "ended"),
        offered=lambda by, state: bool(state.agent),
        asks=(("entrustment.never_given", lambda by, state: bool(state.agent)),),
        example=c.ContinueEntrustment(until=date(2027, 12, 31)),
    ),
    Offer(
        command=c.SuspendEntrustment,
        action="stop",
        states=CARRIED[:-1],
        example=c.SuspendEntrustment(reason="other"),
    ),
    Offer(
        command=c.EndEntrustment,
        action="stop",
        states=(*OPEN, "suspended"),
        grave=True,
        example=c.EndEntrustment(reason="resident_withdrew"),
    ),
    Offer(command=c.ExpireEntrustment, of="platform"),
    Offer(command=CollectFromTerminal, of="platform"),
    Offer(command=c.NoteSentUp, of="platform"),
    Offer(command=c.NoteReceived, of="platform"),
    Offer(command=CaseMoved, of="platform"),
    Offer(command=PaperMade, of="platform"),
    Offer(command=PaperFailed, of="platform"),
)
SHOWN = (
    "item", "unit", "method", "until", "number", "note", "case_phase", "reason", "declining", "way",
    "template", "n",
)  # fmt: skip


def entrustment_kind(library: Library) -> EntityKind[EntrustmentState]:
    """Return the kind "entrustment"; who may what stands in the policies of `library`."""

    asked, carried = asking.Asking(library), carrying.Carrying(library)
    rules = Rules(
        kind=ENTRUSTMENT,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    handlers: dict[type[Command], Handler[EntrustmentState]] = {
        c.AskAgent: asked.ask,
        c.GiveEntrustment: asked.give,
        c.DeclineEntrustment: asking.decline,
        c.CollectMaterials: carried.collect,
        c.HandOverResult: carrying.hand_over,
        c.CallBack: carrying.call_back,
        c.ContinueEntrustment: asked.go_on,
        c.SuspendEntrustment: asking.suspend,
        c.EndEntrustment: asking.end,
        c.ExpireEntrustment: asking.expire,
        CollectFromTerminal: carried.collect_from_terminal,
        c.NoteSentUp: carrying.note_sent_up,
        c.NoteReceived: carried.receive,
        CaseMoved: carrying.follow_case,
        PaperMade: carrying.keep_paper,
        PaperFailed: carrying.miss_paper,
    }
    ruled, settle = decider(rules, handlers), Settling(library)

    def decide(turn: Turn[EntrustmentState], command: Any) -> Any:
        before = turn.state
        reply = ruled(turn, command)
        settle(turn, before)
        return reply

    return EntityKind(
        name=ENTRUSTMENT,
        plural="entrustments",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=EntrustmentState,
        initial=lambda key: EntrustmentState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=Union[e.EVENTS],  # noqa: UP007
        decide=decide,
        evolve=evolve,
        rules=rules,
        concerns=lambda state: state.account,
        shown=SHOWN,
    )


def facts(state: EntrustmentState) -> Facts:
    """Return what policies know of an entrustment, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "item": state.item,
        "unit": state.unit,
        "above": state.above,
        "agent": state.agent,
        "account": state.account,
        "asked_by": state.asked_by,
        "live": state.live,
    }
