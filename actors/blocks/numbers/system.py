"""编号: Numbers in a row, each given out once, for applications and for any entity that asks."""

from actors.blocks.numbers.kind import SERIAL, register_kind
from actors.blocks.numbers.view import view
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="numbers",
    title=Title(zh="编号", en="Numbers"),
    kinds=(SERIAL, register_kind),
    views=(view,),
)
