"""本人信息: What the platform holds of a person, for that person: a copy of it."""

from actors.blocks.own_records.copy import OWN_COPY
from actors.blocks.own_records.kind import GUARDED, own_copy_kind
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="own_records",
    title=Title(zh="本人信息", en="Own records"),
    uses=("access", "accounts", "cases", "messages", "reads"),
    guarded={OWN_COPY: GUARDED},
    kinds=(own_copy_kind,),
    kept=(Kept(kind=OWN_COPY, goes_with="account"),),
)
