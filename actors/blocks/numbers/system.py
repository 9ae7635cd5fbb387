"""编号: Numbers of the day, given out in batches."""

from actors.blocks.numbers.kind import SERIAL
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="numbers",
    title=Title(zh="编号", en="Numbers"),
    kinds=(SERIAL,),
)
