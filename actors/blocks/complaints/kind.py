"""The consultation or complaint as an entity kind."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actors.blocks.access.access import Access
from actors.blocks.complaints import complaint as c
from actors.blocks.complaints import records as r
from actors.blocks.organisation.standing import standing
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.kernel.turn import Turn

GUARDED = Guarded(
    actions=("ask", "assign", "answer", "reopen", "read"),
    facts={"phase": "text", "unit": "text", "account": "text"},
    fields=(
        "phase", "number", "matter", "title", "text", "unit", "case", "asked_at", "due", "turns",
        "found", "answered_at", "reopened", "content", "closed_at",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[r.Complaint], ...] = (
    Offer(
        command=r.Ask,
        action="ask",
        begins=True,
        long=("text",),
        unasked=("case",),
        example=r.Ask(
            matter="consultation", title="办理时间", text="周六能办理吗？", unit="civil_affairs"
        ),
    ),
    Offer(
        command=r.Assign,
        action="assign",
        states=("received", "assigned", "reopened"),
        example=r.Assign(unit="market_supervision"),
    ),
    Offer(
        command=r.Answer,
        action="answer",
        states=("assigned", "reopened"),
        long=("text",),
        example=r.Answer(text="周六上午可以办理。"),
    ),
    Offer(
        command=r.Reopen,
        action="reopen",
        states=("answered",),
        long=("text",),
        example=r.Reopen(text="没有回答我的问题"),
    ),
    Offer(command=r.Close, action="reopen", states=("answered",), example=r.Close()),
    Offer(command=r.CloseInTime, of="platform", states=(*c.OPEN, "answered", "closed")),
)


def complaint_kind(library: Library) -> EntityKind[r.Complaint]:
    """Return the kind "complaint", by the limits, the calendar and the units of `library`."""
    rules, calendar, units = library[c.AnswerRules], library[Calendar], library[Organisation]
    kind = offered_kind(
        library[Access],
        name=r.COMPLAINT,
        plural="complaints",
        state=r.Complaint,
        events=r.ComplaintEvent,
        offers=OFFERS,
        handlers={
            r.Ask: lambda turn, command: c.ask(turn, command, rules, calendar, units),
            r.Assign: lambda turn, command: c.assign(turn, command, units),
            r.Answer: lambda turn, command: c.answer(turn, command, rules, calendar),
            r.Reopen: lambda turn, command: c.reopen(turn, command, rules, calendar),
            r.Close: c.close,
            r.CloseInTime: c.close_in_time,
        },
        evolve=c.evolve,
        facts=facts,
        standing=lambda by: standing(by, library),
        shown=(
            "number", "phase", "matter", "unit", "asked_at", "due", "found", "answered_at",
            "reopened", "closed_at",
        ),
        concerns=lambda state: state.account,
    )  # fmt: skip
    return replace(kind, decide=_settled(kind.decide, rules), work=c.work)


def _settled(
    decide: Callable[[Turn[r.Complaint], Any], Any], rules: c.AnswerRules
) -> Callable[[Turn[r.Complaint], Any], Any]:
    def decided(turn: Turn[r.Complaint], command: Any) -> Any:
        before = turn.state
        reply = decide(turn, command)
        c.settle(turn, before, rules)
        return reply

    return decided


def facts(state: r.Complaint) -> Facts:
    """Return what policies know of a complaint."""
    return {"phase": state.phase, "unit": state.unit, "account": state.account}
