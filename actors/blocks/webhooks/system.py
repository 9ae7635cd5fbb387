"""事件订阅: Programs of those who use the API are told what happens to cases that they may see."""

from actors.blocks.webhooks.kind import GUARDED, webhook_kind
from actors.blocks.webhooks.records import WEBHOOK
from actors.blocks.webhooks.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="webhooks",
    title=Title(zh="事件订阅", en="Webhooks"),
    uses=("access", "accounts", "calls", "cases", "messages", "organisation"),
    guarded={WEBHOOK: GUARDED},
    kinds=(webhook_kind,),
    views=(view(),),
    kept=(Kept(kind=WEBHOOK, part_of=("webhooks", "of")),),
    alongside=("actors.blocks.webhooks.shell.alongside:tell_of_cases",),
)
