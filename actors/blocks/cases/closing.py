"""The end of a case: decision, result, delivery, and making it void."""

from collections.abc import Iterator

from actors.blocks.cases import commands as c
from actors.blocks.cases import events as e
from actors.blocks.cases.basis import Basis, lead_of, refuse
from actors.blocks.cases.dues import set_dues
from actors.blocks.cases.licensing import take_back
from actors.blocks.cases.ordering import ask_for_number
from actors.blocks.cases.putting_right import have_put_right
from actors.blocks.cases.review import objections, require_unclaimed, reviews
from actors.blocks.cases.saying import result_facts, result_template
from actors.blocks.cases.state import CaseState
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.issuing.records import (
    HANDOVER,
    BeginHandover,
    EndHandover,
    NoteHandedOver,
    Recipient,
)
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn

COLLECTORS = ("applicant", "agent")


def decide_case(turn: Turn[CaseState], command: c.Decide, basis: Basis) -> None:
    """决定, by the lead unit, when all branches are done and nothing is owed. A denial states its
    reasons; so does a grant against an objection, and one against the objection of another unit
    that ends the review is not possible."""
    state, item = turn.state, basis.item
    for task in state.tasks:
        if task.name == state.stage:
            require_unclaimed(turn, task)
    if item.two_persons and {task.done_by for task in reviews(state, basis)} <= {turn.by.id}:
        raise Refusal(Reason("decision.two_persons"), kind="forbidden")
    against = objections(state, basis)
    if command.outcome == "granted" and any(
        _bars(task.stage, task.unit, state, basis) for task in against
    ):
        raise Refusal(Reason("decision.objected", "/outcome"), kind="not_now")
    if (command.outcome == "denied" or against) and not command.reason.strip():
        raise Refusal(Reason("decision.reason_required", "/reason"))
    if command.outcome == "denied":
        turn.emit(e.Denied(at=turn.now, by=turn.by.id, reason=command.reason))
        return
    closed = item.result is None
    turn.emit(e.Granted(at=turn.now, by=turn.by.id, reason=command.reason, closed=closed))
    have_put_right(turn, item)
    if not closed:
        set_dues(turn, basis, "granted")


def issue(turn: Turn[CaseState], command: c.Issue, basis: Basis) -> None:
    """出件: the result document is made from what is known and what the officer fills in; it is
    given a number first, unless it has one."""
    if command.document and not command.document.strip():
        raise Refusal(Reason("issue.document_required", "/document"))
    refuse(tuple(_wrong_fields(turn.state, command, basis)))
    turn.emit(e.Issued(at=turn.now, document=command.document, fields=command.fields))
    if not command.document:
        ask_for_number(turn, basis)


def _wrong_fields(state: CaseState, command: c.Issue, basis: Basis) -> Iterator[Reason]:
    template = result_template(basis)
    if template is None:
        return
    asked = {field.name for field in template.asked}
    for name in command.fields.keys() - asked:
        yield Reason("issue.unknown_field", f"/fields/{name}")
    said = {name: command.fields[name] for name in command.fields.keys() & asked}
    for name, _rule in template.faults(result_facts(state, basis, said)):
        yield Reason("issue.field", f"/fields/{name}")


def deliver(turn: Turn[CaseState], command: c.Deliver, basis: Basis) -> None:
    """送达: how, and to whom. A kiosk hands over only what it hands over itself; at a window and by
    post the issuing desk (窗口出件) does, against identity."""
    if command.collector not in COLLECTORS:
        raise Refusal(Reason("delivery.collector", "/collector"))
    if turn.by.id.startswith("terminal:") is not (command.method == "kiosk"):
        raise Refusal(Reason("delivery.method", "/method"))
    if command.method in ("window", "post"):
        raise Refusal(Reason("delivery.at_desk", "/method"))
    turn.emit(e.Delivered(at=turn.now, method=command.method, collector=command.collector))


def note_handed_over(turn: Turn[CaseState], command: NoteHandedOver, basis: Basis) -> None:
    """送达, by the issuing desk; told of it again, or once it is over, the case stays as it is."""
    if turn.state.phase == "issued":
        method, collector = command.method, command.collector
        turn.emit(e.Delivered(at=turn.now, method=method, collector=collector))


def hand_over(turn: Turn[CaseState], before: CaseState, basis: Basis) -> None:
    """Have the issuing desk await a result that is made, and know when nothing is left to hand
    over."""
    state = turn.state
    applicant = state.applicant
    if state.phase == "issued" != before.phase and applicant is not None:
        turn.send(
            f"{HANDOVER}:{turn.id}",
            BeginHandover(
                number=state.number,
                item=state.item,
                title=basis.item.title,
                unit=state.unit,
                place=state.place,
                recipient=Recipient(
                    kind=applicant.kind,
                    name=applicant.name,
                    id_number=applicant.id_number,
                    account=applicant.account,
                ),
            ),
        )
    elif before.phase == "issued" != state.phase:
        turn.send(f"{HANDOVER}:{turn.id}", EndHandover())


def propose_void(turn: Turn[CaseState], command: c.ProposeVoid, basis: Basis) -> None:
    """提请作废, with a reason; the other supervisors of the unit are told."""
    _require_reason(command.reason)
    turn.emit(e.VoidProposed(at=turn.now, by=turn.by.id, reason=command.reason))
    notify(
        turn,
        to_role(SUPERVISOR, turn.by.unit),
        "case.VoidProposed",
        {"number": turn.state.number},
    )


def void(turn: Turn[CaseState], command: c.Void, basis: Basis) -> None:
    """作废, once a second supervisor agrees: two persons, whoever they act for. All clocks stop."""
    proposal = turn.state.void_proposal
    if proposal is None or proposal.by == turn.by.id:
        raise Refusal(Reason("void.second_person"), kind="forbidden")
    second = turn.by.id.partition(":")[2]
    turn.emit(e.Voided(at=turn.now, reason=proposal.reason, by=proposal.by, second=second))
    take_back(turn, basis, proposal.reason)


def reject_void(turn: Turn[CaseState], command: c.RejectVoid, basis: Basis) -> None:
    """不同意作废: the case goes on as if nobody had proposed it."""
    _require_reason(command.reason)
    turn.emit(e.VoidRejected(at=turn.now, by=turn.by.id, reason=command.reason))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal(Reason("reason.required", "/reason"))


def _bars(stage: str, unit: str, state: CaseState, basis: Basis) -> bool:
    lead = lead_of(basis.item, state)
    return basis.item.flow.stage(stage).on_objection == "end" and unit != lead
