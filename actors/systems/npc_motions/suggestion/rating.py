"""What the deputy holds of the replies (评价), and what follows from it."""

from datetime import timedelta

from actors.kernel.deadlines import start_of_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.notices import deputy, notify, post
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.drafting import require_in_office
from actors.systems.npc_motions.suggestion.state import Rating, SuggestionState
from actors.systems.npc_motions.suggestion_dates import rate_by
from actors.systems.npc_motions.texts import require_filled

Turning = Turn[SuggestionState]
REMINDER, WINDOW = "rating_reminder", "rating_window"
BEFORE_THE_END = timedelta(days=3)  # the reminder, before the last day of a window
WITHOUT_END = timedelta(days=15)  # the reminder, after the reply, where there is no window


def open_rating(books: Books, turn: Turning) -> None:
    """Let the deputy rate, from now on and as long as the place's rules say."""
    round = turn.state.round
    due = rate_by(books.of(turn.state.profile), turn.now, books.calendar)
    turn.emit(e.AllReplied(at=turn.now, round=round, rate_due=due))
    reminder = turn.now + WITHOUT_END
    if due is not None:
        reminder = max(turn.now, start_of_day(due.effective) - BEFORE_THE_END)
        end_rating(turn, due)
    turn.remind(REMINDER, reminder, c.RemindOfRating(round=round))
    notify(turn, [deputy(turn.state.lead)], "please_rate")


def end_rating(turn: Turning, due: FixedDate) -> None:
    """Have the deputy's time to rate end when `due` does."""
    turn.remind(WINDOW, due.ends_at, c.EndRatingWindow(round=turn.state.round))


def _waiting(state: SuggestionState) -> list[str]:
    rated = {*state.unrated, *(rating.handling for rating in state.due_ratings)}
    return [reply.handling for reply in state.due_replies if reply.handling not in rated]


def rate(books: Books, turn: Turning, command: c.Rate) -> None:
    """Keep a rating of one reply; with the last one the item goes its way."""
    require_in_office(turn)
    state = turn.state
    if command.handling not in _waiting(state):
        raise Refusal(Reason("suggestion.nothing_to_rate", "/handling"))
    if state.rate_due is not None and not state.rate_due.in_time(turn.now):
        facts = {"day": state.rate_due.effective.isoformat()}
        raise Refusal(Reason("suggestion.rating_too_late", facts=facts), kind="not_now")
    if "dissatisfied" in (command.attitude, command.result):
        require_filled(text=command.text)
    rating = Rating(
        handling=command.handling,
        round=state.round,
        attitude=command.attitude,
        result=command.result,
        text=command.text,
        at=turn.now,
    )
    turn.emit(e.Rated(at=turn.now, rating=rating))
    if not _waiting(turn.state):
        _conclude(books, turn)


def remind(_: Books, turn: Turning, command: c.RemindOfRating) -> None:
    """Remind the deputy of what is not rated."""
    if turn.state.phase == "replied" and turn.state.round == command.round:
        turn.emit(e.RatingReminded(at=turn.now, round=command.round))
        notify(turn, [deputy(turn.state.lead)], "please_rate")


def end_window(books: Books, turn: Turning, command: c.EndRatingWindow) -> None:
    """Leave unrated what nobody rated in time."""
    if turn.state.phase == "replied" and turn.state.round == command.round:
        _leave_unrated(books, turn)


def close_unrated(books: Books, turn: Turning, command: c.CloseUnrated) -> None:
    """Close what the deputy does not rate, where no window does it."""
    state = turn.state
    if state.rate_due is not None:
        raise Refusal(Reason("suggestion.window_runs"), kind="not_now")
    if not state.reminded:
        raise Refusal(Reason("suggestion.not_reminded"), kind="not_now")
    _leave_unrated(books, turn)


def _leave_unrated(books: Books, turn: Turning) -> None:
    left = tuple(_waiting(turn.state))
    turn.emit(e.LeftUnrated(at=turn.now, round=turn.state.round, handlings=left))
    _conclude(books, turn)


def _conclude(books: Books, turn: Turning) -> None:
    turn.forget(REMINDER)
    turn.forget(WINDOW)
    state = turn.state
    failed = tuple(
        rating.handling for rating in state.due_ratings if rating.result == "dissatisfied"
    )
    if not failed:
        turn.emit(e.Closed(at=turn.now, tracking=bool(state.open_commitments)))
        notify(turn, [deputy(state.lead)], "closed")
        return
    turn.emit(e.Dissatisfied(at=turn.now, round=state.round, handlings=failed))
    if state.round > 1:
        _escalate(books, turn)
    else:
        notify(turn, [post("work_body")], "deputy_dissatisfied")


def _escalate(books: Books, turn: Turning) -> None:
    redo = books.of(turn.state.profile).redo
    then = redo.then if redo is not None else ""
    turn.emit(e.Escalated(at=turn.now, round=turn.state.round, then=then))
    notify(turn, [post("work_body"), post("chairperson")], "escalated")


def settle_escalation(_: Books, turn: Turning, command: c.SettleEscalation) -> None:
    """Put the outcome on record and close."""
    require_filled(record=command.record)
    turn.emit(e.EscalationSettled(at=turn.now, record=command.record))
    turn.emit(e.Closed(at=turn.now, tracking=bool(turn.state.open_commitments)))


def note_commitment(_: Books, turn: Turning, command: c.NoteCommitment) -> None:
    """Know that a commitment was kept; with the last one what was followed goes on file."""
    if command.id not in turn.state.open_commitments:
        return
    turn.emit(e.CommitmentKept(at=turn.now, id=command.id))
    if turn.state.phase == "tracking" and not turn.state.open_commitments:
        turn.emit(e.Archived(at=turn.now))
        notify(turn, [deputy(turn.state.lead)], "commitments_kept")


def archive(_: Books, turn: Turning, command: c.Archive) -> None:
    """Put it on file."""
    turn.emit(e.Archived(at=turn.now))
