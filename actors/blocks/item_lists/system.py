"""实施清单: The implementation list of service items, in and out, and the feed it follows."""

from actors.blocks.item_lists.amendments import AMENDMENTS
from actors.blocks.item_lists.kind import GUARDED, item_list_kind
from actors.blocks.item_lists.records import ITEM_LIST
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="item_lists",
    title=Title(zh="实施清单", en="Implementation lists"),
    uses=("access", "calls", "cases", "organisation"),
    guarded={ITEM_LIST: GUARDED},
    kinds=(item_list_kind,),
    amendments=AMENDMENTS,
)
