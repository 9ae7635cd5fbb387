"""A clue (线索): what somebody told the congress, cited by drafts of deputies."""

import hashlib
from datetime import datetime
from typing import Any, Literal, Union

import msgspec
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn
from actors.systems.npc_motions.notices import Notified, notify
from actors.systems.npc_motions.texts import require_filled, require_open

CLUE = "clue"
Channel = Literal["portal", "service_platform", "wechat", "microblog", "sms", "email", "survey"]
OutsideChannel = Literal["portal", "service_platform", "wechat", "microblog", "sms", "email"]
"""Where others send messages from, each signed by its channel; the portal's are the city's."""


Citing = Literal["suggestion", "motion"]


class Use(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A proposal that cites the clue: `suggestion` is its id, `kind` what it is; `number` is known
    once it was published."""

    suggestion: str
    number: str = ""
    kind: Citing = "suggestion"


class ClueState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One clue. `person` and `contact` are of whoever told it, personal and optional; `account` is
    the resident's, where it came from one who was signed in."""

    phase: Literal["", "received", "set_aside"] = ""
    channel: str = ""
    external_id: str = ""
    told_at: datetime | None = None
    region: str = ""
    topic: str = ""
    text: str = ""
    files: tuple[str, ...] = ()
    account: str = ""
    person: str = ""
    contact: str = ""
    cluster: str = ""
    uses: tuple[Use, ...] = ()


class ReceiveClue(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Take in what came by `channel` under `external_id`; `region` is a division's code, `files`
    are digests of attachments. What is told to this platform itself has no number of a channel,
    and is told now."""

    channel: Channel = "portal"
    external_id: str = ""
    told_at: datetime | None = None
    region: str = ""
    topic: str = ""
    text: str
    files: tuple[str, ...] = ()
    person: str = ""
    contact: str = ""


class PutInCluster(Command, frozen=True, kw_only=True):
    """Put it with others of the same subject."""

    cluster: str


class SetAside(Command, frozen=True, kw_only=True):
    """Leave it aside: no matter of the congress, or nothing in it."""

    reason: str


class NoteUse(Command, frozen=True, kw_only=True):
    """Platform: a proposal cites this clue."""

    suggestion: str
    kind: Citing = "suggestion"


class NotePublished(Command, frozen=True, kw_only=True):
    """Platform: a proposal that cites this clue was published."""

    suggestion: str
    number: str
    kind: Citing = "suggestion"


class ClueReceived(Event, frozen=True, kw_only=True):
    at: datetime
    channel: Channel
    external_id: str
    told_at: datetime
    region: str = ""
    topic: str = ""
    text: str
    files: tuple[str, ...] = ()
    account: str = ""
    person: str = ""
    contact: str = ""


class ClueClustered(Event, frozen=True, kw_only=True):
    at: datetime
    cluster: str


class ClueSetAside(Event, frozen=True, kw_only=True):
    at: datetime
    reason: str


class ClueCited(Event, frozen=True, kw_only=True):
    at: datetime
    suggestion: str
    kind: Citing = "suggestion"


class ClueUsePublished(Event, frozen=True, kw_only=True):
    at: datetime
    suggestion: str
    number: str
    kind: Citing = "suggestion"


EVENTS = (ClueReceived, ClueClustered, ClueSetAside, ClueCited, ClueUsePublished, Notified)
GUARDED = Guarded(
    actions=("receive", "sort", "read"),
    facts={"state": "text", "account": "text", "channel": "text"},
    fields=(
        "state", "channel", "told_at", "region", "topic", "text", "files", "cluster", "uses",
        "person", "contact",
    ),
)  # fmt: skip
OFFERS: tuple[Offer[ClueState], ...] = (
    Offer(
        command=ReceiveClue,
        action="receive",
        begins=True,
        states=("received", "set_aside"),
        long=("text",),
        unasked=("external_id", "told_at", "channel", "files"),
        example=ReceiveClue(topic="water", text="绿景路一下大雨就积水到膝盖，电动车全部熄火。"),
    ),
    Offer(
        command=PutInCluster,
        action="sort",
        states=("received",),
        example=PutInCluster(cluster="绿景路内涝"),
    ),
    Offer(
        command=SetAside,
        action="sort",
        states=("received",),
        grave=True,
        long=("reason",),
        example=SetAside(reason="与已收线索重复"),
    ),
    Offer(command=NoteUse, of="platform", states=("received", "set_aside")),
    Offer(command=NotePublished, of="platform", states=("received", "set_aside")),
)


def clue_id(channel: str, external_id: str) -> str:
    """Return the id of the one clue that a channel's message makes, however often it comes."""
    return hashlib.sha256(f"{channel}\x00{external_id}".encode()).hexdigest()[:32]


def clue_key(id: str) -> str:
    """Return the key of the clue `id`."""
    return f"{CLUE}:{id}"


def facts(state: ClueState) -> Facts:
    """Return what policies know of a clue."""
    return {"state": state.phase, "account": state.account, "channel": state.channel}


def clue_kind(library: Library) -> EntityKind[ClueState]:
    """Return the kind "clue"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=CLUE,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=CLUE,
        plural="clues",
        state=ClueState,
        initial=lambda key: ClueState(),
        commands=commands_of(OFFERS),
        events=Union[EVENTS],  # noqa: UP007
        decide=decider(rules, HANDLERS),
        evolve=evolve,
        rules=rules,
        shown=("phase", "channel", "region", "topic", "cluster"),
    )


def evolve(state: ClueState, event: Any) -> ClueState:
    """Return the clue after `event`.

    Raises:
        TypeError: it is no event of a clue.
    """
    match event:
        case ClueReceived():
            return ClueState(
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
            )
        case ClueClustered(cluster=cluster):
            return replace(state, cluster=cluster)
        case ClueSetAside():
            return replace(state, phase="set_aside")
        case ClueCited(suggestion=suggestion, kind=kind):
            return replace(state, uses=(*state.uses, Use(suggestion=suggestion, kind=kind)))
        case ClueUsePublished(suggestion=suggestion, number=number, kind=kind):
            others = tuple(use for use in state.uses if use.suggestion != suggestion)
            use = Use(suggestion=suggestion, number=number, kind=kind)
            return replace(state, uses=(*others, use))
        case Notified():
            return state
        case _:
            raise TypeError(f"no event of a clue: {event!r}")


def _receive(turn: Turn[ClueState], command: ReceiveClue) -> None:
    outside = command.channel != "portal" or command.external_id
    if outside and turn.id != clue_id(command.channel, command.external_id):
        raise Refusal(Reason("clue.another_message", "/external_id"))
    if turn.state.phase:
        return  # the channel delivered it again
    require_filled(text=command.text)
    require_open(text=command.text)
    kind, _, account = turn.by.id.partition(":")
    turn.emit(
        ClueReceived(
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


def _cluster(turn: Turn[ClueState], command: PutInCluster) -> None:
    require_filled(cluster=command.cluster)
    turn.emit(ClueClustered(at=turn.now, cluster=command.cluster))


def _set_aside(turn: Turn[ClueState], command: SetAside) -> None:
    require_filled(reason=command.reason)
    turn.emit(ClueSetAside(at=turn.now, reason=command.reason))


def _note_use(turn: Turn[ClueState], command: NoteUse) -> None:
    if command.suggestion not in {use.suggestion for use in turn.state.uses}:
        turn.emit(ClueCited(at=turn.now, suggestion=command.suggestion, kind=command.kind))


def _note_published(turn: Turn[ClueState], command: NotePublished) -> None:
    use = Use(suggestion=command.suggestion, number=command.number, kind=command.kind)
    if use in turn.state.uses:
        return
    turn.emit(
        ClueUsePublished(
            at=turn.now,
            suggestion=command.suggestion,
            number=command.number,
            kind=command.kind,
        )
    )
    if turn.state.account:
        notify(turn, [f"person:{turn.state.account}"], "used", number=command.number)


HANDLERS: dict[type[Command], Handler[ClueState]] = {
    ReceiveClue: _receive,
    PutInCluster: _cluster,
    SetAside: _set_aside,
    NoteUse: _note_use,
    NotePublished: _note_published,
}
