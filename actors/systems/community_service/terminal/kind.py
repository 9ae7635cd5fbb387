"""The kind "terminal_entry" (离线受理条目): however often a terminal sends an entry, it has its
effect once (GRASS-07). Another payload under the same id is kept aside and shown."""

from typing import assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn
from actors.systems.community_service.entrustment.state import ENTRUSTMENT
from actors.systems.community_service.terminal import records as r

GUARDED = Guarded(
    actions=("send", "read"),
    facts={"state": "text", "by": "text", "unit": "text"},
    fields=("state", "terminal", "item", "item_version", "number", "came", "note", "codes",
            "conflicts", "set_aside", "unit"),
)  # fmt: skip
Turning = Turn[r.TerminalEntry]
_FORM: dict[str, object] = {}
OFFERS: tuple[Offer[r.TerminalEntry], ...] = (
    Offer(
        command=r.KeepChunk,
        action="send",
        begins=True,
        states=("open", "taken", "filed", "refused"),
        example=r.KeepChunk(file="0" * 64, n=0, data="eA=="),
    ),
    Offer(
        command=r.SendEntry,
        action="send",
        begins=True,
        states=("open", "taken", "filed", "refused"),
        unasked=("form", "materials"),
        example=r.SendEntry(
            terminal="0" * 32,
            entrustment="0" * 32,
            payload="{}",
            payload_hash="0" * 64,
            item="SYJ-01",
            item_version=1,
            form=_FORM,
            number="11440600SAMPLE",
        ),
    ),
    Offer(command=r.EntryAnswered, of="platform"),
)


def terminal_entry_kind(library: Library) -> EntityKind[r.TerminalEntry]:
    """Return the kind "terminal_entry"."""
    rules = Rules(
        kind=r.TERMINAL_ENTRY,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=r.TERMINAL_ENTRY,
        plural="terminal_entries",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=r.TerminalEntry,
        initial=lambda key: r.TerminalEntry(),
        commands=commands_of(OFFERS),
        events=r.TerminalEntryEvent,
        decide=decider(
            rules, {r.KeepChunk: _keep, r.SendEntry: _send, r.EntryAnswered: _answered}
        ),
        evolve=evolve,
        rules=rules,
        concerns=lambda state: state.account,
        shown=("phase", "terminal", "unit", "item", "item_version", "number", "came", "note",
               "codes", "n"),
    )  # fmt: skip


def facts(state: r.TerminalEntry) -> Facts:
    """Return what policies know of an entry."""
    return {"state": state.phase, "by": state.by, "unit": state.unit}


def evolve(state: r.TerminalEntry, event: r.TerminalEntryEvent) -> r.TerminalEntry:
    """Return the entry after `event`."""
    match event:
        case r.ChunkKept():
            had = {**state.parts.get(event.file, {}), str(event.n): event.data}
            parts = {**state.parts, event.file: had}
            phase = state.phase or "open"
            return replace(state, phase=phase, by=event.by, unit=event.unit, parts=parts)
        case r.EntryTaken():
            return replace(
                state,
                phase="taken",
                terminal=event.terminal,
                by=event.by,
                unit=event.unit,
                entrustment=event.entrustment,
                item=event.item,
                item_version=event.item_version,
                payload_hash=event.payload_hash,
                number=event.number,
                came=event.came,
                note=event.note,
                codes=(),
            )
        case r.EntryConflicted(conflict=conflict):
            return replace(state, conflicts=(*state.conflicts, conflict))
        case r.EntryFiled(account=account):
            return replace(state, phase="filed", account=account, parts={})
        case r.EntryRefused(codes=codes):
            return replace(state, phase="refused", codes=codes)
        case _:
            assert_never(event)


def _keep(turn: Turning, command: r.KeepChunk) -> None:
    had = turn.state.parts.get(command.file, {}).get(str(command.n))
    if turn.state.phase == "filed" or had == command.data:
        return
    if had is not None:
        raise Refusal(Reason("terminal_entry.other_chunk", "/data"))
    if sum(len(each) for each in turn.state.parts.values()) >= r.MOST_CHUNKS:
        raise Refusal(Reason("terminal_entry.too_many_chunks", "/n"))
    by = turn.by
    turn.emit(
        r.ChunkKept(by=by.id, unit=by.unit, file=command.file, n=command.n, data=command.data)
    )


def _send(turn: Turning, command: r.SendEntry) -> r.EntryReply:
    state = turn.state
    if state.payload_hash and state.phase != "refused":
        same = command.payload_hash == state.payload_hash
        known = {state.payload_hash, *(each.payload_hash for each in state.conflicts)}
        if command.payload_hash not in known and len(state.conflicts) < r.MOST_CONFLICTS:
            conflict = r.Conflict(
                at=turn.now, payload_hash=command.payload_hash, payload=command.payload
            )
            turn.emit(r.EntryConflicted(conflict=conflict))
        return r.EntryReply(number=state.number, conflict=not same)
    turn.emit(
        r.EntryTaken(
            at=turn.now,
            by=turn.by.id,
            unit=turn.by.unit,
            terminal=command.terminal,
            entrustment=command.entrustment,
            item=command.item,
            item_version=command.item_version,
            payload_hash=command.payload_hash,
            number=command.number,
            came=command.came or turn.now,
            note=command.note,
        )
    )
    turn.send(
        f"{ENTRUSTMENT}:{command.entrustment}",
        r.CollectFromTerminal(
            entry=turn.id,
            by=turn.by.id,
            item=command.item,
            item_version=command.item_version,
            form=command.form,
            materials=command.materials,
            statement=command.statement,
            pieces=command.pieces,
            number=command.number,
            came=command.came,
            note=command.note,
        ),
    )
    return r.EntryReply(number=command.number)


def _answered(turn: Turning, command: r.EntryAnswered) -> None:
    if turn.state.phase != "taken":
        return
    if command.codes:
        turn.emit(r.EntryRefused(at=turn.now, codes=command.codes))
    else:
        turn.emit(r.EntryFiled(at=turn.now, account=command.account))
