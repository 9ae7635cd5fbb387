"""Standard data elements (数据元): fields whose name, type and sensitivity are agreed, so that what
is known of somebody is asked for alike everywhere, and filled in where it is held."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from actors.blocks.forms.layout import Field, Section
from actors.blocks.forms.parse import form_faults
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import NAME, read, title_faults
from actors.kernel.words import Title

FILE = "elements.toml"
_NO_TITLE = Title("-", "-")


class DataElement(msgspec.Struct, frozen=True, kw_only=True):
    """One element. `code` is the name that its field has, `rule` what JSON Schema says of its
    value, `example` one that fits."""

    code: str
    title: Title
    hint: Title
    widget: str = "text"
    check: str = ""
    choices: tuple[tuple[str, Title], ...] = ()
    source: Literal["applicant", "authority", "register"]
    sensitivity: Literal["ordinary", "personal", "sensitive"]
    rule: dict[str, Any]
    example: Any

    def layout(self) -> dict[str, Any]:
        """Return the layout of its field, as a content has it."""
        choices = [[value, msgspec.to_builtins(title)] for value, title in self.choices]
        return {
            "name": self.code,
            "title": msgspec.to_builtins(self.title),
            "hint": msgspec.to_builtins(self.hint),
            "widget": self.widget,
            "check": self.check,
            "element": self.code,
            "source": self.source,
            "sensitivity": self.sensitivity,
        } | ({"choices": choices} if choices else {})


@dataclass(frozen=True, kw_only=True)
class DataElements:
    """The elements of this deployment, by code, in the order of their list."""

    elements: Mapping[str, DataElement] = field(default_factory=dict[str, DataElement])


class _Listed(msgspec.Struct, frozen=True):
    elements: tuple[DataElement, ...]


def read_elements(folder: Path) -> tuple[DataElements | None, list[Mistake]]:
    """Read the list in `folder`, and return everything that is wrong with it."""
    file = f"{folder.name}/{FILE}"
    try:
        document = cast("dict[str, Any]", msgspec.toml.decode((folder / FILE).read_bytes()))
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    listed, mistakes = read(document, _Listed, file)
    mistakes += (Mistake(file, place, rule) for place, rule in title_faults(document))
    if listed is None:
        return None, mistakes
    mistakes += (Mistake(file, place, rule) for place, rule in _faults(listed.elements))
    return DataElements(elements={each.code: each for each in listed.elements}), mistakes


def _faults(elements: tuple[DataElement, ...]) -> Iterator[tuple[str, str]]:
    known: set[str] = set()
    for number, each in enumerate(elements):
        place = f"elements[{number}]"
        if not NAME.fullmatch(each.code):
            yield f"{place}.code", "a code is of small letters, digits and _"
        if each.code in known:
            yield f"{place}.code", f"{each.code} stands twice"
        known.add(each.code)
        try:
            layout = msgspec.convert(each.layout(), Field)
        except msgspec.ValidationError as error:
            yield place, str(error)
            continue
        schema: dict[str, Any] = {"type": "object", "properties": {each.code: each.rule}}
        for _, rule in form_faults(schema, (Section(title=_NO_TITLE, fields=(layout,)),)):
            yield place, rule
