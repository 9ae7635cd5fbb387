"""A commitment (承诺事项): what a unit promised by a date. It outlives item, year and term."""

from datetime import date, datetime
from functools import partial
from typing import Any, Literal, Union

import msgspec
from msgspec.structs import replace

from actors.blocks.access.access import Access
from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject, follow
from actors.kernel.deadlines import end_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, Rules, commands_of, decider
from actors.kernel.turn import Command, Event, Turn
from actors.systems.npc_motions.commitment_dates import CommitmentCards
from actors.systems.npc_motions.notices import Notified, deputy, notify, post
from actors.systems.npc_motions.suggestion.commands import NoteCommitment
from actors.systems.npc_motions.texts import require_filled

COMMITMENT = "commitment"
DUE = "due"
Phase = Literal["", "open", "broken", "explained", "kept"]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What was done by an instant, as the unit reports it."""

    at: datetime
    text: str


class CommitmentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One commitment; `due` is a local day, in time on that day itself."""

    phase: Phase = ""
    suggestion: str = ""
    number: str = ""
    handling: str = ""
    congress: str = ""
    unit: str = ""
    lead: str = ""
    text: str = ""
    due: date | None = None
    cards: CommitmentCards | None = None
    began_at: datetime | None = None
    progress: tuple[Progress, ...] = ()
    kept_at: datetime | None = None


class BeginCommitment(Command, frozen=True, kw_only=True):
    """Platform: a reply was sent that promises this."""

    suggestion: str
    number: str
    handling: str
    congress: str
    unit: str
    lead: str
    text: str
    due: date
    cards: CommitmentCards


class ReportProgress(Command, frozen=True, kw_only=True):
    """Report how far it is."""

    text: str


class KeepCommitment(Command, frozen=True, kw_only=True):
    """Report that it is done, with the digest of the letter to the deputy (办结告知函)."""

    text: str
    letter: str


class ExplainBreach(Command, frozen=True, kw_only=True):
    """Explain, signed by the unit's head, why it was not kept; `signature` is the digest of the
    signed paper."""

    text: str
    signature: str


class MissDate(Command, frozen=True, kw_only=True):
    """Clock: the day passed on which it was due."""


class CommitmentBegun(Event, frozen=True, kw_only=True):
    at: datetime
    suggestion: str
    number: str
    handling: str
    congress: str
    unit: str
    lead: str
    text: str
    due: date
    cards: CommitmentCards


class ProgressReported(Event, frozen=True, kw_only=True):
    at: datetime
    text: str


class CommitmentBroken(Event, frozen=True, kw_only=True):
    at: datetime


class BreachExplained(Event, frozen=True, kw_only=True):
    at: datetime
    by: str
    text: str
    signature: str


class CommitmentFulfilled(Event, frozen=True, kw_only=True):
    at: datetime
    text: str
    letter: str


EVENTS = (
    CommitmentBegun, ProgressReported, CommitmentBroken, BreachExplained, CommitmentFulfilled,
    Notified,
)  # fmt: skip
GUARDED = Guarded(
    actions=("report", "keep", "explain", "read"),
    facts={"state": "text", "unit": "text", "lead": "text", "congress": "text"},
    fields=("state", "number", "unit", "text", "due", "level", "progress", "kept_at"),
)
OFFERS: tuple[Offer[CommitmentState], ...] = (
    Offer(command=BeginCommitment, of="platform", begins=True),
    Offer(
        command=ReportProgress,
        action="report",
        states=("open", "broken", "explained"),
        long=("text",),
    ),
    Offer(
        command=KeepCommitment,
        action="keep",
        states=("open", "broken", "explained"),
        long=("text",),
    ),
    Offer(command=ExplainBreach, action="explain", states=("broken",), long=("text",)),
    Offer(command=MissDate, of="platform", states=("open", "broken", "explained", "kept")),
)


def facts(state: CommitmentState) -> Facts:
    """Return what policies know of a commitment."""
    return {
        "state": state.phase,
        "unit": state.unit,
        "lead": state.lead,
        "congress": state.congress,
    }


def commitment_kind(library: Library) -> EntityKind[CommitmentState]:
    """Return the kind "commitment"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=COMMITMENT,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
    )
    return EntityKind(
        name=COMMITMENT,
        plural="commitments",
        state=CommitmentState,
        initial=lambda key: CommitmentState(),
        commands=commands_of(OFFERS),
        events=Union[EVENTS],  # noqa: UP007
        decide=partial(_decide, decider(rules, HANDLERS)),
        evolve=evolve,
        rules=rules,
        shown=("phase", "number", "unit", "due"),
    )


def _decide(decide: Any, turn: Turn[CommitmentState], command: Any) -> Any:
    before = watched(turn.state)
    reply = decide(turn, command)
    follow(turn, before, watched(turn.state))
    return reply


def watched(state: CommitmentState) -> Subject | None:
    """Return what supervision sees of a commitment."""
    if state.due is None or state.cards is None or state.began_at is None:
        return None
    clock = ClockFacts(
        name="npc_commitment",
        started_at=state.began_at,
        due=state.due,
        marks=(Mark("yellow", state.cards.yellow), Mark("red", state.cards.red)),
        stopped_at=state.kept_at,
    )
    return Subject(
        number=state.number,
        item=COMMITMENT,
        unit=state.unit,
        clocks=(clock,),
        closed=state.phase == "kept",
    )


def evolve(state: CommitmentState, event: Any) -> CommitmentState:
    """Return the commitment after `event`.

    Raises:
        TypeError: it is no event of a commitment.
    """
    match event:
        case CommitmentBegun():
            return CommitmentState(
                phase="open",
                suggestion=event.suggestion,
                number=event.number,
                handling=event.handling,
                congress=event.congress,
                unit=event.unit,
                lead=event.lead,
                text=event.text,
                due=event.due,
                cards=event.cards,
                began_at=event.at,
            )
        case ProgressReported(at=at, text=text):
            return replace(state, progress=(*state.progress, Progress(at=at, text=text)))
        case CommitmentBroken():
            return replace(state, phase="broken")
        case BreachExplained():
            return replace(state, phase="explained")
        case CommitmentFulfilled(at=at):
            return replace(state, phase="kept", kept_at=at)
        case Notified():
            return state
        case _:
            raise TypeError(f"no event of a commitment: {event!r}")


def _begin(turn: Turn[CommitmentState], command: BeginCommitment) -> None:
    turn.emit(
        CommitmentBegun(
            at=turn.now,
            suggestion=command.suggestion,
            number=command.number,
            handling=command.handling,
            congress=command.congress,
            unit=command.unit,
            lead=command.lead,
            text=command.text,
            due=command.due,
            cards=command.cards,
        )
    )
    turn.remind(DUE, end_of_day(command.due), MissDate())


def _report(turn: Turn[CommitmentState], command: ReportProgress) -> None:
    require_filled(text=command.text)
    turn.emit(ProgressReported(at=turn.now, text=command.text))


def _keep(turn: Turn[CommitmentState], command: KeepCommitment) -> None:
    require_filled(text=command.text, letter=command.letter)
    if turn.state.phase == "broken":
        raise Refusal(Reason("commitment.unexplained"), kind="not_now")
    turn.emit(CommitmentFulfilled(at=turn.now, text=command.text, letter=command.letter))
    turn.forget(DUE)
    turn.send(f"suggestion:{turn.state.suggestion}", NoteCommitment(id=turn.id))
    notify(turn, [deputy(turn.state.lead), post("work_body")], "commitment_kept")


def _explain(turn: Turn[CommitmentState], command: ExplainBreach) -> None:
    require_filled(text=command.text, signature=command.signature)
    turn.emit(
        BreachExplained(at=turn.now, by=turn.by.id, text=command.text, signature=command.signature)
    )
    notify(turn, [deputy(turn.state.lead), post("work_body")], "breach_explained")


def _miss(turn: Turn[CommitmentState], command: MissDate) -> None:
    if turn.state.phase == "open":
        turn.emit(CommitmentBroken(at=turn.now))
        head = post("unit_head", turn.state.unit)
        notify(turn, [head, deputy(turn.state.lead), post("work_body")], "commitment_broken")


HANDLERS: dict[type[Command], Handler[CommitmentState]] = {
    BeginCommitment: _begin,
    ReportProgress: _report,
    KeepCommitment: _keep,
    ExplainBreach: _explain,
    MissDate: _miss,
}
