"""What is known of a motion, and the questions to it that its rules ask."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from actors.systems.npc_motions import thresholds
from actors.systems.npc_motions.attachments import Attachment
from actors.systems.npc_motions.congress import Congress
from actors.systems.npc_motions.congress_session_facts import SessionFacts
from actors.systems.npc_motions.deputy_roster import Signer, signatures
from actors.systems.npc_motions.fixed_dates import FixedDate
from actors.systems.npc_motions.motion_commands import Outcome, ReturnGround
from actors.systems.npc_motions.motion_text import Form, Mover, Text
from actors.systems.npc_motions.open_tasks import Holding
from actors.systems.npc_motions.thresholds import Signature

Phase = Literal[
    "", "draft", "cosigning", "abandoned", "submitted", "queued", "registered", "returned",
    "suggestion", "opinion", "on_agenda", "committee_later", "not_a_motion", "reconsidered",
    "withdrawn", "terminated", "adopted", "rejected", "reported", "assigned", "redo", "accepted",
]  # fmt: skip
ENDED = (
    "abandoned", "returned", "suggestion", "withdrawn", "terminated", "adopted", "rejected",
    "accepted",
)  # fmt: skip


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Why it was returned."""

    ground: ReturnGround
    text: str


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """How the vote on it went, of `members` in all."""

    in_favour: int
    against: int
    abstained: int
    members: int


class MotionState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A motion. `phase` "" has not begun.

    `texts` are all versions, the last of which holds. `roster` knows whoever was invited.
    `session` is the session that it is before, `sessions` what each that it follows told.
    `counted` are the signers whose signatures counted when it was handed in; `asking` those who ask
    to reconsider, `leaving` those who ask to stand back, `gone` those who did. `suggestion` is what
    it was turned into, with its number once that is known. `handled` is what
    the unit reported in each round, the last one "" until it does. `held` tells who has which task,
    `since` when the phase began.
    """

    phase: Phase = ""
    lead: str = ""
    session: str = ""
    congress: str = ""
    term: int = 0
    mover: Mover = "deputies"
    delegation: str = ""
    form: Form = "matter"
    publishable: bool = True
    published: bool = False
    clues: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    roster: dict[str, Signer] = {}
    sessions: dict[str, SessionFacts] = {}
    number: str = ""
    late_from: str = ""
    between_sessions: bool = False
    counted: tuple[str, ...] = ()
    committee: str = ""
    recommended: Outcome | None = None
    outcome: Outcome | None = None
    reason: str = ""
    asking: tuple[str, ...] = ()
    answered: bool = False
    leaving: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    returned: Return | None = None
    suggestion: str = ""
    suggestion_number: str = ""
    vote: Vote | None = None
    bodies: tuple[str, ...] = ()
    views: dict[str, str] = {}
    lead_invited: datetime | None = None
    report: str = ""
    unit: str = ""
    handled: tuple[str, ...] = ()
    dues: dict[str, FixedDate] = {}
    held: dict[str, Holding] = {}
    since: datetime | None = None
    submitted_at: datetime | None = None
    registered_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def text(self) -> Text:
        """The version that holds."""
        return self.texts[-1]

    @property
    def title(self) -> str:
        """What it is called, "" before anything was written."""
        return self.texts[-1].title if self.texts else ""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files of the text that holds."""
        return self.texts[-1].attachments if self.texts else ()

    @property
    def signers(self) -> tuple[str, ...]:
        """The names of the deputies who have signed, the accounts of those not known yet."""
        signed = (each for each in self.roster.values() if each.signed_at is not None)
        return tuple(each.membership.name or each.membership.account for each in signed)

    @property
    def round(self) -> int:
        """In which round of handling it is; 0 before it was assigned."""
        return len(self.handled)

    @property
    def meeting(self) -> SessionFacts:
        """What its session told; without any facts before it did."""
        return self.sessions.get(self.session, SessionFacts())


def counting(state: MotionState) -> tuple[Signature, ...]:
    """Return the signatures as thresholds count them: only of deputies of the motion's congress,
    and of its delegation or the standing committee where these move."""
    among: list[str] | None = None
    members = {account: each.membership for account, each in state.roster.items()}
    if state.mover == "delegation":
        among = [a for a, known in members.items() if known.delegation == state.delegation]
    elif state.mover == "committee":
        among = [a for a, known in members.items() if known.committee_member]
    return signatures(state.roster, congress=state.congress, term=state.term, among=among)


def needed(state: MotionState, congress: Congress) -> int:
    """Return how many active signers the motion needs."""
    if state.mover == "delegation":
        delegation = state.meeting.delegations.get(state.delegation)
        return thresholds.delegation_needs(congress, delegation.deputies if delegation else 0)
    if state.mover == "committee":
        return congress.committee_movers.count if congress.committee_movers else 0
    return congress.movers.count


def suffices(state: MotionState, congress: Congress) -> bool:
    """Tell whether enough stand behind the motion at this instant (NPC-03)."""
    signed = counting(state)
    if state.mover == "delegation":
        delegation = state.meeting.delegations.get(state.delegation)
        known = delegation is not None and delegation.deputies > 0
        return (
            known
            and delegation is not None
            and thresholds.delegation_moves(congress, signed, delegation.deputies)
        )
    if state.mover == "committee":
        return thresholds.committee_movers_suffice(congress, len(thresholds.active_signers(signed)))
    return thresholds.movers_suffice(congress, signed)


def congress_of(state: MotionState, congresses: Mapping[str, Congress]) -> Congress | None:
    """Return the congress whose law holds, or None while the session has not told it."""
    return congresses.get(state.meeting.level)
