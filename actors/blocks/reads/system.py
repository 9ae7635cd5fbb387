"""查阅记录: The record of who saw whose personal data, and why."""

from actors.blocks.reads import view
from actors.blocks.reads.kind import ACCESS
from actors.blocks.reads.record import PURPOSES
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="reads",
    title=Title(zh="查阅记录", en="Reads"),
    uses=(
        "accounts",
        "operations",
    ),
    always=True,
    purposes=PURPOSES,
    kinds=(ACCESS,),
    views=(view.view(),),
)
