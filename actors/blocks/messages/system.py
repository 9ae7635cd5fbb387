"""通知: Notices to people and to roles in units, inside the platform."""

from actors.blocks.messages.kind import GUARDED, mailbox_kind
from actors.blocks.messages.view import view
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="messages",
    title=Title(zh="通知", en="Messages"),
    uses=("access",),
    guarded={"mailbox": GUARDED},
    kinds=(mailbox_kind,),
    views=(view(),),
)
