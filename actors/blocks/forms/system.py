"""表单: Forms by JSON Schema with a layout, and what is wrong with answers."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="forms",
    title=Title(zh="表单", en="Forms"),
)
