"""The kind "follow_up_order" (督办事项): what a unit was told to do, followed up to its end."""

from collections.abc import Callable
from datetime import date
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.access.vocabulary import seat
from actors.blocks.clocks.watching import follow
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.numbers.register import Numbered, Unnumbered
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider, exampled
from actors.kernel.turn import Turn
from actors.systems.collaborative_office.follow_up import commands as c
from actors.systems.collaborative_office.follow_up import doing, ordering
from actors.systems.collaborative_office.follow_up.events import OrderEvent
from actors.systems.collaborative_office.follow_up.evolve import evolve
from actors.systems.collaborative_office.follow_up.state import (
    FOLLOW_UP_ORDER,
    RUNNING,
    STATES,
    TAKEN,
    OrderState,
)
from actors.systems.collaborative_office.follow_up.work import watched, work
from actors.systems.collaborative_office.roles import HANDLER

GUARDED = Guarded(
    actions=(
        "propose", "split", "assign", "accept", "report", "ask_extension", "decide_extension",
        "urge", "ask_closure", "check", "close", "score", "drop", "read",
    ),
    facts={
        "state": "text",
        "organ": "text",
        "members": "texts",  # identities
        "leading": "texts",  # seats of who handles documents in the unit that leads
        "named": "texts",  # and in all units that do it
    },
    fields=(
        "state", "organ", "source", "basis", "matter", "requirement", "number", "lead", "helping",
        "due", "percent", "reports", "extensions", "urged", "result", "parts", "on_time", "score",
        "path", "level",
    ),
)  # fmt: skip
_DUE = date(2026, 12, 31)
_EXAMPLES = (
    c.ProposeOrder(
        source="meeting", basis="第12次常务会议", matter="老旧电梯整治", requirement="年内办结"
    ),
    c.AssignOrder(lead="health", working_days=10),
    c.SplitOrder(
        parts=(
            c.Part(matter="排查", lead="health", due=_DUE),
            c.Part(matter="整治", lead="housing_construction", due=_DUE),
        )
    ),
    c.ReportProgress(note="已完成排查", percent=50),
    c.AskExtension(due=_DUE, reason="需要另行招标"),
    c.RefuseExtension(reason="时间足够"),
    c.UrgeOrder(note="请于本周报告进展"),
    c.AskClosure(result="已全部整治"),
    c.AcceptAnswer(note="现场核查属实"),
    c.SendAnswerBack(reason="尚有两处没有整治"),
    c.ScoreOrder(score=95),
    c.DropOrder(reason="与另一事项重复"),
)
OFFERS: tuple[Offer[OrderState], ...] = exampled(
    (
        Offer(
            command=c.ProposeOrder,
            action="propose",
            begins=True,
            long=("requirement",),
        ),
        Offer(command=c.AssignOrder, action="assign", states=("initiated", "assigned")),
        Offer(command=c.SplitOrder, action="split", states=("initiated", "assigned")),
        Offer(command=c.AcceptOrder, action="accept", states=("assigned",)),
        Offer(command=c.ReportProgress, action="report", states=TAKEN, long=("note",)),
        Offer(command=c.AskClosure, action="ask_closure", states=TAKEN, long=("result",)),
        Offer(
            command=c.AskExtension,
            action="ask_extension",
            states=TAKEN,
            asks=(("follow_up_order.extension_asked", lambda by, state: not state.asked),),
            long=("reason",),
        ),
        Offer(
            command=c.GrantExtension,
            action="decide_extension",
            states=TAKEN,
            asks=(("follow_up_order.no_extension_asked", lambda by, state: bool(state.asked)),),
        ),
        Offer(
            command=c.RefuseExtension,
            action="decide_extension",
            states=TAKEN,
            asks=(("follow_up_order.no_extension_asked", lambda by, state: bool(state.asked)),),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.UrgeOrder, action="urge", states=RUNNING, long=("note",)),
        Offer(command=c.AcceptAnswer, action="check", states=("closure_asked",), long=("note",)),
        Offer(
            command=c.SendAnswerBack,
            action="check",
            states=("closure_asked",),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.CloseOrder, action="close", states=("verified",)),
        Offer(command=c.ScoreOrder, action="score", states=("closed",), long=("note",)),
        Offer(
            command=c.DropOrder,
            action="drop",
            states=("initiated", *RUNNING, "closure_asked"),
            grave=True,
            long=("reason",),
        ),
        Offer(command=c.BeginFromInstruction, of="platform", begins=True, states=STATES),
        Offer(command=c.BeginPart, of="platform", begins=True, states=STATES),
        Offer(command=c.NotePart, of="platform"),
        Offer(command=c.NoteOverdue, of="platform"),
        Offer(command=Numbered, of="platform"),
        Offer(command=Unnumbered, of="platform"),
    ),
    _EXAMPLES,
)


def facts(state: OrderState) -> Facts:
    """Return what policies know of an order, with every name of `GUARDED.facts`."""
    seats = [seat(HANDLER, unit) for unit in state.units]
    return {
        "state": state.phase,
        "organ": state.organ,
        "members": frozenset(state.members),
        "leading": frozenset(seats[:1]),
        "named": frozenset(seats),
    }


def order_kind(library: Library) -> EntityKind[OrderState]:
    """Return the kind "follow_up_order"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=FOLLOW_UP_ORDER,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    office = ordering.Ordering(library)
    decide = decider(
        rules,
        {
            c.ProposeOrder: ordering.propose,
            c.BeginFromInstruction: office.begin_from_instruction,
            c.BeginPart: office.begin_part,
            c.SplitOrder: office.split,
            c.AssignOrder: office.assign,
            c.DropOrder: ordering.drop,
            c.NoteOverdue: ordering.note_overdue,
            Numbered: ordering.numbered,
            Unnumbered: ordering.unnumbered,
            c.AcceptOrder: doing.accept,
            c.ReportProgress: doing.report,
            c.AskExtension: doing.ask_extension,
            c.GrantExtension: office.grant,
            c.RefuseExtension: doing.refuse_extension,
            c.UrgeOrder: doing.urge,
            c.AskClosure: doing.ask_closure,
            c.AcceptAnswer: doing.accept_answer,
            c.SendAnswerBack: doing.send_answer_back,
            c.CloseOrder: doing.close,
            c.ScoreOrder: doing.score,
            c.NotePart: doing.note_part,
        },
    )
    return EntityKind(
        name=FOLLOW_UP_ORDER,
        plural="follow_up_orders",
        state=OrderState,
        initial=lambda key: OrderState(id=key.partition(":")[2]),
        commands=commands_of(OFFERS),
        events=OrderEvent,
        decide=_settling(decide),
        evolve=evolve,
        rules=rules,
        shown=(
            "phase", "organ", "source", "number", "lead", "helping", "due", "percent", "on_time",
            "score",
        ),
        work=work,
    )  # fmt: skip


def _settling(
    decide: Callable[[Turn[OrderState], Any], Any],
) -> Callable[[Turn[OrderState], Any], Any]:
    """Return `decide`, after which those hear of the order whom it waits for now, but for those who
    have just acted, and supervision."""

    def settled(turn: Turn[OrderState], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        known = {(task.name, task.unit, task.since) for task in work(before).tasks}
        for task in work(turn.state).tasks:
            mine = turn.by.unit == task.unit and task.role in turn.by.roles
            if not mine and (task.name, task.unit, task.since) not in known:
                address = to_role(task.role, task.unit)
                notify(turn, address, "follow_up_order.Waiting", {"number": turn.state.number})
        follow(turn, watched(before), watched(turn.state))
        return reply

    return settled
