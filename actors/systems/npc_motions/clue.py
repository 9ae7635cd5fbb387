"""A clue (线索): what somebody told the congress, cited by drafts of deputies."""

import dataclasses
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions import clue_records as r
from actors.systems.npc_motions import open_tasks
from actors.systems.npc_motions.clue_work import TASK_OF, work
from actors.systems.npc_motions.notices import Notified, notify
from actors.systems.npc_motions.open_tasks import held_after
from actors.systems.npc_motions.tasked_kind import tasked_kind
from actors.systems.npc_motions.texts import require_filled, require_open

GUARDED = Guarded(
    actions=("receive", "sort", open_tasks.TAKE_TASK, "read"),
    facts={
        "state": "text",
        "account": "text",
        "channel": "text",
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=(
        "state", "channel", "told_at", "region", "topic", "text", "files", "cluster", "uses",
        "person", "contact",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[r.ClueState], ...] = (
    Offer(
        command=r.ReceiveClue,
        action="receive",
        begins=True,
        states=("received", "set_aside"),
        long=("text",),
        unasked=("external_id", "told_at", "channel", "files"),
        example=r.ReceiveClue(topic="water", text="绿景路一下大雨就积水到膝盖，电动车全部熄火。"),
    ),
    Offer(
        command=r.PutInCluster,
        action="sort",
        states=("received",),
        example=r.PutInCluster(cluster="绿景路内涝"),
    ),
    Offer(
        command=r.SetAside,
        action="sort",
        states=("received",),
        grave=True,
        long=("reason",),
        example=r.SetAside(reason="与已收线索重复"),
    ),
    *open_tasks.offers(("received",)),
    Offer(command=r.NoteUse, of="platform", states=("received", "set_aside")),
    Offer(command=r.NotePublished, of="platform", states=("received", "set_aside")),
)


def facts(state: r.ClueState) -> Facts:
    """Return what policies know of a clue, with every name of `GUARDED.facts`."""
    return {
        "state": state.phase,
        "account": state.account,
        "channel": state.channel,
        **open_tasks.facts(work(state)),
    }


def clue_kind(library: Library) -> EntityKind[r.ClueState]:
    """Return the kind "clue"; who may what stands in the policies of `library`."""
    kind = tasked_kind(
        library,
        name=r.CLUE,
        plural="clues",
        state=r.ClueState,
        offers=OFFERS,
        handlers=HANDLERS,
        events=r.EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "channel", "region", "topic", "cluster"),
    )
    return dataclasses.replace(kind, concerns=_teller)


def over_since(state: r.ClueState) -> datetime | None:
    """Return since when the time of a clue runs; None where something cites it."""
    return None if state.uses else state.told_at


def _teller(state: r.ClueState) -> str:
    return state.account


def evolve(state: r.ClueState, event: Any) -> r.ClueState:
    """Return the clue after `event`.

    Raises:
        TypeError: it is no event of a clue.
    """
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    match event:
        case r.ClueReceived():
            return r.ClueState(
                phase="received",
                channel=event.channel,
                external_id=event.external_id,
                told_at=event.told_at,
                region=event.region,
                topic=event.topic,
                text=event.text,
                files=event.files,
                account=event.account,
                person=event.person,
                contact=event.contact,
                received_at=event.at,
            )
        case r.ClueClustered(cluster=cluster):
            return replace(state, cluster=cluster)
        case r.ClueSetAside():
            return replace(state, phase="set_aside")
        case r.ClueCited(suggestion=suggestion, kind=kind):
            return replace(state, uses=(*state.uses, r.Use(suggestion=suggestion, kind=kind)))
        case r.ClueUsePublished(suggestion=suggestion, number=number, kind=kind):
            others = tuple(use for use in state.uses if use.suggestion != suggestion)
            use = r.Use(suggestion=suggestion, number=number, kind=kind)
            return replace(state, uses=(*others, use))
        case Notified():
            return state
        case _:
            raise TypeError(f"no event of a clue: {event!r}")


def _receive(turn: Turn[r.ClueState], command: r.ReceiveClue) -> None:
    outside = command.channel != "portal" or command.external_id
    if outside and turn.id != r.clue_id(command.channel, command.external_id):
        raise Refusal(Reason("clue.another_message", "/external_id"))
    if turn.state.phase:
        return  # the channel delivered it again
    require_filled(text=command.text)
    require_open(text=command.text)
    kind, _, account = turn.by.id.partition(":")
    turn.emit(
        r.ClueReceived(
            at=turn.now,
            channel=command.channel,
            external_id=command.external_id or turn.id,
            told_at=command.told_at or turn.now,
            region=command.region,
            topic=command.topic,
            text=command.text,
            files=command.files,
            account=account if kind == "person" else "",
            person=command.person,
            contact=command.contact,
        )
    )


def _cluster(turn: Turn[r.ClueState], command: r.PutInCluster) -> None:
    require_filled(cluster=command.cluster)
    turn.emit(r.ClueClustered(at=turn.now, cluster=command.cluster))


def _set_aside(turn: Turn[r.ClueState], command: r.SetAside) -> None:
    require_filled(reason=command.reason)
    turn.emit(r.ClueSetAside(at=turn.now, reason=command.reason))


def _note_use(turn: Turn[r.ClueState], command: r.NoteUse) -> None:
    if command.suggestion not in {use.suggestion for use in turn.state.uses}:
        turn.emit(r.ClueCited(at=turn.now, suggestion=command.suggestion, kind=command.kind))


def _note_published(turn: Turn[r.ClueState], command: r.NotePublished) -> None:
    use = r.Use(suggestion=command.suggestion, number=command.number, kind=command.kind)
    if use in turn.state.uses:
        return
    turn.emit(
        r.ClueUsePublished(
            at=turn.now,
            suggestion=command.suggestion,
            number=command.number,
            kind=command.kind,
        )
    )
    if turn.state.account:
        notify(turn, [f"person:{turn.state.account}"], "used", number=command.number)


HANDLERS: dict[type[Command], Handler[r.ClueState]] = {
    r.ReceiveClue: _receive,
    r.PutInCluster: _cluster,
    r.SetAside: _set_aside,
    r.NoteUse: _note_use,
    r.NotePublished: _note_published,
}
