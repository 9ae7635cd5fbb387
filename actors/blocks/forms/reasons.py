"""What a schema finds wrong with answers, as it is told to people: each by its field."""

from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema.exceptions import ValidationError

from actors.kernel.errors import Reason
from actors.kernel.storable import pointer

_CODES = {
    "enum": "form.choice",
    "const": "form.choice",
    "pattern": "form.pattern",
    "format": "form.format",
    "minLength": "form.too_short",
    "maxLength": "form.too_long",
    "minimum": "form.too_small",
    "exclusiveMinimum": "form.too_small",
    "maximum": "form.too_large",
    "exclusiveMaximum": "form.too_large",
    "minItems": "form.too_few",
    "maxItems": "form.too_many",
}
_WANTED = {  # by the type that the schema names: what to say of an answer of another
    "integer": "form.whole_number",
    "number": "form.number",
    "boolean": "form.yes_or_no",
}
_WITH_LIMIT = frozenset(
    {"form.too_short", "form.too_long", "form.too_small", "form.too_large"}
    | {"form.too_few", "form.too_many"}
)


def reasons_of(error: ValidationError) -> Iterator[Reason]:
    """Yield what is wrong where a schema finds the `error` in answers."""
    path = list(error.absolute_path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    missing: list[str] = []
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in instance]
        case "dependentRequired":
            missing = [n for key in wanted if key in instance for n in wanted[key]]
            missing = [name for name in missing if name not in instance]
        case "type":
            yield Reason(_WANTED.get(str(wanted), "form.type"), place_of(path))
        case "additionalProperties" | "unevaluatedProperties" if not path:
            pass  # fields that the layout does not know are named one by one already
        case _:
            code = _CODES.get(str(error.validator), "form.invalid")
            facts = {"limit": str(wanted)} if code in _WITH_LIMIT else {}
            yield Reason(code, place_of(path), facts)
    for name in missing:
        yield Reason("form.required", place_of([*path, name]))


def place_of(path: Iterable[str | int]) -> str:
    """Return the JSON pointer to what lies at `path` in a form."""
    return pointer(("form", *path))
