"""个人信息安全事件: Breaches of personal data, and that they are told in time."""

from actors.blocks.breaches.kind import GUARDED, breach_kind
from actors.blocks.breaches.notification import read_notification
from actors.blocks.breaches.records import BREACH, OFFICER
from actors.blocks.breaches.view import view
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="breaches",
    title=Title(zh="个人信息安全事件", en="Breaches"),
    uses=("access", "accounts", "messages", "reads"),
    roles=(Role(name=OFFICER, scope="platform"),),
    guarded={BREACH: GUARDED},
    kinds=(breach_kind,),
    views=(view(),),
    reads=(read_notification,),
)
