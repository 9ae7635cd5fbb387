"""Folds the events of a suggestion."""

from typing import Any

from msgspec.structs import replace

from actors.systems.npc_motions import deputy_roster as roster
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import held_after
from actors.systems.npc_motions.suggestion import events as e
from actors.systems.npc_motions.suggestion.state import Assigned, Origin, SuggestionState


def evolve(state: SuggestionState, event: Any) -> SuggestionState:
    """Return `state` after `event`.

    Raises:
        TypeError: it is no event of a suggestion.
    """
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    for fold in (_drafted, _reviewed, _handled, _rated, _shown):
        after = fold(state, event)
        if after is not None:
            return after if after.phase == state.phase else replace(after, since=event.at)
    raise TypeError(f"no event of a suggestion: {event!r}")


def _drafted(state: SuggestionState, event: Any) -> SuggestionState | None:
    match event:
        case e.DraftSaved():
            return replace(
                state,
                phase="draft",
                **parts_of(event, Origin),
                lead=event.lead,
                topic=event.topic,
                clues=event.clues,
                proposed_units=event.proposed_units,
                public_allowed=event.public_allowed,
                profile=event.profile,
                roster=roster.invited(state.roster, [event.lead], event.at),
            )
        case e.BegunFromMotion():
            return replace(
                state,
                motion=event.motion,
                motion_number=event.number,
                **parts_of(event, Origin),
                lead=event.signers[0].account,
                clues=event.clues,
                public_allowed=event.public_allowed,
                profile=event.profile,
                roster={signer.account: signer for signer in event.signers},
            )
        case e.TextChanged(text=text):
            return replace(state, texts=(*state.texts, text))
        case e.SignaturesVoided(accounts=accounts):
            return replace(state, roster=roster.unsigned(state.roster, accounts))
        case e.CosignersInvited(accounts=accounts):
            return replace(state, roster=roster.invited(state.roster, accounts, event.at))
        case e.Signed(account=account, sha256=sha256):
            return replace(state, roster=roster.signed(state.roster, account, event.at, sha256))
        case e.SignatureWithdrawn(account=account):
            return replace(state, roster=roster.unsigned(state.roster, [account]))
        case e.DeputyNoted(membership=membership):
            return replace(state, roster=roster.noted(state.roster, membership))
        case _:
            return None


def _reviewed(state: SuggestionState, event: Any) -> SuggestionState | None:
    match event:
        case e.Submitted():
            left = state.roster.keys() - set(event.signers)
            return replace(
                state,
                phase="submitted",
                submitted_at=event.at,
                assign_due=event.assign_due,
                roster=roster.unsigned(state.roster, left),
            )
        case e.NumberTaken(number=number):
            return replace(state, number=number)
        case e.DatesRecounted():
            return replace(state, assign_due=event.assign_due, rate_due=event.rate_due)
        case e.WithdrawalAsked(account=account):
            return replace(state, withdrawing=(*state.withdrawing, account))
        case e.Withdrawn():
            return replace(state, phase="withdrawn", published=None)
        case e.Accepted():
            due = event.notice_due
            return replace(state, phase="accepted", accepted_at=event.at, notice_due=due)
        case e.Declined(outcome=outcome, ground=ground):
            return replace(state, phase=outcome, ground=ground)
        case e.Merged(into=into):
            return replace(state, phase="merged", into=into)
        case e.OtherMerged(id=id):
            return replace(state, merged=(*state.merged, id))
        case _:
            return None


def _handled(state: SuggestionState, event: Any) -> SuggestionState | None:
    match event:
        case e.FastLaneTaken():
            return replace(state, fast_lane=True)
        case e.AssignedToUnits():
            return replace(
                state,
                phase="assigned",
                assigned_at=event.at,
                assigner=event.assigner,
                handlings=(*state.handlings, *event.handlings),
                round=1,
            )
        case e.UnitMoved():
            return _moved(state, event)
        case e.ReplyReceived(reply=reply):
            return replace(
                state,
                replies=(*state.replies, reply),
                round=max(state.round, reply.round),
                open_commitments=(*state.open_commitments, *reply.commitments),
            )
        case e.AllReplied(rate_due=due):
            return replace(state, phase="replied", rate_due=due, reminded=0)
        case e.RedoOrdered():
            return replace(
                state,
                phase="assigned",
                round=event.round,
                handlings=(*state.handlings, *event.handlings),
            )
        case _:
            return None


def _moved(state: SuggestionState, event: e.UnitMoved) -> SuggestionState:
    handlings = [
        replace(each, phase=event.phase, due=event.due) if each.handling == event.handling else each
        for each in state.handlings
    ]
    if event.into is not None:
        handlings.append(
            Assigned(given=event.into, handling=event.into_handling, round=state.round)
        )
    return replace(state, handlings=tuple(handlings))


def _rated(state: SuggestionState, event: Any) -> SuggestionState | None:
    match event:
        case e.Rated(rating=rating):
            return replace(state, ratings=(*state.ratings, rating))
        case e.RatingReminded():
            return replace(state, reminded=state.reminded + 1)
        case e.LeftUnrated(handlings=handlings):
            return replace(state, unrated=(*state.unrated, *handlings))
        case e.Dissatisfied():
            return replace(state, phase="dissatisfied")
        case e.Escalated():
            return replace(state, phase="escalated")
        case e.EscalationSettled():
            return state
        case e.Closed(tracking=tracking):
            return replace(state, phase="tracking" if tracking else "closed")
        case e.CommitmentKept(id=id):
            return replace(
                state, open_commitments=tuple(each for each in state.open_commitments if each != id)
            )
        case e.Archived():
            return replace(state, phase="archived")
        case _:
            return None


def _shown(state: SuggestionState, event: Any) -> SuggestionState | None:
    match event:
        case e.KeyProposed():
            return replace(state, key="proposed")
        case e.KeyDecided():
            return replace(state, key="decided")
        case e.IdentityHidden(why=why):
            return replace(state, hiding=why)
        case e.PublicationAllowed(allowed=allowed):
            return replace(state, public_allowed=allowed)
        case e.Published(text=text):
            return replace(state, published=text)
        case e.Unpublished():
            return replace(state, published=None)
        case Notified():
            return state
        case _:
            return None
