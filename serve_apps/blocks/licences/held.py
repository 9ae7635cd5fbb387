"""What is held of whoever holds licences: each of them, with its paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from actors.blocks.licences.licence import LICENCE, Licence
from serve_apps.front.holding import HeldFile, Holding, Telling
from serve_apps.front.rendering import unit_name


def _told(row: Mapping[str, Any], state: Licence, how: Telling) -> Mapping[str, Any]:
    holder = state.holder
    return {
        "number": state.number,
        "title": state.title,
        "phase": state.phase,
        "unit": unit_name(how.library, state.organ, how.language),
        "since": state.since,
        "until": state.until,
        "name": holder.name if holder else "",
        "id_type": holder.id_type if holder else "",
        "id_number": holder.id_number if holder else "",
        "says": state.says,
    }


def _files(state: Licence) -> Iterable[HeldFile]:
    if state.file:
        yield HeldFile(state.file, f"{state.title}.pdf", "application/pdf")


HELD = Holding(
    name="licences",
    of=(LICENCE,),
    kind=LICENCE,
    collection="licences",
    field="account",
    told=_told,
    files=_files,
)
