"""What follows from every change of a motion: its terms are under supervision, with the ladder of
the late (逾期督办): reminder, yellow, red, list to the chairpersons' meeting."""

from collections.abc import Iterator
from datetime import datetime

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject, follow
from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.turn import Command, Turn
from actors.systems.npc_motions import motion_commands as c
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.bodies import unit_of
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.handling.dates import day_after
from actors.systems.npc_motions.motion_books import MotionBooks
from actors.systems.npc_motions.motion_state import ENDED, MotionState
from actors.systems.npc_motions.notices import notify, post
from actors.systems.npc_motions.recounting import RecountDates

Turning = Turn[MotionState]
CLOCKS = (
    "npc_motion_forward", "npc_motion_opinion", "npc_motion_consult", "npc_motion_views",
    "npc_motion_report", "npc_motion_handling", "npc_motion_redo",
)  # fmt: skip
"""The names of the clocks of motions: of the questions that their dates answer."""
OF_COMMITTEES = ("motion_opinion", "motion_consult", "motion_report")


def settle(books: MotionBooks, turn: Turning, before: MotionState) -> None:
    """Compare the motion with what it was `before` this turn and have done what follows."""
    state = turn.state
    follow(turn, watched(books, before), watched(books, state))
    had, wanted = alarms_of(books, before), alarms_of(books, state)
    for name in had.keys() - wanted.keys():
        turn.forget(name)
    for name, (at, command) in wanted.items():
        if had.get(name) != (at, command):
            turn.remind(name, at, command)


def running(state: MotionState) -> dict[str, FixedDate]:
    """Return the terms that run: none of a motion that has ended, nor that of views that have all
    been given."""
    given = bool(state.bodies) and set(state.bodies) <= state.views.keys()
    met = ("motion_views",) if given else ()
    dues = {} if state.phase in ENDED else state.dues
    return {name: due for name, due in dues.items() if name not in met}


def watched(books: MotionBooks, state: MotionState) -> Subject | None:
    """Return what supervision sees of a motion, None before it has a number."""
    if not state.number:
        return None
    return Subject(
        number=state.number,
        item="motion",
        unit=_answerable(state),
        clocks=tuple(_clock(books, due) for due in running(state).values()),
        closed=state.phase in ENDED,
    )


def _clock(books: MotionBooks, due: FixedDate) -> ClockFacts:
    ladder = books.ladder(due)
    day = due.effective
    return ClockFacts(
        name=f"npc_{due.question}",
        started_at=start_of_day(due.start),
        due=day,
        marks=(
            Mark("warning", day_after(day, -ladder.remind)),
            Mark("yellow", day_after(day, ladder.yellow)),
            Mark("red", day_after(day, ladder.red)),
        ),
    )


def alarms_of(books: MotionBooks, state: MotionState) -> dict[str, tuple[datetime, Command]]:
    """Return the alarms that a motion needs as it stands: name -> when, and what is to be done."""
    found: dict[str, tuple[datetime, Command]] = {}
    for due in running(state).values():
        question = due.question
        ladder, day = books.ladder(due), due.effective
        reminder = start_of_day(day_after(day, -ladder.remind))
        listed = start_of_day(day_after(day, ladder.listed))
        found[f"reminder.{question}"] = (reminder, c.RemindOfTerm(question=question))
        found[f"overdue_list.{question}"] = (listed, c.ListOverdueTerm(question=question))
    return found


def remind(turn: Turning, command: c.RemindOfTerm, books: MotionBooks) -> None:
    """Remind whoever the term is for, unless it was met meanwhile."""
    due = running(turn.state).get(command.question)
    if due is None:
        return
    turn.emit(e.TermReminded(at=turn.now, question=command.question))
    facts = {"number": turn.state.number, "day": due.effective.isoformat()}
    notify(turn, _posts(turn.state, command.question), "term_due_soon", **facts)


def list_overdue(turn: Turning, command: c.ListOverdueTerm, books: MotionBooks) -> None:
    """Put it on the list to the chairpersons' meeting, unless the term was met meanwhile."""
    due = running(turn.state).get(command.question)
    if due is None:
        return
    days = (local_day(turn.now) - due.effective).days
    turn.emit(e.TermListedAsOverdue(at=turn.now, question=command.question, days=days))
    told = (post("chairperson"), post("work_body"))
    notify(turn, told, "listed_as_overdue", number=turn.state.number, days=str(days))


def recount_dates(turn: Turning, command: RecountDates, books: MotionBooks) -> None:
    """Count what runs anew by the calendar that was published; nothing becomes shorter."""
    dues = tuple(
        again for due in running(turn.state).values() if (again := books.recounted(due)) != due
    )
    if dues:
        turn.emit(e.TermsRecounted(at=turn.now, calendar=books.calendar.version, dues=dues))


def _answerable(state: MotionState) -> str:
    if state.phase in ("assigned", "redo"):
        return state.unit
    return state.committee or unit_of("work_body", state.congress) or state.congress


def _posts(state: MotionState, question: str) -> Iterator[str]:
    if question in OF_COMMITTEES:
        yield post("special_committee", state.committee)
    elif question == "motion_views":
        yield from (post("handler", unit) for unit in state.bodies if unit not in state.views)
    elif question == "motion_forward":
        yield post("work_body")
    else:
        yield from (post("handler", state.unit), post("unit_head", state.unit))
