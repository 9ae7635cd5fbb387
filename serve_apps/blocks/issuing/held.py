"""What is held of whoever a result was handed over to. Of an agent: that there was one."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.issuing.records import HANDOVER, Handover
from serve_apps.front.holding import Holding, Telling
from serve_apps.front.rendering import unit_name


def _told(row: Mapping[str, Any], state: Handover, how: Telling) -> Mapping[str, Any]:
    assert state.title is not None
    recipient = state.recipient
    return {
        "number": state.number,
        "service": {"code": state.item, "title": state.title[how.language]},
        "unit": unit_name(how.library, state.unit, how.language),
        "applicant": {
            "kind": recipient.kind,
            "name": recipient.name,
            "id_number": recipient.id_number,
        }
        if recipient
        else None,
        "phase": state.phase,
        "parcel": state.parcel,
        "address": state.address,
        "carried": state.carried,
        "method": state.method,
        "identified_by": state.identified,
        "collector": state.collector,
        "handed_at": state.handed_at,
    }


HELD = Holding(
    name="handovers",
    of=(HANDOVER,),
    kind=HANDOVER,
    collection="handovers",
    field="account",
    told=_told,
)
