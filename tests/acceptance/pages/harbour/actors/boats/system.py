"""渔船: Boats of a harbour, a system for tests of generic pages."""

from actors.systems.boats.boat import GUARDED, kind
from actors.systems.boats.view import BOATS

from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="boats",
    title=Title(zh="渔船", en="Boats"),
    uses=("access", "files"),
    kinds=(kind,),
    guarded={"boat": GUARDED},
    views=(BOATS,),
)
