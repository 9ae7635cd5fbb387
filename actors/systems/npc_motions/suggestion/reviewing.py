"""Reviewing a suggestion: accepted, handed back, a letter, merged, or withdrawn by its deputies."""

from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Turn
from actors.systems.npc_motions import deputy_roster as roster
from actors.systems.npc_motions.books import Books
from actors.systems.npc_motions.handling.commands import EndHandling
from actors.systems.npc_motions.notices import deputy, notify
from actors.systems.npc_motions.suggestion import commands as c
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.drafting import account_of
from actors.systems.npc_motions.suggestion.state import SuggestionState
from actors.systems.npc_motions.suggestion_dates import notice_by
from actors.systems.npc_motions.texts import require_filled

Turning = Turn[SuggestionState]


def signers(turn: Turning) -> list[str]:
    """Return how notices address everybody whose signature counts."""
    return [deputy(account) for account in roster.signers(turn.state.roster)]


def accept(books: Books, turn: Turning, command: c.Accept) -> None:
    """Accept it; the deputies are told in the time that the place sets."""
    due = notice_by(books.of(turn.state.profile), turn.now, books.calendar)
    turn.emit(e.Accepted(at=turn.now, notice_due=due))
    notify(turn, signers(turn), "accepted")


def decline(books: Books, turn: Turning, command: c.Decline) -> None:
    """Hand it back or treat it as a letter, on a ground that the place's rules know."""
    require_filled(text=command.text)
    grounds = books.of(turn.state.profile).grounds
    if grounds is None or command.ground not in {each.name for each in grounds.reasons}:
        facts = {"ground": command.ground}
        raise Refusal(Reason("suggestion.ground_unknown", "/ground", facts))
    if command.outcome not in grounds.outcomes:
        raise Refusal(Reason("suggestion.outcome_unknown", "/outcome"))
    turn.emit(
        e.Declined(
            at=turn.now,
            outcome=command.outcome,
            ground=command.ground,
            article=grounds.article,
            text=command.text,
        )
    )
    notify(turn, signers(turn), "declined", ground=command.ground)


def merge(_: Books, turn: Turning, command: c.Merge) -> None:
    """Have it answered together with another."""
    require_filled(reason=command.reason)
    if command.into == turn.id:
        raise Refusal(Reason("suggestion.merged_into_itself", "/into"))
    turn.emit(e.Merged(at=turn.now, into=command.into, reason=command.reason))
    turn.send(f"suggestion:{command.into}", c.NoteMerged(id=turn.id))
    notify(turn, signers(turn), "merged")


def note_merged(_: Books, turn: Turning, command: c.NoteMerged) -> None:
    """Know of a suggestion that is answered together with this one, and pass on what was replied
    already."""
    if command.id in turn.state.merged:
        return
    turn.emit(e.OtherMerged(at=turn.now, id=command.id))
    for reply in turn.state.due_replies:
        turn.send(f"suggestion:{command.id}", c.NoteReply(reply=reply))


def withdraw(books: Books, turn: Turning, command: c.Withdraw) -> None:
    """Take it back, or say that this signer agrees to that, as the place's rules ask."""
    require_filled(reason=command.reason)
    state, account = turn.state, account_of(turn.by)
    rule = books.of(state.profile).withdrawal
    how = rule.rule if rule is not None else "in_writing"
    if how == "before_assignment" and state.assigned_at is not None:
        raise Refusal(Reason("suggestion.assigned_already"), kind="not_now")
    if how != "all_signers" and account != state.lead:
        raise Refusal(Reason("suggestion.lead_withdraws"), kind="forbidden")
    if account not in state.withdrawing:
        turn.emit(e.WithdrawalAsked(at=turn.now, account=account, reason=command.reason))
    missing = set(roster.signers(state.roster)) - set(turn.state.withdrawing)
    if how == "all_signers" and missing:
        notify(turn, map(deputy, sorted(missing)), "withdrawal_asked")
        return
    turn.emit(e.Withdrawn(at=turn.now))
    for each in state.at_work:
        turn.send(f"handling:{each.handling}", EndHandling(why="withdrawn"))
    notify(turn, signers(turn), "withdrawn")
