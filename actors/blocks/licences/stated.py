"""What a licence says (证载信息), as forms ask for it: "business_licence:address" is what stands on
a business licence under `address`, "business_licence:number" its number."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actors.blocks.licences.licence import Licence

_PLACE = re.compile(r"([a-z][a-z0-9_]*):([a-z][a-z0-9_]*)")
OF_ITSELF = ("number", "title", "since", "until", "holder_name", "holder_number", "holder_code")
"""What every licence says, whatever its kind; the code (统一社会信用代码) only where an
organisation holds it."""


def place_of(named: str) -> tuple[str, str] | None:
    """Return the kind of licence and what of it is named, None where `named` is no such place."""
    match = _PLACE.fullmatch(named)
    return (match[1], match[2]) if match else None


def stated(licence: Licence, what: str) -> Any:
    """Return what stands on `licence` under `what`, None for nothing: an answer to the form that it
    followed from, in the shape that it had there, or one of `OF_ITSELF`, days as ISO 8601."""
    if what not in OF_ITSELF:
        return licence.says.get(what)
    holder = licence.holder
    match what:
        case "holder_name":
            return holder.name if holder else None
        case "holder_number":
            return holder.id_number if holder else None
        case "holder_code":
            return holder.id_number if holder and holder.id_type == "credit_code" else None
        case "since" | "until":
            day = licence.since if what == "since" else licence.until
            return day.isoformat() if day else None
        case _:
            return getattr(licence, what) or None


def answers(licence: Licence, asked: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what `licence` answers: `asked` are, by the names of fields, the places that each may
    be known from, the best first."""
    found: dict[str, Any] = {}
    for field, places in asked.items():
        for named in places:
            place = place_of(named)
            if place is None or place[0] != licence.kind or field in found:
                continue
            said = stated(licence, place[1])
            if said not in (None, "", [], {}):
                found[field] = said
    return found
