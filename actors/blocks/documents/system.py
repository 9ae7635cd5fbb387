"""文书: Papers by templates: ordered in the turn of an act, made beside it, verified by anybody."""

from actors.blocks.documents import gauges
from actors.blocks.documents.kind import GUARDED, paper_kind
from actors.blocks.documents.paper import DOCUMENT
from actors.blocks.documents.view import PAPERS, view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="documents",
    title=Title(zh="文书", en="Papers"),
    uses=("access", "verification"),
    guarded={DOCUMENT: GUARDED},
    kinds=(paper_kind,),
    views=(view(),),
    gauges=(gauges.PAPERS,),
    gauged=("actors.blocks.documents.shell.counting:read_gauges",),
    kept=(Kept(kind=DOCUMENT, part_of=(PAPERS, "of")),),
    alongside=("actors.blocks.documents.shell.making:make_papers",),
)
