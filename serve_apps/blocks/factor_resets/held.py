"""What is held of whoever had lost factors reset at a window."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.factor_resets.reset import RESET, FactorReset
from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: FactorReset, how: Telling) -> Mapping[str, Any]:
    return {
        "phase": state.phase,
        "identified_by": state.identified,
        "unit": state.unit,
        "proposed_at": state.proposed_at,
        "decided_at": state.decided_at,
        "issued_at": state.issued_at,
    }


HELD = Holding(
    name="factor_resets",
    of=(RESET,),
    kind=RESET,
    collection="factor_resets",
    field="account",
    told=_told,
)
