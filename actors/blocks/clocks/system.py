"""时限监察: Limits under supervision: one watcher beside each case, warnings and cards."""

from actors.blocks.clocks.kind import watcher_kind
from actors.blocks.clocks.roles import SUPERVISOR
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="clocks",
    title=Title(zh="时限监察", en="Clocks"),
    roles=(Role(name=SUPERVISOR, scope="platform"),),
    clocks=(
        "case",  # promised and statutory limit, from acceptance
        "special",  # special procedure, the days told
        "pre_acceptance",  # online pre-acceptance, 2 days
        "e_certificate",  # 3 days from the decision
        "complaint",  # consultation and complaint
    ),
    kinds=(watcher_kind,),
)
