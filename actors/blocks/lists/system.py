"""列表: Lists, and what people keep to look at them again."""

from actors.blocks.lists import view
from actors.blocks.lists.saved_filters import GUARDED, saved_filters
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="lists",
    title=Title(zh="列表", en="Lists"),
    uses=("access",),
    always=True,
    kinds=(saved_filters,),
    kept=(Kept(kind="saved_filters", goes_with="account"),),
    guarded={"saved_filters": GUARDED},
    views=(view.view(),),
)
