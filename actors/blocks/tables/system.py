"""表格: Tables that people bring along, read with every mistake by row and column."""

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="tables",
    title=Title(zh="表格导入", en="Tables"),
    uses=("forms",),
)
