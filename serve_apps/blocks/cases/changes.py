"""What was changed in an application since it was sent (修改痕迹), for everybody who may see it."""

from collections.abc import Mapping

from actors.blocks.cases.parts import Change
from actors.blocks.cases.state import CaseState
from actors.kernel.identifiers import mask_name, mask_number
from serve_apps.front.language import Language
from serve_apps.pages.reading import change_note

_FORM = "/form/"


def changes_of(state: CaseState) -> Mapping[str, Change]:
    """Return the last change of each place that was changed, by its JSON pointer."""
    return {change.field: change for change in state.changes}


def applicant_notes(state: CaseState, language: Language, *, masked: bool) -> dict[str, str]:
    """Return what to say of the applicant's name and telephone where they were put right, by the
    name of each."""
    notes = {"name": "", "phone": ""}
    covers = {"name": mask_name, "phone": mask_number}
    for part in notes:
        mark = changes_of(state).get(f"/applicant/{part}")
        if mark is not None:
            before = str(mark.before or "")
            covered = covers[part](before) if masked and before else before
            notes[part] = change_note(mark, covered, language)
    return notes


def answers_changed(state: CaseState) -> Mapping[str, Change]:
    """Return the last change of each answer that was changed, by the name of its field."""
    changed = changes_of(state).items()
    return {
        field.removeprefix(_FORM): change for field, change in changed if field.startswith(_FORM)
    }
