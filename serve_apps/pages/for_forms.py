"""The functions that templates of forms may call."""

from collections.abc import Callable, Mapping
from typing import Any

from actors.blocks.forms.layout import Section
from actors.kernel.identifiers import mask_number
from serve_apps.pages.answers import condition_json, control_value, required_names
from serve_apps.pages.faults import control_name
from serve_apps.pages.reading import handed_in


def other_answers(answers: Mapping[str, Any], section: Section) -> dict[str, str]:
    """Return the answers of the other pages as controls would hold them, for conditions of fields
    on this one."""
    here = {field.name for field in section.fields}
    return {name: control_value(value) for name, value in answers.items() if name not in here}


FOR_FORMS: dict[str, Callable[..., Any]] = {
    "condition_json": condition_json,
    "control_name": control_name,
    "control_value": control_value,
    "handed_in": handed_in,
    "mask_id": mask_number,
    "other_answers": other_answers,
    "required_names": required_names,
}
