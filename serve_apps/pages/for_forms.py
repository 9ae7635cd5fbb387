"""The functions that templates of forms may call."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

import segno

from actors.blocks.files.formats import MEDIA_TYPES
from actors.blocks.forms.layout import Section, asked_if
from actors.kernel.identifiers import mask_number
from serve_apps.pages.answers import (
    condition_json,
    control_value,
    required_columns,
    required_names,
    row_bounds,
    row_title,
    rows_of,
    typed_value,
)
from serve_apps.pages.divisions import division_steps
from serve_apps.pages.faults import control_name
from serve_apps.pages.reading import handed_in

_CODES_KEPT = 256


def other_answers(answers: Mapping[str, Any], section: Section) -> dict[str, str]:
    """Return the answers of the other pages as controls would hold them, for conditions of fields
    on this one."""
    here = {field.name for field in section.fields}
    return {name: control_value(value) for name, value in answers.items() if name not in here}


def accepted(formats: Collection[str] = MEDIA_TYPES) -> str:
    """Return what a control for a file of `formats` asks the browser to offer: the content decides,
    so that a picture by any name is among it."""
    several = ((f".{each}", MEDIA_TYPES.get(each, "")) for each in formats)
    photos = (".heic", "image/heic") if "jpg" in formats else ()  # kept as JPEG
    return ",".join((*filter(None, chain.from_iterable(several)), *photos))


@lru_cache(_CODES_KEPT)
def code_picture(text: str) -> str:
    """Return the address of a QR code (二维码) that says `text`, a picture in the page itself."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=2, light="white")


FOR_FORMS: dict[str, Callable[..., Any]] = {
    "accepted": accepted,
    "asked_if": asked_if,
    "code_picture": code_picture,
    "condition_json": condition_json,
    "control_name": control_name,
    "control_value": control_value,
    "division_steps": division_steps,
    "handed_in": handed_in,
    "mask_id": mask_number,
    "other_answers": other_answers,
    "required_columns": required_columns,
    "required_names": required_names,
    "row_bounds": row_bounds,
    "row_title": row_title,
    "rows_of": rows_of,
    "typed_value": typed_value,
}
