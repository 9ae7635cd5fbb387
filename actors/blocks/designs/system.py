"""事项设计: How administrators make items without code, and publish what another has reviewed."""

from actors.blocks.designs.amendments import AMENDMENTS
from actors.blocks.designs.elements import read_elements
from actors.blocks.designs.kind import GUARDED, design_kind
from actors.blocks.designs.published import published_kind
from actors.blocks.designs.records import DESIGN
from actors.blocks.designs.view import view
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="designs",
    title=Title(zh="事项设计", en="Design of items"),
    uses=(
        "access",
        "cases",
        "documents",
        "forms",
        "messages",
        "organisation",
        "retention",
        "terminals",
    ),
    guarded={DESIGN: GUARDED},
    kinds=(design_kind, published_kind),
    views=(view(),),
    reads=(read_elements,),
    amendments=AMENDMENTS,
    alongside=("actors.testing.trials:run_trials",),
)
