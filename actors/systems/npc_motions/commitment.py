"""A commitment (承诺事项): what a unit promised by a date. It outlives item, year and term."""

from typing import Any

from msgspec.structs import replace

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject, follow
from actors.kernel.deadlines import end_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Handler, Offer, exampled
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions import commitment_records as r
from actors.systems.npc_motions import examples, open_tasks
from actors.systems.npc_motions.commitment_work import TASK_OF, work
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.notices import Notified, deputy, notify, post
from actors.systems.npc_motions.open_tasks import held_after
from actors.systems.npc_motions.suggestion.commands import NoteCommitment
from actors.systems.npc_motions.tasked_kind import tasked_kind
from actors.systems.npc_motions.texts import require_filled

COMMITMENT = "commitment"
DUE = "due"


GUARDED = Guarded(
    actions=("report", "keep", "explain", open_tasks.TAKE_TASK, "read"),
    facts={
        "state": "text",
        "unit": "text",
        "lead": "text",
        "congress": "text",
        "seats": "texts",  # that tasks wait for
        "task_units": "texts",
    },
    fields=("state", "number", "unit", "text", "due", "level", "progress", "kept_at"),
)
OFFERS: tuple[Offer[r.CommitmentState], ...] = exampled(
    (
        Offer(command=r.BeginCommitment, of="platform", begins=True),
        Offer(
            command=r.ReportProgress,
            action="report",
            states=("open", "broken", "explained"),
            long=("text",),
        ),
        Offer(
            command=r.KeepCommitment,
            action="keep",
            states=("open", "broken", "explained"),
            long=("text",),
        ),
        Offer(command=r.ExplainBreach, action="explain", states=("broken",), long=("text",)),
        *open_tasks.offers(("open", "broken", "explained")),
        Offer(command=r.MissDate, of="platform", states=("open", "broken", "explained", "kept")),
    ),
    examples.COMMITMENT,
)


def facts(state: r.CommitmentState) -> Facts:
    """Return what policies know of a commitment."""
    return {
        "state": state.phase,
        "unit": state.unit,
        "lead": state.lead,
        "congress": state.congress,
        **open_tasks.facts(work(state)),
    }


def commitment_kind(library: Library) -> EntityKind[r.CommitmentState]:
    """Return the kind "commitment"; who may what stands in the policies of `library`."""
    return tasked_kind(
        library,
        name=COMMITMENT,
        plural="commitments",
        state=r.CommitmentState,
        offers=OFFERS,
        handlers=HANDLERS,
        events=r.EVENTS,
        evolve=evolve,
        facts=facts,
        work=work,
        task_of=TASK_OF,
        shown=("phase", "number", "unit", "due"),
        settle=lambda turn, before: follow(turn, watched(before), watched(turn.state)),
    )


def watched(state: r.CommitmentState) -> Subject | None:
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


def evolve(state: r.CommitmentState, event: Any) -> r.CommitmentState:
    """Return the commitment after `event`.

    Raises:
        TypeError: it is no event of a commitment.
    """
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    after = _after(state, event)
    return after if after.phase == state.phase else replace(after, since=event.at)


def _after(state: r.CommitmentState, event: Any) -> r.CommitmentState:
    match event:
        case r.CommitmentBegun():
            known = parts_of(event, r.Promised)
            return r.CommitmentState(phase="open", began_at=event.at, **known)
        case r.ProgressReported(at=at, text=text):
            return replace(state, progress=(*state.progress, r.Progress(at=at, text=text)))
        case r.CommitmentBroken():
            return replace(state, phase="broken")
        case r.BreachExplained():
            return replace(state, phase="explained")
        case r.CommitmentFulfilled(at=at):
            return replace(state, phase="kept", kept_at=at)
        case Notified():
            return state
        case _:
            raise TypeError(f"no event of a commitment: {event!r}")


def _begin(turn: Turn[r.CommitmentState], command: r.BeginCommitment) -> None:
    turn.emit(r.CommitmentBegun(at=turn.now, **parts_of(command, r.Promised)))
    turn.remind(DUE, end_of_day(command.due), r.MissDate())


def _report(turn: Turn[r.CommitmentState], command: r.ReportProgress) -> None:
    require_filled(text=command.text)
    turn.emit(r.ProgressReported(at=turn.now, text=command.text))


def _keep(turn: Turn[r.CommitmentState], command: r.KeepCommitment) -> None:
    require_filled(text=command.text, letter=command.letter)
    if turn.state.phase == "broken":
        raise Refusal(Reason("commitment.unexplained"), kind="not_now")
    turn.emit(r.CommitmentFulfilled(at=turn.now, text=command.text, letter=command.letter))
    turn.forget(DUE)
    turn.send(f"suggestion:{turn.state.suggestion}", NoteCommitment(id=turn.id))
    notify(turn, [deputy(turn.state.lead), post("work_body")], "commitment_kept")


def _explain(turn: Turn[r.CommitmentState], command: r.ExplainBreach) -> None:
    require_filled(text=command.text, signature=command.signature)
    turn.emit(
        r.BreachExplained(
            at=turn.now, by=turn.by.id, text=command.text, signature=command.signature
        )
    )
    notify(turn, [deputy(turn.state.lead), post("work_body")], "breach_explained")


def _miss(turn: Turn[r.CommitmentState], command: r.MissDate) -> None:
    if turn.state.phase == "open":
        turn.emit(r.CommitmentBroken(at=turn.now))
        head = post("unit_head", turn.state.unit)
        notify(turn, [head, deputy(turn.state.lead), post("work_body")], "commitment_broken")


HANDLERS: dict[type[Command], Handler[r.CommitmentState]] = {
    r.BeginCommitment: _begin,
    r.ReportProgress: _report,
    r.KeepCommitment: _keep,
    r.ExplainBreach: _explain,
    r.MissDate: _miss,
}
