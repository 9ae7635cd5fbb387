"""对外调用: Outside parties, called once however often anything breaks."""

from actors.blocks.calls import gauges
from actors.blocks.calls.kind import GUARDED, call_kind, party_kind, reconciliation_kind
from actors.blocks.calls.records import CALL
from actors.blocks.calls.view import call_differences, calls, parties
from actors.kernel.kept import Kept
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="calls",
    title=Title(zh="对外调用", en="Calls"),
    uses=("access", "operations"),
    guarded=GUARDED,
    kinds=(call_kind, party_kind, reconciliation_kind),
    views=(calls(), parties(), call_differences()),
    gauges=(gauges.OPEN, gauges.UNCALLED, gauges.DIFFERENCES),
    gauged=("actors.blocks.calls.shell.counting:read_gauges",),
    kept=(Kept(kind=CALL, part_of=("calls", "of")),),
    alongside=("actors.blocks.calls.shell.alongside:make_calls",),
)
