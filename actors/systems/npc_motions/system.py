"""人大议案管理系统: motions and suggestions of people's deputies, from clue to kept commitment."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="npc_motions",
    title=Title(zh="人大议案", en="Motions"),
    uses=("accounts", "clocks", "numbers", "organisation", "reads"),
)
