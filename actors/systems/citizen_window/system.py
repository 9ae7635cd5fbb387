"""市民之窗: other systems’ services at a self-service terminal (自助终端)."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.citizen_window import rules

SYSTEM = System(
    name="citizen_window",
    title=Title(zh="市民之窗", en="Citizen’s window"),
    uses=(
        "terminals",
        "cases",
        "mandates",
        "appointments",
    ),
    rules={"the_period_ends_after_it_begins": rules.the_period_ends_after_it_begins},
)
