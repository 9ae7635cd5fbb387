"""人大议案管理系统: motions and suggestions of people's deputies, from clue to kept commitment."""

from actors.kernel.kept import Kept
from actors.kernel.system import Role, System, Vocabulary
from actors.kernel.words import Title
from actors.systems.npc_motions import (
    clue,
    commitment,
    congress_session,
    congress_session_names,
    conversation,
    deputy,
    handling_report,
    interpellation,
    motion,
    standing,
    views,
)
from actors.systems.npc_motions.clue_records import CLUE
from actors.systems.npc_motions.handling import kind as handling
from actors.systems.npc_motions.interpellation_watching import CLOCK as INTERPELLATIONS
from actors.systems.npc_motions.motion_numbers import MOTIONS
from actors.systems.npc_motions.motion_watching import CLOCKS as OF_MOTIONS
from actors.systems.npc_motions.sample import past
from actors.systems.npc_motions.suggestion import kind as suggestion
from actors.systems.npc_motions.suggestion.numbers import SUGGESTIONS
from actors.systems.npc_motions.topics import TOPICS

SYSTEM = System(
    name="npc_motions",
    title=Title(zh="人大议案", en="Motions"),
    uses=(
        "access",
        "accounts",
        "clocks",
        "documents",
        "files",
        "messages",
        "numbers",
        "organisation",
        "reads",
        "tasks",
        "verification",
    ),
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
    purposes=("deliberation",),
    clocks=("npc_assign", "npc_view", "npc_reply", "npc_commitment", INTERPELLATIONS, *OF_MOTIONS),
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
        handling_report.handling_report_kind,
        conversation.conversation_kind,
    ),
    tasked=(
        "clue",
        "suggestion",
        "handling",
        "commitment",
        "motion",
        "interpellation",
        "handling_report",
        "conversation",
    ),
    vocabularies={
        "topic": Vocabulary(
            dictionary="topics", title=Title(zh="议题类别", en="Topics"), terms=TOPICS
        ),
    },
    guarded={
        CLUE: clue.GUARDED,
        suggestion.SUGGESTION: suggestion.GUARDED,
        handling.HANDLING: handling.GUARDED,
        commitment.COMMITMENT: commitment.GUARDED,
        deputy.DEPUTY: deputy.GUARDED,
        congress_session.CONGRESS_SESSION: congress_session.GUARDED,
        motion.MOTION: motion.GUARDED,
        interpellation.INTERPELLATION: interpellation.GUARDED,
        handling_report.HANDLING_REPORT: handling_report.GUARDED,
        conversation.CONVERSATION: conversation.GUARDED,
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
        views.HANDLING_REPORTS,
        views.CONVERSATIONS,
    ),
    past=past.lived,
    kept=(
        Kept(  # what a motion or a suggestion cites stays with it
            kind=CLUE,
            retention="short",
            view="clues",
            since="told_at",
            where={"uses": []},
            over=clue.over_since,
        ),
        Kept(
            kind=conversation.CONVERSATION,
            retention="short",
            view="conversations",
            since="updated_at",
            where={"state": "closed"},
            over=conversation.over_since,
        ),
        Kept(kind=deputy.DEPUTY, retention="archive"),  # who was elected, and what he did as such
    ),
    afterwards=("actors.systems.npc_motions.shell.recount:recount",),
)
