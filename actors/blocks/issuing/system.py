"""窗口出件: The issuing desk, which hands results out against identity or by post."""

from actors.blocks.issuing.handover import CASE, read_rules
from actors.blocks.issuing.kind import GUARDED, handover_kind
from actors.blocks.issuing.records import HANDOVER
from actors.blocks.issuing.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="issuing",
    title=Title(zh="窗口出件", en="Issuing desk"),
    uses=("access", "calls", "forms", "messages", "organisation"),
    guarded={HANDOVER: GUARDED},
    kinds=(handover_kind,),
    views=(view(),),
    reads=(read_rules,),
    kept=(Kept(kind=HANDOVER, goes_with=CASE),),
)
