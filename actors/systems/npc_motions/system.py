"""人大议案管理系统: motions and suggestions of people's deputies, from clue to kept commitment."""

from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.npc_motions import clue, commitment, standing, views
from actors.systems.npc_motions.handling import kind as handling
from actors.systems.npc_motions.suggestion import kind as suggestion

SYSTEM = System(
    name="npc_motions",
    title=Title(zh="人大议案", en="Motions"),
    uses=("access", "accounts", "clocks", "numbers", "organisation", "reads"),
    roles=(
        Role(name="deputy", of="resident", scope="delegation"),
        Role(name="delegation_head", of="resident", scope="delegation"),
        Role(name="secretariat"),
        Role(name="work_body"),
        Role(name="identity_officer"),
        Role(name="committee_member"),
        Role(name="chairperson"),
        Role(name="government_office"),
        Role(name="unit_clerk"),
        Role(name="handler"),
        Role(name="unit_head"),
        Role(name="seal_keeper"),
    ),
    clocks=("npc_assign", "npc_view", "npc_reply", "npc_commitment"),
    kinds=(
        clue.clue_kind,
        suggestion.suggestion_kind,
        handling.handling_kind,
        commitment.commitment_kind,
    ),
    guarded={
        clue.CLUE: clue.GUARDED,
        suggestion.SUGGESTION: suggestion.GUARDED,
        handling.HANDLING: handling.GUARDED,
        commitment.COMMITMENT: commitment.GUARDED,
    },
    standing=standing.STANDING,
    known=standing.standing,
    views=(views.CLUES, views.PROPOSALS, views.HANDLINGS, views.COMMITMENTS),
)
