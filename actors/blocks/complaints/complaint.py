"""The rules of consultation and complaints: numbered when they come, answered in time by a unit,
taken up once more by whoever is not content."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from actors.blocks.clocks.cards import ClockFacts
from actors.blocks.clocks.watching import Subject, follow
from actors.blocks.complaints.records import (
    COMPLAINT,
    Answer,
    Answered,
    Ask,
    Asked,
    Assign,
    Assigned,
    Close,
    Closed,
    CloseInTime,
    Complaint,
    ComplaintEvent,
    Matter,
    Reopen,
    Reopened,
    Said,
)
from actors.blocks.messages.address import to_role, to_somebody
from actors.blocks.messages.notify import notify
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import due, end_of_day, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work

CLOCK = "complaint"
ANSWERER = "approver"  # heads the work of the unit, and answers for it
SILENCE = "silence"
OPEN = ("received", "assigned", "reopened")
NOTHING = Work(title=Title(zh="", en=""))
_TITLES = {
    "consultation": Title(zh="咨询", en="Consultation"),
    "complaint": Title(zh="投诉", en="Complaint"),
}
_LETTERS = {"consultation": "Q", "complaint": "C"}
_ANSWER = Title(zh="答复", en="Answer")


class AnswerRules(msgspec.Struct, frozen=True, kw_only=True):
    """Working days to answer a consultation, a complaint, and either once more; and after which
    silence of whoever asked is content."""

    consultation_days: int
    complaint_days: int
    again_days: int
    silence_days: int

    def days(self, matter: Matter) -> int:
        """Return the working days to answer `matter`."""
        return self.complaint_days if matter == "complaint" else self.consultation_days


def read_rules(folder: Path) -> tuple[AnswerRules | None, list[Mistake]]:
    """Read `answering.toml` of `folder`, and return what is wrong with it."""
    file = f"{folder.name}/answering.toml"
    try:
        document = msgspec.toml.decode((folder / "answering.toml").read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, AnswerRules, file)
    if found is not None and min(msgspec.structs.astuple(found)) < 1:
        mistakes.append(Mistake(file, "", "every limit is at least one working day"))
    return found, mistakes


def ask(
    turn: Turn[Complaint],
    command: Ask,
    rules: AnswerRules,
    calendar: Calendar,
    organisation: Organisation,
) -> str:
    """Take it in, number it, and return the number; whoever answers is told.

    Raises:
        Refusal: there is no such unit.
    """
    if command.unit and command.unit not in organisation.units:
        raise Refusal(Reason("complaint.unit_unknown", "/unit"))
    today = local_day(turn.now)
    number = f"{_LETTERS[command.matter]}{today:%Y%m%d}{_tail(turn)}"
    turn.emit(
        Asked(
            at=turn.now,
            number=number,
            matter=command.matter,
            title=command.title,
            text=command.text,
            unit=command.unit,
            case=command.case,
            account=turn.by.acting_for or turn.by.id.partition(":")[2],
            due=due(today, rules.days(command.matter), calendar).on,
        )
    )
    _tell_unit(turn)
    return number


def assign(turn: Turn[Complaint], command: Assign, organisation: Organisation) -> None:
    """Give it to a unit; its time to answer runs on.

    Raises:
        Refusal: there is no such unit.
    """
    if command.unit not in organisation.units:
        raise Refusal(Reason("complaint.unit_unknown", "/unit"))
    turn.emit(Assigned(at=turn.now, by=turn.by.id, unit=command.unit))
    _tell_unit(turn)


def answer(turn: Turn[Complaint], command: Answer, rules: AnswerRules, calendar: Calendar) -> None:
    """Answer it, and tell whoever asked."""
    turn.emit(Answered(at=turn.now, by=turn.by.id, text=command.text, found=command.found))
    _tell_asker(turn, "complaint.Answered")
    last: date = due(local_day(turn.now), rules.silence_days, calendar).on
    turn.remind(SILENCE, end_of_day(last), CloseInTime())


def reopen(turn: Turn[Complaint], command: Reopen, rules: AnswerRules, calendar: Calendar) -> None:
    """Have it answered once more.

    Raises:
        Refusal: it was taken up once more already; the supervisors are next.
    """
    if turn.state.reopened:
        raise Refusal(Reason("complaint.reopened_once"), kind="not_now")
    last = due(local_day(turn.now), rules.again_days, calendar).on
    turn.emit(Reopened(at=turn.now, text=command.text, due=last))
    turn.forget(SILENCE)
    _tell_unit(turn)


def close(turn: Turn[Complaint], command: Close) -> None:
    """Whoever asked is content."""
    turn.emit(Closed(at=turn.now, content=True))
    turn.forget(SILENCE)


def close_in_time(turn: Turn[Complaint], command: CloseInTime) -> None:
    """Silence closes what was answered."""
    if turn.state.phase == "answered":
        turn.emit(Closed(at=turn.now))


def settle(turn: Turn[Complaint], before: Complaint, rules: AnswerRules) -> None:
    """Have supervision told what has changed."""
    follow(turn, watched(before, rules), watched(turn.state, rules))


def watched(state: Complaint, rules: AnswerRules) -> Subject | None:
    """Return what supervision sees: one clock until the answer, by the policy of complaints."""
    if state.asked_at is None or state.matter == "":
        return None
    days = rules.days(state.matter) + (rules.again_days if state.reopened else 0)
    clock = ClockFacts(
        name=CLOCK,
        started_at=state.asked_at,
        promised=days,
        statutory=days,
        stopped_at=None if state.phase in OPEN else state.answered_at,
    )
    return Subject(
        number=state.number,
        item=COMPLAINT,
        title=_TITLES[state.matter],
        unit=state.unit,
        clocks=(clock,),
        closed=state.phase == "closed",
    )


def work(state: Complaint) -> Work:
    """Return what waits for the unit; what has none stands in the list of integrated windows."""
    if state.phase not in OPEN or state.asked_at is None or state.matter == "" or not state.unit:
        return NOTHING
    task = Task(
        name="answer",
        title=_ANSWER,
        unit=state.unit,
        role=ANSWERER,
        since=state.asked_at,
        due=state.due,
        claimable=False,
    )
    return Work(
        number=state.number, title=_TITLES[state.matter], system="complaints", tasks=(task,)
    )


def _tail(turn: Turn[Complaint]) -> str:
    """Return six digits that tell numbers of one day apart."""
    seed = sha256(f"{turn.key}/{turn.command_id}".encode()).digest()
    return f"{int.from_bytes(seed[:8]) % 1_000_000:06}"


def _tell_unit(turn: Turn[Complaint]) -> None:
    state = turn.state
    if state.unit and state.due is not None:
        facts = {"number": state.number, "due": state.due.isoformat()}
        notify(turn, to_role(ANSWERER, state.unit), "complaint.ToAnswer", facts)


def _tell_asker(turn: Turn[Complaint], template: str) -> None:
    state = turn.state
    address = to_somebody(f"person:{state.account}")
    notify(turn, address, template, {"number": state.number, "unit": state.unit})


def evolve(state: Complaint, event: ComplaintEvent) -> Complaint:
    """Return the complaint after `event`."""
    change = msgspec.structs.replace
    match event:
        case Asked():
            return Complaint(
                phase="assigned" if event.unit else "received",
                number=event.number,
                matter=event.matter,
                title=event.title,
                text=event.text,
                unit=event.unit,
                case=event.case,
                account=event.account,
                asked_at=event.at,
                due=event.due,
            )
        case Assigned(unit=unit):
            phase = "assigned" if state.phase == "received" else state.phase
            return change(state, unit=unit, phase=phase)
        case Answered(at=at, text=text, found=found):
            turns = (*state.turns, Said(at, "unit", text))
            return change(state, phase="answered", turns=turns, found=found, answered_at=at)
        case Reopened(at=at, text=text, due=last):
            turns = (*state.turns, Said(at, "asker", text))
            return change(state, phase="reopened", turns=turns, due=last, reopened=True)
        case Closed(at=at, content=content):
            return change(state, phase="closed", content=content, closed_at=at)
