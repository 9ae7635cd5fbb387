"""时限监察: Limits under supervision: one watcher beside each case, warnings and cards."""

from actors.blocks.clocks.cards import CLOCKS
from actors.blocks.clocks.kind import watcher_kind
from actors.blocks.clocks.roles import SUPERVISOR
from actors.blocks.clocks.watching import OF_CASES
from actors.kernel.kept import Kept
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="clocks",
    title=Title(zh="时限监察", en="Clocks"),
    roles=(Role(name=SUPERVISOR, scope="platform"),),
    clocks=CLOCKS,
    kinds=(watcher_kind,),
    kept=(Kept(kind="watcher", goes_with=OF_CASES),),
)
