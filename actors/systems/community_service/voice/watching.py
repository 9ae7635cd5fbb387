"""What supervision sees of a voice, and what waits for whom."""

from datetime import date

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.words import Title
from actors.kernel.work import Task, Work
from actors.systems.community_service.voice import records as r
from actors.systems.community_service.voice.handling import TITLES
from actors.systems.community_service.voice.limits import VoiceLimits
from actors.systems.community_service.voice.places import answerer, passer

CLOCK = "voice_answer"
NOTHING = Work(title=Title(zh="", en=""))
_ANSWER = Title(zh="答复居民来件", en="Answer a voice")
_ASSIGN = Title(zh="转办退回的来件", en="Pass a returned voice on")


def watched(state: r.Voice, limits: VoiceLimits, calendar: Calendar) -> Subject | None:
    """Return what supervision sees: one clock until the answer. A warning comes before the last
    day, a yellow card on the day after it, a red one after the working day that follows."""
    if state.raised_at is None or state.due is None or state.sort == "":
        return None
    clock = ClockFacts(
        name=CLOCK,
        started_at=state.raised_at,
        due=state.due,
        marks=_marks(state, state.due, limits, calendar),
        stopped_at=state.answered_at,
    )
    return Subject(
        number=state.number,
        item=r.VOICE,
        title=TITLES[state.sort],
        unit=state.desk or state.unit,
        clocks=(clock,),
        closed=state.phase == "answered",
    )


def _marks(state: r.Voice, last: date, limits: VoiceLimits, calendar: Calendar) -> tuple[Mark, ...]:
    early = last
    for _ in range(limits.lead_days):
        early -= ONE_DAY
        while not calendar.is_open(early):
            early -= ONE_DAY
    late = last + ONE_DAY
    red = calendar.next_open(late) + ONE_DAY
    return Mark("warning", early), Mark("yellow", late), Mark("red", red)


def work(state: r.Voice, organisation: Organisation) -> Work:
    """Return what waits for the unit, or for the desk above it once it was returned."""
    unit = organisation.acting(state.desk if state.phase == "returned" else state.unit)
    if state.phase not in ("assigned", "returned") or state.sort == "" or not unit:
        return NOTHING
    assert state.assigned_at is not None
    returned = state.phase == "returned"
    task = Task(
        name="assign" if returned else "answer",
        title=_ASSIGN if returned else _ANSWER,
        unit=unit,
        role=passer(unit, organisation) if returned else answerer(unit, organisation),
        since=state.assigned_at,
        due=state.due,
        claimable=False,
    )
    return Work(
        number=state.number,
        title=TITLES[state.sort],
        system="community_service",
        tasks=(task,),
    )
