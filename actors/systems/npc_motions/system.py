"""人大议案管理系统: motions and suggestions of people's deputies, from clue to kept commitment."""

from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.npc_motions import (
    clue,
    commitment,
    congress_session,
    congress_session_names,
    deputy,
    interpellation,
    motion,
    standing,
    views,
)
from actors.systems.npc_motions.handling import kind as handling
from actors.systems.npc_motions.motion_numbers import MOTIONS
from actors.systems.npc_motions.sample import past
from actors.systems.npc_motions.suggestion import kind as suggestion
from actors.systems.npc_motions.suggestion.numbers import SUGGESTIONS

SYSTEM = System(
    name="npc_motions",
    title=Title(zh="人大议案", en="Motions"),
    uses=("access", "accounts", "clocks", "messages", "numbers", "organisation", "reads"),
    roles=(
        Role(name="deputy", of="resident", scope="delegation"),
        Role(name="delegation_head", of="resident", scope="delegation"),
        Role(name="session_secretariat"),
        Role(name="presidium"),
        Role(name="work_body"),
        Role(name="identity_officer"),
        Role(name="special_committee"),
        Role(name="chairperson"),
        Role(name="government_office"),
        Role(name="unit_clerk"),
        Role(name="handler"),
        Role(name="unit_head"),
        Role(name="seal_keeper"),
    ),
    clocks=("npc_assign", "npc_view", "npc_reply", "npc_commitment"),
    series=(SUGGESTIONS, MOTIONS),
    kinds=(
        clue.clue_kind,
        suggestion.suggestion_kind,
        handling.handling_kind,
        commitment.commitment_kind,
        deputy.deputy_kind,
        congress_session.congress_session_kind,
        motion.motion_kind,
        interpellation.interpellation_kind,
    ),
    guarded={
        clue.CLUE: clue.GUARDED,
        suggestion.SUGGESTION: suggestion.GUARDED,
        handling.HANDLING: handling.GUARDED,
        commitment.COMMITMENT: commitment.GUARDED,
        deputy.DEPUTY: deputy.GUARDED,
        congress_session.CONGRESS_SESSION: congress_session.GUARDED,
        motion.MOTION: motion.GUARDED,
        interpellation.INTERPELLATION: interpellation.GUARDED,
    },
    standing=standing.STANDING,
    called={"session": congress_session_names.called},
    known=standing.standing,
    views=(
        views.CLUES,
        views.PROPOSALS,
        views.HANDLINGS,
        views.COMMITMENTS,
        views.DEPUTIES,
        views.SESSIONS,
        views.INTERPELLATIONS,
    ),
    past=past.lived,
)
