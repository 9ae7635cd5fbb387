"""电子纪检监察综合平台: watches the clocks of every case and raises cards (红黄牌)."""

from actors.kernel.system import System
from actors.kernel.words import Title
from actors.systems.supervision import view

SYSTEM = System(
    name="supervision",
    title=Title(zh="电子监察", en="Supervision"),
    uses=(
        "cases",
        "clocks",
    ),
    guarded={view.WATCHER: view.GUARDED},
    views=(view.WATCHED,),
)
