"""自助终端: The image of every kiosk."""

from actors.blocks.terminals import filings, view
from actors.blocks.terminals.gauges import TERMINALS
from actors.blocks.terminals.kind import TERMINAL
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="terminals",
    title=Title(zh="自助终端", en="Terminals"),
    uses=(
        "cases",
        "forms",
        "operations",
        "ratings",
    ),
    roles=(Role(name="terminal", of="none", scope="platform"),),
    kinds=(TERMINAL,),
    views=(view.view(), filings.view()),
    gauges=(TERMINALS,),
    gauged=("actors.blocks.terminals.shell.counting:read_gauges",),
)
