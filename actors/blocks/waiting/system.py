"""等候室: Waiting rooms for a rush."""

from actors.blocks.waiting.kind import WAITING_ROOM
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="waiting",
    title=Title(zh="等候室", en="Waiting"),
    uses=(
        "accounts",
        "operations",
    ),
    kinds=(WAITING_ROOM,),
)
