"""委托: Who may act for whom: legal representatives of companies, and mandates."""

from actors.blocks.mandates.kind import GUARDED, MANDATES, mandates_kind
from actors.blocks.mandates.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="mandates",
    title=Title(zh="委托", en="Mandates"),
    uses=("access", "accounts", "cases", "messages"),
    guarded={MANDATES: GUARDED},
    kinds=(mandates_kind,),
    kept=(Kept(kind=MANDATES, goes_with="account"),),
    views=(view(),),
)
