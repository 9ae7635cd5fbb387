"""What each event does to an interpellation."""

from typing import Any

from msgspec.structs import replace

from actors.systems.npc_motions import deputy_roster as roster
from actors.systems.npc_motions import interpellation_records as r
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import held_after


def evolve(state: r.InterpellationState, event: Any) -> r.InterpellationState:
    """Return the interpellation after `event`."""
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    after = _after(state, event)
    return after if after.phase == state.phase else replace(after, since=event.at)


def _after(state: r.InterpellationState, event: Any) -> r.InterpellationState:
    match event:
        case r.InterpellationDrafted():
            return _drafted(state, event)
        case r.InterpellantsInvited(accounts=accounts, at=at):
            people = roster.invited(state.roster, accounts, at)
            return replace(state, phase="cosigning", roster=people)
        case r.InterpellationSigned(account=account, at=at, text_hash=text_hash):
            return replace(state, roster=roster.signed(state.roster, account, at, text_hash))
        case r.InterpellationLeft(account=account):
            return replace(state, roster=roster.unsigned(state.roster, (account,)))
        case r.InterpellationSubmitted(at=at, signers=signers):
            return replace(state, phase="submitted", counted=signers, submitted_at=at)
        case r.InterpellationWithdrawn(at=at):
            return replace(state, phase="withdrawn", closed_at=at)
        case r.InterpellationDelivered(at=at, manner=manner, answer_by=by):
            return replace(state, phase="delivered", manner=manner, answer_by=by, delivered_at=at)
        case r.InterpellationAnswered(at=at, text=text, answered_by=by):
            answer = r.Answer(text=text, answered_by=by, at=at)
            return replace(state, phase="answered", answers=(*state.answers, answer))
        case r.AnswerJudged(account=account, satisfied=satisfied):
            last = state.answers[-1]
            judged = replace(last, judged={**last.judged, account: satisfied})
            return replace(state, answers=(*state.answers[:-1], judged))
        case r.SecondAnswerDemanded():
            return replace(state, phase="second_answer_due")
        case r.InterpellationClosed(at=at):
            return replace(state, phase="closed", closed_at=at)
        case r.InterpellantNoted(membership=membership):
            return replace(state, roster=roster.noted(state.roster, membership))
        case r.SessionHeard(facts=facts):
            return replace(state, meeting=facts)
        case Notified():
            return state
        case _:
            raise TypeError(f"no event of an interpellation: {event!r}")


def _drafted(state: r.InterpellationState, event: r.InterpellationDrafted) -> r.InterpellationState:
    people = roster.invited({}, (event.lead,), event.at)
    return replace(
        state,
        phase="draft",
        lead=event.lead,
        session=event.session,
        congress=event.congress,
        term=event.term,
        mover=event.mover,
        delegation=event.delegation,
        target=event.target,
        question=event.question,
        content=event.content,
        text_hash=event.text_hash,
        roster=roster.signed(people, event.lead, event.at, event.text_hash),
    )
