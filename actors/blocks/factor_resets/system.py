"""窗口重置: What a resident does who has lost everything that proves him: two clerks see to it."""

from actors.blocks.factor_resets.kind import GUARDED, factor_reset_kind
from actors.blocks.factor_resets.reset import OVER, RESET, over_since
from actors.blocks.factor_resets.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="factor_resets",
    title=Title(zh="窗口重置", en="Resets at counters"),
    uses=("access", "accounts", "cases", "messages"),
    guarded={RESET: GUARDED},
    kinds=(factor_reset_kind,),
    views=(view(),),
    kept=(
        Kept(
            kind=RESET,
            retention="short",
            view="factor_resets",
            since="updated_at",
            where={"state": {"$in": list(OVER)}},
            over=over_since,
        ),
    ),
)
