"""平台运维: What operators do: recorded before it is done."""

from actors.blocks.operations.kind import OPERATIONS
from actors.blocks.operations.roles import OPERATOR
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="operations",
    title=Title(zh="平台运维", en="Operations"),
    always=True,
    roles=(Role(name=OPERATOR, scope="platform"),),
    kinds=(OPERATIONS,),
)
