"""The kind "conversation" (群众与代表交流): citizens and deputies exchange messages, each of which
an officer has looked at (NPC-34)."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, exampled
from actors.kernel.turn import Command, Turn
from actors.kernel.work import Work
from actors.systems.npc_motions import conversation_records as r
from actors.systems.npc_motions import examples_of_congress as examples
from actors.systems.npc_motions import open_tasks
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.deputy_roster import Follow, NoteDeputy
from actors.systems.npc_motions.notices import Notified, deputy, notify, post
from actors.systems.npc_motions.open_tasks import Wait, held_after, work_of
from actors.systems.npc_motions.tasked_kind import tasked_kind
from actors.systems.npc_motions.texts import require_filled, require_open, require_without_numbers

CONVERSATION = "conversation"
LONGEST, MOST = 2_000, 100  # characters of a message; messages of a conversation
WAITING = 5  # messages of one side that may wait to be looked at
_DEPUTY = re.compile(r"(?P<congress>[a-z0-9_]+)-(?P<term>\d{1,3})-(?P<account>[A-Za-z0-9._~-]+)")
Turning = Turn[r.ConversationState]

GUARDED = Guarded(
    actions=("write", "write_back", "moderate", "close", open_tasks.TAKE_TASK, "read"),
    facts={
        "state": "text",
        "congress": "text",
        "citizen": "text",  # account
        "account": "text",  # of the deputy
        "begun": "truth",  # something was let through to the deputy
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=(
        "state", "congress", "subject", "deputy", "exchanged", "to_moderate", "from_citizen",
        "from_deputy",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[r.ConversationState], ...] = exampled(
    (
        Offer(command=r.WriteToDeputy, action="write", begins=True, long=("text",)),
        Offer(command=r.WriteBack, action="write_back", states=("open",), long=("text",)),
        Offer(
            command=r.ReleaseMessage,
            action="moderate",
            states=("open", "closed"),
            offered=lambda by, state: bool(state.waiting),
        ),
        Offer(
            command=r.RefuseMessage,
            action="moderate",
            states=("open", "closed"),
            offered=lambda by, state: bool(state.waiting),
            long=("reason",),
        ),
        Offer(command=r.CloseConversation, action="close", states=("open",), grave=True),
        *open_tasks.offers(("open", "closed")),
        Offer(command=NoteDeputy, of="platform", states=("open", "closed")),
    ),
    examples.CONVERSATION,
)
TASK_OF: dict[type[Command], str] = {r.ReleaseMessage: "moderate", r.RefuseMessage: "moderate"}


def work(state: r.ConversationState) -> Work:
    """Return the open tasks of a conversation: what was written is to be looked at, and what was
    let through to be answered by the deputy."""
    return work_of(CONVERSATION, "", "", _waits(state), state.held)


def _waits(state: r.ConversationState) -> Iterator[Wait]:
    if state.waiting:
        since = state.messages[state.waiting[0] - 1].at
        yield Wait("moderate", "work_body", unit_of("work_body", state.congress), since)
    last = state.exchanged[-1] if state.exchanged else None
    if state.phase == "open" and last is not None and last.side == "citizen":
        unit = state.membership.delegation if state.membership else ""
        seat = (open_tasks.DEPUTY, unit or state.congress)
        yield Wait("answer", *seat, last.at, of=state.account)


def facts(state: r.ConversationState) -> Facts:
    """Return what policies know of a conversation, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "congress": state.congress,
        "citizen": state.citizen,
        "account": state.account,
        "begun": state.begun,
        **open_tasks.facts(work(state)),
    }


def conversation_kind(library: Library) -> EntityKind[r.ConversationState]:
    """Return the kind "conversation"; who may what stands in the policies of `library`."""
    kind = tasked_kind(
        library,
        name=CONVERSATION,
        plural="conversations",
        state=r.ConversationState,
        offers=OFFERS,
        handlers=HANDLERS,
        events=r.EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "congress"),
    )
    return dataclasses.replace(kind, concerns=_citizen)


def over_since(state: r.ConversationState) -> datetime | None:
    """Return since when a conversation is over; None while it is not. What was closed by an earlier
    release says no more than when something was last written."""
    if state.phase != "closed":
        return None
    return max(each.at for each in state.messages) if not state.closed_at else state.closed_at


def _citizen(state: r.ConversationState) -> str:
    return state.citizen


def evolve(state: r.ConversationState, event: Any) -> r.ConversationState:
    """Return the conversation after `event`.

    Raises:
        TypeError: it is no event of a conversation.
    """
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    match event:
        case r.ConversationBegun():
            return r.ConversationState(
                phase="open",
                citizen=event.citizen,
                deputy=event.deputy,
                account=event.account,
                congress=event.congress,
                term=event.term,
                subject=event.subject,
            )
        case r.MessageWritten(side=side, text=text, at=at):
            message = r.Message(side=side, text=text, at=at)
            return replace(state, messages=(*state.messages, message))
        case r.MessageReleased(number=number):
            return _judged(state, number, standing="released")
        case r.MessageRefused(number=number, reason=reason):
            return _judged(state, number, standing="refused", reason=reason)
        case r.CorrespondentNoted(membership=membership):
            return replace(state, membership=membership)
        case r.ConversationClosed(at=at):
            return replace(state, phase="closed", closed_at=at)
        case Notified():
            return state
        case _:
            raise TypeError(f"no event of a conversation: {event!r}")


def _judged(state: r.ConversationState, number: int, **changes: Any) -> r.ConversationState:
    messages = list(state.messages)
    messages[number - 1] = replace(messages[number - 1], **changes)
    return replace(state, messages=tuple(messages))


def _begin(turn: Turning, command: r.WriteToDeputy) -> None:
    named = _DEPUTY.fullmatch(command.deputy)
    if named is None:
        raise Refusal(Reason("conversation.deputy_unknown", "/deputy"))
    require_filled(subject=command.subject, text=command.text)
    require_open(subject=command.subject)
    if len(command.subject) > 100:
        raise Refusal(Reason("conversation.too_long", "/subject", {"most": "100"}))
    turn.emit(
        r.ConversationBegun(
            at=turn.now,
            citizen=turn.by.id.partition(":")[2],
            deputy=command.deputy,
            congress=named["congress"],
            term=int(named["term"]),
            account=named["account"],
            subject=command.subject,
        )
    )
    turn.send(f"deputy:{command.deputy}", Follow(follower=turn.key))
    _write(turn, "citizen", command.text)


def _write_back(turn: Turning, command: r.WriteBack) -> None:
    by_citizen = turn.by.id == deputy(turn.state.citizen)
    _write(turn, "citizen" if by_citizen else "deputy", command.text)


def _write(turn: Turning, side: r.Side, text: str) -> None:
    require_filled(text=text)
    require_open(text=text)
    state = turn.state
    own = [state.messages[number - 1] for number in state.waiting]
    if len(text) > LONGEST:
        raise Refusal(Reason("conversation.too_long", "/text", {"most": str(LONGEST)}))
    if len(state.messages) >= MOST or sum(each.side == side for each in own) >= WAITING:
        raise Refusal(Reason("conversation.too_many"), kind="not_now")
    number = len(state.messages) + 1
    turn.emit(r.MessageWritten(at=turn.now, number=number, side=side, text=text))
    notify(turn, [post("work_body")], "to_moderate")


def _release(turn: Turning, command: r.ReleaseMessage) -> None:
    message = _waiting(turn, command.number)
    state = turn.state
    if message.side == "citizen":
        known = state.membership
        if known is None or known.status != "active":
            raise Refusal(Reason("conversation.not_in_office"), kind="not_now")
    require_without_numbers(text=message.text)
    turn.emit(r.MessageReleased(at=turn.now, number=command.number))
    to = state.account if message.side == "citizen" else state.citizen
    notify(turn, [deputy(to)], "message")


def _refuse(turn: Turning, command: r.RefuseMessage) -> None:
    message = _waiting(turn, command.number)
    require_filled(reason=command.reason)
    turn.emit(r.MessageRefused(at=turn.now, number=command.number, reason=command.reason))
    writer = turn.state.citizen if message.side == "citizen" else turn.state.account
    notify(turn, [deputy(writer)], "refused")


def _waiting(turn: Turning, number: int) -> r.Message:
    if number not in turn.state.waiting:
        raise Refusal(Reason("conversation.nothing_to_judge", "/number"))
    return turn.state.messages[number - 1]


def _close(turn: Turning, command: r.CloseConversation) -> None:
    turn.emit(r.ConversationClosed(at=turn.now, by=turn.by.id))


def _note(turn: Turning, command: NoteDeputy) -> None:
    known = turn.state.membership
    if known is None or known.seq < command.membership.seq:
        turn.emit(r.CorrespondentNoted(at=turn.now, membership=command.membership))


HANDLERS: dict[type[Command], Handler[r.ConversationState]] = {
    r.WriteToDeputy: _begin,
    r.WriteBack: _write_back,
    r.ReleaseMessage: _release,
    r.RefuseMessage: _refuse,
    r.CloseConversation: _close,
    NoteDeputy: _note,
}
