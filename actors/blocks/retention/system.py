"""保管与销毁: How long records are kept, and that they are destroyed then, by two persons."""

from actors.blocks.retention.classes import read_classes
from actors.blocks.retention.destruction import DESTRUCTION, OFFICER
from actors.blocks.retention.kind import GUARDED, destruction_kind
from actors.blocks.retention.view import view
from actors.kernel.system import Role, System
from actors.kernel.words import Title

SYSTEM = System(
    name="retention",
    title=Title(zh="保管与销毁", en="Retention"),
    uses=("access", "accounts", "cases", "documents", "messages", "organisation", "reads"),
    roles=(Role(name=OFFICER, scope="platform"),),
    purposes=("retention",),
    guarded={DESTRUCTION: GUARDED},
    kinds=(destruction_kind,),
    views=(view(),),
    reads=(read_classes,),
    alongside=("actors.blocks.retention.shell.daily:keep_telling",),
)
