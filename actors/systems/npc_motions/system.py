"""人大议案管理系统: motions and suggestions of people's deputies, from clue to kept commitment."""

from actors.kernel.system import Role, System
from actors.kernel.words import Title
from actors.systems.npc_motions import congress_session, deputy, interpellation, motion
from actors.systems.npc_motions.motion_numbers import MOTIONS

SYSTEM = System(
    name="npc_motions",
    title=Title(zh="人大议案", en="Motions"),
    uses=("access", "accounts", "clocks", "numbers", "organisation", "reads"),
    roles=(
        Role(name="session_secretariat"),
        Role(name="presidium"),
        Role(name="special_committee"),
    ),
    series=(MOTIONS,),
    kinds=(
        deputy.deputy_kind,
        congress_session.congress_session_kind,
        motion.motion_kind,
        interpellation.interpellation_kind,
    ),
    guarded={
        "deputy": deputy.GUARDED,
        "congress_session": congress_session.GUARDED,
        "motion": motion.GUARDED,
        "interpellation": interpellation.GUARDED,
    },
)
