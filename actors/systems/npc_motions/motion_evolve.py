"""What each event does to a motion. Nothing is checked here: what happened, happened."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from actors.systems.npc_motions import deputy_roster as roster
from actors.systems.npc_motions import motion_events as e
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.groups import parts_of
from actors.systems.npc_motions.motion_state import MotionState, Return, Vote
from actors.systems.npc_motions.motion_text import Text, Written
from actors.systems.npc_motions.notices import Notified
from actors.systems.npc_motions.open_tasks import held_after

MET: Mapping[str, tuple[str, ...]] = {
    "MotionForwarded": ("motion_forward",),
    "OpinionGiven": ("motion_opinion",),
    "BodiesConsulted": ("motion_consult",),
    "MotionReported": ("motion_consult", "motion_views", "motion_report"),
    "HandlingReported": ("motion_handling", "motion_redo"),
}
"""Which terms are met by which event: what is done is not due any more."""


def evolve(state: MotionState, event: Any) -> MotionState:
    """Return the motion after `event`."""
    held = held_after(state.held, event)
    if held is not None:
        return replace(state, held=held)
    after = _EVOLVE[type(event)](state, event)
    return after if after.phase == state.phase else replace(after, since=event.at)


def _drafted(state: MotionState, event: e.MotionDrafted) -> MotionState:
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
        form=event.form,
        publishable=event.publishable,
        clues=event.clues,
        texts=(_text(event),),
        roster=roster.signed(people, event.lead, event.at, event.text_hash),
    )


def _edited(state: MotionState, event: e.MotionEdited) -> MotionState:
    kept = roster.unsigned(state.roster, event.voided)
    return replace(
        state,
        publishable=event.publishable,
        clues=event.clues,
        texts=(*state.texts, _text(event)),
        roster=roster.signed(kept, state.lead, event.at, event.text_hash),
    )


def _text(event: e.MotionDrafted | e.MotionEdited) -> Text:
    files = event.attachments if isinstance(event, e.MotionEdited) else ()
    return Text(**parts_of(event, Written), attachments=files, hash=event.text_hash)


def _invited(state: MotionState, event: e.CosignersInvited) -> MotionState:
    people = roster.invited(state.roster, event.accounts, event.at)
    return replace(state, phase="cosigning", roster=people)


def _head(state: MotionState, event: e.DelegationHeadFollowed) -> MotionState:
    return replace(state, roster=roster.invited(state.roster, (event.account,), event.at))


def _signed(state: MotionState, event: e.MotionSigned) -> MotionState:
    people = roster.signed(state.roster, event.account, event.at, event.text_hash)
    return replace(state, roster=people)


def _unsigned(state: MotionState, event: e.SignatureWithdrawn) -> MotionState:
    return replace(state, roster=roster.unsigned(state.roster, (event.account,)))


def _submitted(state: MotionState, event: e.MotionSubmitted) -> MotionState:
    return replace(
        state,
        phase="submitted",
        session=event.session,
        counted=event.signers,
        between_sessions=event.between_sessions,
        submitted_at=event.at,
    )


def _queued(state: MotionState, event: e.MotionQueued) -> MotionState:
    return replace(state, phase="queued", session=event.session, late_from=event.late_from)


def _registered(state: MotionState, event: e.MotionRegistered) -> MotionState:
    return _with(state, event.dues, phase="registered", number=event.number, registered_at=event.at)


def _forwarded(state: MotionState, event: e.MotionForwarded) -> MotionState:
    return _with(_met(state, event), event.dues, committee=event.committee, since=event.at)


def _returned(state: MotionState, event: e.MotionReturned) -> MotionState:
    why = Return(ground=event.ground, text=event.text)
    return replace(state, phase="returned", returned=why, closed_at=event.at)


def _suggestion(state: MotionState, event: e.TurnedIntoSuggestion) -> MotionState:
    return replace(
        state,
        phase="suggestion",
        reason=event.text,
        suggestion=event.suggestion,
        closed_at=event.at,
    )


def _opinion(state: MotionState, event: e.OpinionGiven) -> MotionState:
    return replace(_met(state, event), phase="opinion", recommended=event.recommends)


def _decided(state: MotionState, event: e.MotionDecided) -> MotionState:
    return _with(state, event.dues, phase=event.outcome, outcome=event.outcome, reason=event.reason)


def _asked(state: MotionState, event: e.ReconsiderationAsked) -> MotionState:
    return replace(state, asking=(*state.asking, event.account))


def _answered(state: MotionState, event: e.ReconsiderationAnswered) -> MotionState:
    return _with(
        state,
        event.dues,
        phase=event.outcome,
        outcome=event.outcome,
        reason=event.reason,
        answered=True,
    )


def _leaving(state: MotionState, event: e.WithdrawalAsked) -> MotionState:
    return replace(state, leaving=(*state.leaving, event.account))


def _gone(state: MotionState, event: e.SignersStoodBack) -> MotionState:
    return replace(
        state,
        leaving=tuple(each for each in state.leaving if each not in event.accounts),
        gone=(*state.gone, *event.accounts),
        roster=roster.unsigned(state.roster, event.accounts),
    )


def _voted(state: MotionState, event: e.VoteRecorded) -> MotionState:
    vote = Vote(
        in_favour=event.in_favour,
        against=event.against,
        abstained=event.abstained,
        members=event.members,
    )
    phase = "adopted" if event.adopted else "rejected"
    return replace(state, phase=phase, vote=vote, closed_at=event.at)


def _consulted(state: MotionState, event: e.BodiesConsulted) -> MotionState:
    met = _met(state, event)
    return replace(met, bodies=(*state.bodies, *event.bodies))


def _view(state: MotionState, event: e.ViewGiven) -> MotionState:
    views = {**state.views, event.unit: event.text}
    return replace(state, views=views)


def _reported(state: MotionState, event: e.MotionReported) -> MotionState:
    kept = _met(state, event)
    return replace(kept, phase="reported", report=event.text)


def _assigned(state: MotionState, event: e.MotionAssigned) -> MotionState:
    return _with(state, event.dues, phase="assigned", unit=event.unit, handled=("",))


def _handled(state: MotionState, event: e.HandlingReported) -> MotionState:
    met = _met(state, event)
    return replace(met, handled=(*state.handled[:-1], event.text))


def _accepted(state: MotionState, event: e.HandlingAccepted) -> MotionState:
    return replace(state, phase="accepted", closed_at=event.at)


def _redone(state: MotionState, event: e.HandlingRedone) -> MotionState:
    return _with(state, event.dues, phase="redo", handled=(*state.handled, ""))


def _noted(state: MotionState, event: e.DeputyNoted) -> MotionState:
    return replace(state, roster=roster.noted(state.roster, event.membership))


def _session(state: MotionState, event: e.SessionNoted) -> MotionState:
    return replace(state, sessions={**state.sessions, event.session: event.facts})


def _ended(phase: str) -> Callable[[MotionState, Any], MotionState]:
    return lambda state, event: replace(state, phase=phase, closed_at=event.at)


def _with(state: MotionState, dues: Iterable[FixedDate], **changes: Any) -> MotionState:
    return replace(state, dues={**state.dues, **{due.question: due for due in dues}}, **changes)


def _met(state: MotionState, event: object) -> MotionState:
    met = MET[type(event).__name__]
    return replace(state, dues={name: due for name, due in state.dues.items() if name not in met})


_EVOLVE: dict[type, Callable[[MotionState, Any], MotionState]] = {
    e.MotionDrafted: _drafted,
    e.MotionEdited: _edited,
    e.CosignersInvited: _invited,
    e.DelegationHeadFollowed: _head,
    e.MotionSigned: _signed,
    e.SignatureWithdrawn: _unsigned,
    e.MotionAbandoned: _ended("abandoned"),
    e.MotionSubmitted: _submitted,
    e.MotionQueued: _queued,
    e.MotionReopened: lambda state, event: replace(state, phase="cosigning"),
    e.MotionRegistered: _registered,
    e.MotionForwarded: _forwarded,
    e.MotionReturned: _returned,
    e.TurnedIntoSuggestion: _suggestion,
    e.SuggestionNumbered: lambda state, event: replace(state, suggestion_number=event.number),
    e.OpinionGiven: _opinion,
    e.MotionDecided: _decided,
    e.ReconsiderationAsked: _asked,
    e.ReconsiderationOpened: lambda state, event: replace(state, phase="reconsidered"),
    e.ReconsiderationAnswered: _answered,
    e.WithdrawalAsked: _leaving,
    e.SignersStoodBack: _gone,
    e.MotionWithdrawn: _ended("withdrawn"),
    e.MotionTerminated: _ended("terminated"),
    e.VoteRecorded: _voted,
    e.CommitteeTermsSet: lambda state, event: _with(state, event.dues),
    e.BodiesConsulted: _consulted,
    e.ViewGiven: _view,
    e.LeadInvited: lambda state, event: replace(state, lead_invited=event.meeting),
    e.MotionReported: _reported,
    e.MotionAssigned: _assigned,
    e.HandlingReported: _handled,
    e.HandlingAccepted: _accepted,
    e.HandlingRedone: _redone,
    e.DeputyNoted: _noted,
    e.SessionNoted: _session,
    e.PublicationSet: lambda state, event: replace(state, published=event.published),
    e.TermReminded: lambda state, event: state,
    e.TermListedAsOverdue: lambda state, event: state,
    e.TermsRecounted: lambda state, event: _with(state, event.dues),
    Notified: lambda state, event: state,
}
