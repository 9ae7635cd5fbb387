"""The rules of a follow-up: within its days it is verified, put right and told back; whoever rated
by name is spoken with first."""

from datetime import date
from pathlib import Path

import msgspec

from actors.blocks.clocks.cards import ClockFacts, Mark
from actors.blocks.clocks.watching import Subject, follow
from actors.blocks.messages.address import to_role
from actors.blocks.messages.notify import notify
from actors.blocks.ratings.follow_up_records import (
    FOLLOW_UP,
    AnswerNoted,
    CloseFollowUp,
    ContactRater,
    FollowUp,
    FollowUpClosed,
    FollowUpEvent,
    FollowUpOpened,
    NoteAnswer,
    OpenFollowUp,
    RaterContacted,
    RatingVerified,
    RectifyService,
    ServiceRectified,
    VerifyRating,
)
from actors.blocks.ratings.records import RATING, TellRater
from actors.kernel.calendar import ONE_DAY, Calendar
from actors.kernel.deadlines import due, local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read
from actors.kernel.turn import Turn
from actors.kernel.words import Title
from actors.kernel.work import Task, Work

CLOCK, CONTACT_CLOCK = "follow_up", "follow_up_contact"
HANDLER = "approver"  # 审批人: who heads the unit's work, and answers for how it is done
NOTHING = Work(title=Title(zh="", en=""))
_TASK = Title(zh="差评回访整改", en="Follow up a bad rating")


class FollowUpRules(msgspec.Struct, frozen=True, kw_only=True):
    """Working days to close a follow-up, to speak with a rater who gave his name, and by how many
    an early warning comes before the end."""

    days: int
    contact_days: int
    warn_days: int


def read_rules(folder: Path) -> tuple[FollowUpRules | None, list[Mistake]]:
    """Read `follow_up.toml` of `folder`, and return what is wrong with it."""
    file = f"{folder.name}/follow_up.toml"
    try:
        document = msgspec.toml.decode((folder / "follow_up.toml").read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, FollowUpRules, file)
    if found is not None and not (0 < found.warn_days < found.days and found.contact_days > 0):
        mistakes.append(Mistake(file, "", "the days are at least one, the warning before the end"))
    return found, mistakes


def begin(
    turn: Turn[FollowUp], command: OpenFollowUp, rules: FollowUpRules, calendar: Calendar
) -> None:
    """Open it, once, and tell whoever heads the unit."""
    if turn.state.phase:
        return
    today = local_day(turn.now)
    contact = due(today, rules.contact_days, calendar).on if command.named else None
    turn.emit(
        FollowUpOpened(
            at=turn.now,
            service=command.service,
            stars=command.stars,
            whys=command.whys,
            comment=command.comment,
            named=command.named,
            account=command.account,
            due=due(today, rules.days, calendar).on,
            contact_due=contact,
        )
    )
    _tell_unit(turn, "follow_up.Opened")


def contact(turn: Turn[FollowUp], command: ContactRater) -> None:
    """Note that the rater was spoken with; a message is handed on to him.

    Raises:
        Refusal: one whose name is not known can be written to only.
    """
    if command.way != "message" and turn.state.named is None:
        raise Refusal(Reason("follow_up.name_not_known", "/way"))
    turn.emit(RaterContacted(at=turn.now, by=turn.by.id, way=command.way, text=command.text))
    if command.way == "message":
        turn.send(f"{RATING}:{turn.id}", TellRater(text=command.text))


def verify(turn: Turn[FollowUp], command: VerifyRating) -> None:
    """Note what was found."""
    turn.emit(RatingVerified(at=turn.now, by=turn.by.id, found=command.found, text=command.text))


def rectify(turn: Turn[FollowUp], command: RectifyService) -> None:
    """Note what was put right."""
    turn.emit(ServiceRectified(at=turn.now, by=turn.by.id, text=command.text))


def close(turn: Turn[FollowUp], command: CloseFollowUp) -> None:
    """Close it, and tell the rater the outcome.

    Raises:
        Refusal: nobody spoke with the rater or verified the rating, or what was confirmed was not
            put right.
    """
    state = turn.state
    missing = [
        Reason(f"follow_up.{what}")
        for what, done in (
            ("not_contacted", state.contacted_at is not None),
            ("not_verified", state.found is not None),
            ("not_rectified", state.found != "confirmed" or bool(state.rectified)),
        )
        if not done
    ]
    if missing:
        raise Refusal(*missing)
    turn.emit(FollowUpClosed(at=turn.now, by=turn.by.id, text=command.text))
    turn.send(f"{RATING}:{turn.id}", TellRater(text=command.text, outcome=True))


def note_answer(turn: Turn[FollowUp], command: NoteAnswer) -> None:
    """Note the rater's answer; the unit is told of one who is not content."""
    turn.emit(AnswerNoted(at=turn.now, content=command.content, text=command.text))
    if not command.content:
        _tell_unit(turn, "follow_up.NotContent")


def _tell_unit(turn: Turn[FollowUp], template: str) -> None:
    state = turn.state
    assert state.title is not None and state.due is not None
    due_on = state.due.isoformat()
    facts = {"item": state.title.zh, "item_en": state.title.en, "due": due_on}
    notify(turn, to_role(HANDLER, state.unit), template, facts)


def settle(
    turn: Turn[FollowUp], before: FollowUp, rules: FollowUpRules, calendar: Calendar
) -> None:
    """Have supervision told what has changed."""
    seen = [watched(turn.id, state, rules, calendar) for state in (before, turn.state)]
    follow(turn, *seen)


def watched(id: str, state: FollowUp, rules: FollowUpRules, calendar: Calendar) -> Subject | None:
    """Return what supervision sees of a follow-up: a warning before the end, a yellow card on the
    next day, a red one after the working day that follows."""
    if state.title is None or state.due is None or state.opened_at is None:
        return None
    early = due(local_day(state.opened_at), rules.days - rules.warn_days, calendar).on
    clocks = [
        ClockFacts(
            name=CLOCK,
            started_at=state.opened_at,
            due=state.due,
            marks=(Mark("warning", early), *_cards(state.due, calendar)),
            stopped_at=state.closed_at,
        )
    ]
    if state.contact_due is not None:
        clocks.append(
            ClockFacts(
                name=CONTACT_CLOCK,
                started_at=state.opened_at,
                due=state.contact_due,
                marks=_cards(state.contact_due, calendar),
                stopped_at=state.contacted_at or state.closed_at,
            )
        )
    return Subject(
        number=id[:8].upper(),
        item=FOLLOW_UP,
        title=state.title,
        unit=state.unit,
        clocks=tuple(clocks),
        closed=state.phase == "closed",
    )


def _cards(last: date, calendar: Calendar) -> tuple[Mark, ...]:
    late = last + ONE_DAY
    return Mark("yellow", late), Mark("red", calendar.next_open(late) + ONE_DAY)


def work(state: FollowUp) -> Work:
    """Return what waits for the head of the unit."""
    if state.phase != "open" or state.title is None or state.opened_at is None:
        return NOTHING
    task = Task(
        name="follow_up",
        title=_TASK,
        unit=state.unit,
        role=HANDLER,
        since=state.opened_at,
        due=state.due if state.contacted_at or not state.contact_due else state.contact_due,
        claimable=False,
    )
    return Work(title=state.title, system="ratings", tasks=(task,))


def evolve(state: FollowUp, event: FollowUpEvent) -> FollowUp:
    """Return the follow-up after `event`."""
    change = msgspec.structs.replace
    match event:
        case FollowUpOpened():
            service = event.service
            return FollowUp(
                phase="open",
                item=service.item,
                title=service.title,
                unit=service.unit,
                place=service.place,
                on=service.on,
                asks_for_call=event.named is not None,
                stars=event.stars,
                whys=event.whys,
                comment=event.comment,
                named=event.named,
                account=event.account,
                opened_at=event.at,
                due=event.due,
                contact_due=event.contact_due,
            )
        case RaterContacted(at=at, text=text):
            first = state.contacted_at or at
            return change(state, contacted_at=first, contacted=(*state.contacted, text))
        case RatingVerified(found=found, text=text):
            return change(state, found=found, verified=text)
        case ServiceRectified(text=text):
            return change(state, rectified=(*state.rectified, text))
        case FollowUpClosed(at=at, text=text):
            return change(state, phase="closed", outcome=text, closed_at=at)
        case AnswerNoted(content=content, text=text):
            return change(state, content=content, answer=text)
