"""市民之窗: other systems’ services at a self-service terminal (自助终端)."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="citizen_window",
    title=Title(zh="市民之窗", en="Citizen’s window"),
    uses=(
        "terminals",
        "cases",
    ),
)
