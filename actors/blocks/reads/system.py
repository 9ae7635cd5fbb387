"""查阅记录: The record of who saw whose personal data, and why."""

from actors.blocks.reads import view
from actors.blocks.reads.kind import access_kind, reader_kind
from actors.blocks.reads.record import GUARDED, PURPOSES
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="reads",
    title=Title(zh="查阅记录", en="Reads"),
    uses=("access", "accounts", "messages", "operations"),
    always=True,
    purposes=PURPOSES,
    guarded={"access": GUARDED},
    kinds=(access_kind, reader_kind),
    views=(view.view(),),
)
