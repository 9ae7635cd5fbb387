"""组织机构: Units, places and their staff."""

from actors.blocks.organisation.standing import STANDING, standing
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="organisation",
    title=Title(zh="组织机构", en="Organisation"),
    always=True,
    standing=STANDING,
    known=standing,
)
