"""公开验真: What the public may know of papers: who holds one finds out whether it is genuine."""

from actors.blocks.verification.kind import GUARDED, verification_kind
from actors.blocks.verification.verification import VERIFICATION
from actors.blocks.verification.view import view
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="verification",
    title=Title(zh="公开验真", en="Verification"),
    uses=("access",),
    guarded={VERIFICATION: GUARDED},
    kinds=(verification_kind,),
    views=(view(),),
)
