"""部门系统交换: Cases are exchanged with departments' own approval systems, step by step."""

from actors.blocks.exchanges.departments import read_departments
from actors.blocks.exchanges.kind import GUARDED, exchange_kind
from actors.blocks.exchanges.records import EXCHANGE, PURPOSE
from actors.blocks.exchanges.view import view
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="exchanges",
    title=Title(zh="部门系统交换", en="Exchanges with departments' systems"),
    uses=("access", "calls", "operations", "reads"),
    purposes=(PURPOSE,),
    guarded={EXCHANGE: GUARDED},
    kinds=(exchange_kind,),
    views=(view(),),
    reads=(read_departments,),
    kept=(Kept(kind=EXCHANGE, part_of=("exchanges", "subject")),),
    alongside=("actors.blocks.exchanges.shell.alongside:fetch_missed",),
)
