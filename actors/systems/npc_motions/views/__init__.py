"""The rows of clues, proposals, handlings and commitments, with the names that policies use."""

from actors.systems.npc_motions.views.clues import CLUES as CLUES
from actors.systems.npc_motions.views.commitments import COMMITMENTS as COMMITMENTS
from actors.systems.npc_motions.views.conversations import CONVERSATIONS as CONVERSATIONS
from actors.systems.npc_motions.views.deputies import DEPUTIES as DEPUTIES
from actors.systems.npc_motions.views.handling_reports import HANDLING_REPORTS as HANDLING_REPORTS
from actors.systems.npc_motions.views.handlings import HANDLINGS as HANDLINGS
from actors.systems.npc_motions.views.interpellations import (
    INTERPELLATIONS as INTERPELLATIONS,
)
from actors.systems.npc_motions.views.proposals import PROPOSALS as PROPOSALS
from actors.systems.npc_motions.views.sessions import SESSIONS as SESSIONS
