"""The kind "congress_session" (会议): what may be asked of a session, and by which rules."""

from typing import Union

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.identity import Identity
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer, Rules, commands_of, decider, exampled
from actors.systems.npc_motions import congress_session_records as r
from actors.systems.npc_motions import examples_of_congress as examples
from actors.systems.npc_motions.congress_session_decide import handlers
from actors.systems.npc_motions.congress_session_state import SessionState, evolve
from actors.systems.npc_motions.deputy_roster import Follow
from actors.systems.npc_motions.load import load_congresses
from actors.systems.npc_motions.standing import standing

CONGRESS_SESSION = "congress_session"
BEFORE_CLOSE = ("prepared", "open")
EVER = (*BEFORE_CLOSE, "closed")

GUARDED = Guarded(
    actions=("prepare", "arrange", "check_in", "release", "decide", "plan", "read", "read_papers"),
    facts={"state": "text", "congress": "text"},
    fields=(
        "state", "congress", "body", "level", "place", "term", "number", "title", "opens_on",
        "closes_on", "motion_deadline", "members", "delegations", "agenda", "sittings", "documents",
        "votes", "plans", "opened_at", "closed_at", "presidium", "last_meeting",
    ),
)  # fmt: skip


def _at_the_desk(by: Identity, state: SessionState) -> bool:
    """Whether somebody checks others in: deputies themselves do it by the code of the room."""
    return by.id.startswith("staff:")


OFFERS: tuple[Offer[SessionState], ...] = exampled(
    (
        Offer(command=r.PrepareSession, action="prepare", begins=True),
        Offer(command=r.SetMotionDeadline, action="arrange", states=BEFORE_CLOSE),
        Offer(command=r.SetPresidium, action="arrange", states=BEFORE_CLOSE),
        Offer(command=r.SetAgenda, action="arrange", states=BEFORE_CLOSE),
        Offer(command=r.ScheduleSitting, action="arrange", states=BEFORE_CLOSE),
        Offer(command=r.AssignSeats, action="arrange", states=BEFORE_CLOSE),
        Offer(command=r.CheckIn, action="check_in", states=("open",), offered=_at_the_desk),
        Offer(command=r.AddDocument, action="release", states=BEFORE_CLOSE),
        Offer(command=r.WithdrawDocument, action="release", states=BEFORE_CLOSE, long=("reason",)),
        Offer(command=r.TurnPage, of="platform", states=EVER),
        Offer(command=r.RecordDecision, action="decide", states=("open",)),
        Offer(command=r.OpenSession, action="arrange", states=("prepared",)),
        Offer(command=r.CloseSession, action="arrange", states=("open",), grave=True),
        Offer(command=r.PostPlan, action="plan", states=EVER, long=("text",)),
        Offer(command=r.NoteVote, of="platform", states=EVER),
        Offer(command=Follow, of="platform", begins=True, states=EVER),
    ),
    examples.SESSION,
)


def facts(state: SessionState) -> Facts:
    """Return what policies know of a session, with every name of `GUARDED.facts`."""
    return {"state": state.phase, "congress": state.congress}


def congress_session_kind(library: Library) -> EntityKind[SessionState]:
    """Return the kind "congress_session"; who may what stands in the policies of `library`."""
    rules = Rules(
        kind=CONGRESS_SESSION,
        offers=OFFERS,
        permits=library[Access],
        facts=facts,
        phase=lambda state: state.phase,
        standing=lambda by: standing(by, library),
    )
    return EntityKind(
        name=CONGRESS_SESSION,
        plural="congress_sessions",
        state=SessionState,
        initial=lambda key: SessionState(),
        commands=commands_of(OFFERS),
        events=Union[r.EVENTS],  # noqa: UP007
        decide=decider(rules, handlers(load_congresses())),
        evolve=evolve,
        rules=rules,
        shown=("phase", "congress", "term", "number", "title", "motion_deadline"),
    )
