"""My data: what the platform holds of me, and a copy of it."""

from collections.abc import Mapping
from typing import Any

from actors.blocks.own_records.copy import OWN_COPY, OwnCopy
from serve_apps.blocks.own_records import api, correcting, pages
from serve_apps.blocks.own_records.copies import Copies
from serve_apps.front.face import Face, RecordAddress
from serve_apps.front.holding import Holding, Telling


def _told(row: Mapping[str, Any], state: OwnCopy, how: Telling) -> Mapping[str, Any]:
    return {"asked": list(state.asked), "number": state.n, "made_at": state.made_at}


FACE = Face(
    routers=(pages.router, correcting.router),
    api=(api.router,),
    services=(Copies,),
    records=(RecordAddress(kind=OWN_COPY, resident="/account/records"),),
    holdings=(Holding(name="copies", of=(OWN_COPY,), kind=OWN_COPY, told=_told),),
)
