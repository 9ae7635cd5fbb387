"""An interpellation is under supervision until it is answered: by `answer_by`, as the presidium has
it, and with the cards of every late item."""

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject
from actors.kernel.deadlines import local_day
from actors.kernel.words import Title
from actors.systems.npc_motions.handling.dates import day_after
from actors.systems.npc_motions.interpellation_records import InterpellationState
from actors.systems.npc_motions.provisions import Ladder

CLOCK = "npc_interpellation"
LADDER = Ladder(remind=1, check_2025=True)
"""As everywhere, but for the warning: an answer is asked for within a session."""


def watched(state: InterpellationState) -> Subject | None:
    """Return what supervision sees of an interpellation, None before it was delivered. A second
    answer has no term of its own."""
    if state.delivered_at is None or state.answer_by is None:
        return None
    due = local_day(state.answer_by)
    clock = ClockFacts(
        name=CLOCK,
        started_at=state.delivered_at,
        due=due,
        marks=(
            Mark("warning", day_after(due, -LADDER.remind)),
            Mark("yellow", day_after(due, LADDER.yellow)),
            Mark("red", day_after(due, LADDER.red)),
        ),
        stopped_at=state.answers[0].at if state.answers else None,
    )
    return Subject(
        number="",
        item="interpellation",
        title=Title(zh=state.question, en=state.question),
        unit=state.target,
        clocks=(clock,),
        closed=state.phase in ("closed", "withdrawn"),
    )
