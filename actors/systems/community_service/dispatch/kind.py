"""The kind "dispatch" (上报批次): papers go from a village to the town, counted and signed by both
(GRASS-02)."""

from collections.abc import Callable
from typing import Any, assert_never

from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.cases.roles import WINDOW_CLERK
from actors.blocks.cases.state import HeldPaper
from actors.blocks.documents.make import Organ, make
from actors.blocks.documents.paper import PaperFailed, PaperMade
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider
from actors.kernel.turn import Turn
from actors.systems.community_service.dispatch import records as r
from actors.systems.community_service.dispatch.entries import DISPATCH, DropEntry
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.entrustment.commands import NoteReceived, NoteSentUp
from actors.systems.community_service.entrustment.state import ENTRUSTMENT
from actors.systems.community_service.tiers import above

SLIP, DIFFERENCES = "batch_slip", "difference_note"
GUARDED = Guarded(
    actions=("send", "receive", "read"),
    facts={"state": "text", "from_unit": "text", "to_unit": "text"},
    fields=(
        "state", "from_unit", "to_unit", "count", "pieces", "missing", "surplus", "sent_at",
        "received_at", "entries",
    ),
)  # fmt: skip
Turning = Turn[r.DispatchState]
OFFERS: tuple[Offer[r.DispatchState], ...] = (
    Offer(
        command=r.PackDispatch,
        action="send",
        begins=True,
        example=r.PackDispatch(
            to="zumiao_subdistrict",
            entries=(r.Entry(entrustment="0" * 32, number="11440600SAMPLE", pieces=2),),
        ),
    ),
    Offer(
        command=r.SendDispatch,
        action="send",
        states=("packed",),
        example=r.SendDispatch(counted=1, signed=True),
    ),
    Offer(
        command=r.ReceiveDispatch,
        action="receive",
        states=("sent",),
        example=r.ReceiveDispatch(scanned=("11440600SAMPLE",), signed=True),
    ),
    Offer(
        command=r.FindEntry,
        action="receive",
        states=("differing",),
        offered=lambda by, state: bool(state.missing),
        example=r.FindEntry(number="11440600SAMPLE"),
    ),
    Offer(command=DropEntry, of="platform"),
    Offer(command=PaperMade, of="platform"),
    Offer(command=PaperFailed, of="platform"),
)


class _Handling:
    """The rules that rest on the organisation."""

    def __init__(self, library: Library) -> None:
        self._organisation = library[Organisation]

    def pack(self, turn: Turning, command: r.PackDispatch) -> None:
        """Put it together.

        Raises:
            Refusal: it is not for a unit above, or names something twice.
        """
        if command.to not in above(turn.by.unit, self._organisation):
            raise Refusal(Reason("dispatch.not_above", "/to"))
        names = [each.entrustment for each in command.entries]
        if len(set(names)) < len(names):
            raise Refusal(Reason("dispatch.twice", "/entries"))
        turn.emit(
            r.DispatchPacked(
                at=turn.now,
                from_unit=turn.by.unit,
                to_unit=command.to,
                entries=tuple(replace(each, outcome="") for each in command.entries),
            )
        )

    def send(self, turn: Turning, command: r.SendDispatch) -> None:
        """Send it.

        Raises:
            Refusal: the count is another, or it is not signed.
        """
        state = turn.state
        _require_signed(command.signed)
        if command.counted != len(state.entries):
            facts = {"listed": str(len(state.entries))}
            raise Refusal(Reason("dispatch.other_count", "/counted", facts))
        turn.emit(r.DispatchSent(at=turn.now, by=turn.by.id))
        for each in state.entries:
            turn.send(f"{ENTRUSTMENT}:{each.entrustment}", NoteSentUp(dispatch=turn.id))
        self._make(turn, SLIP, {"pieces": str(state.pieces), "entries": _pairs(state.entries)})
        notify(turn, to_role(WINDOW_CLERK, state.to_unit), "dispatch.Sent", _count(state))

    def receive(self, turn: Turning, command: r.ReceiveDispatch) -> None:
        """Take it in: what is there is filed, what is not is noted, and its clock does not run.

        Raises:
            Refusal: it is not signed.
        """
        state = turn.state
        _require_signed(command.signed)
        scanned = {each.strip() for each in command.scanned}
        there = tuple(each for each in state.listed if each.number in scanned)
        missing = tuple(each.number for each in state.listed if each.number not in scanned)
        surplus = tuple(sorted(scanned - {each.number for each in state.listed}))
        turn.emit(r.DispatchReceived(at=turn.now, by=turn.by.id, missing=missing, surplus=surplus))
        for each in there:
            turn.send(f"{ENTRUSTMENT}:{each.entrustment}", NoteReceived(dispatch=turn.id))
        if missing or surplus:
            facts = {"missing": list(missing), "surplus": list(surplus)}
            facts |= {"listed": str(len(state.listed)), "counted": str(len(there))}
            self._make(turn, DIFFERENCES, facts)
            notify(turn, to_role(VILLAGE_CLERK, state.from_unit), "dispatch.Differing")

    def _make(self, turn: Turning, template: str, facts: dict[str, Any]) -> None:
        state, on = turn.state, local_day(turn.now).isoformat()
        names = {"sender": self._unit(state.from_unit), "receiver": self._unit(state.to_unit)}
        unit = state.from_unit if template == SLIP else state.to_unit
        make(turn, template, {**names, "on": on, **facts}, organ=Organ(unit, self._unit(unit)))

    def _unit(self, code: str) -> str:
        title = self._organisation.title(code)
        return title.zh if title else code


def dispatch_kind(library: Library) -> EntityKind[r.DispatchState]:
    """Return the kind "dispatch"; who is above whom comes from `library`."""
    handling = _Handling(library)
    rules = Rules(
        kind=DISPATCH,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=DISPATCH,
        plural="dispatches",
        ids="[0-9a-f]{32}",
        open_ids=True,
        state=r.DispatchState,
        initial=lambda key: r.DispatchState(),
        commands=commands_of(OFFERS),
        events=r.DispatchEvent,
        decide=decider(
            rules,
            {
                r.PackDispatch: handling.pack,
                r.SendDispatch: handling.send,
                r.ReceiveDispatch: handling.receive,
                r.FindEntry: _find,
                DropEntry: _drop,
                PaperMade: _keep_paper,
                PaperFailed: _miss_paper,
            },
        ),
        evolve=evolve,
        rules=rules,
        shown=("phase", "from_unit", "to_unit", "sent_at", "received_at", "surplus"),
    )


def facts(state: r.DispatchState) -> Facts:
    """Return what policies know of a batch."""
    return {"state": state.phase, "from_unit": state.from_unit, "to_unit": state.to_unit}


def evolve(state: r.DispatchState, event: r.DispatchEvent) -> r.DispatchState:
    """Return the batch after `event`."""
    match event:
        case r.DispatchPacked():
            return r.DispatchState(
                phase="packed",
                from_unit=event.from_unit,
                to_unit=event.to_unit,
                entries=event.entries,
            )
        case r.DispatchSent(at=at, by=by):
            return replace(state, phase="sent", sent_at=at, sent_by=by)
        case r.EntryDropped(entrustment=entrustment):
            return _with(state, "dropped", lambda each: each.entrustment == entrustment)
        case r.DispatchReceived(at=at, by=by, missing=missing, surplus=surplus):
            state = _with(state, "received", lambda each: each.outcome == "")
            state = _with(state, "missing", lambda each: each.number in missing)
            phase = "differing" if missing or surplus else "received"
            return replace(state, phase=phase, received_at=at, received_by=by, surplus=surplus)
        case r.EntryFound(number=number):
            state = _with(state, "found", lambda each: each.number == number)
            return state if state.missing else replace(state, phase="received")
        case r.DispatchPaperKept(paper=paper):
            others = (each for each in state.papers if each.document != paper.document)
            return replace(state, papers=(*others, paper))
        case _:
            assert_never(event)


def _with(
    state: r.DispatchState, outcome: r.Outcome, which: Callable[[r.Entry], bool]
) -> r.DispatchState:
    entries = tuple(
        replace(each, outcome=outcome) if which(each) else each for each in state.entries
    )
    return replace(state, entries=entries)


def _find(turn: Turning, command: r.FindEntry) -> None:
    found = next((e for e in turn.state.missing if e.number == command.number), None)
    if found is None:
        raise Refusal(Reason("dispatch.not_missing", "/number"), kind="not_now")
    turn.emit(r.EntryFound(at=turn.now, by=turn.by.id, number=found.number))
    turn.send(f"{ENTRUSTMENT}:{found.entrustment}", NoteReceived(dispatch=turn.id))


def _drop(turn: Turning, command: DropEntry) -> None:
    known = {each.entrustment for each in turn.state.listed}
    if turn.state.phase == "sent" and command.entrustment in known:
        turn.emit(r.EntryDropped(entrustment=command.entrustment))


def _keep_paper(turn: Turning, command: PaperMade) -> None:
    paper = HeldPaper(
        document=command.document,
        template=command.template,
        n=command.n,
        sha256=command.sha256,
        bytes=command.bytes,
        pages=command.pages,
    )
    if paper not in turn.state.papers:
        turn.emit(r.DispatchPaperKept(at=turn.now, paper=paper))


def _miss_paper(turn: Turning, command: PaperFailed) -> None:
    """Whoever administers papers is shown it."""


def _require_signed(signed: bool) -> None:
    if not signed:
        raise Refusal(Reason("dispatch.not_signed", "/signed"))


def _pairs(entries: tuple[r.Entry, ...]) -> list[list[str]]:
    return [[each.number, str(each.pieces)] for each in entries]


def _count(state: r.DispatchState) -> dict[str, str]:
    return {"count": str(len(state.entries)), "pieces": str(state.pieces)}
