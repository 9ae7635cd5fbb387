"""The form of an item against the answers: every fault at once, each by its field."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from actors.kernel.conditions import holds, is_filled
from actors.kernel.errors import Reason
from actors.kernel.identifiers import Divisions, check
from actors.kernel.items import ServiceItem
from actors.kernel.system import Rule

_CODES = {
    "type": "form.type",
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
_DEEPEST = 8
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WITH_LIMIT = frozenset(
    {"form.too_short", "form.too_long", "form.too_small", "form.too_large"}
    | {"form.too_few", "form.too_many"}
)


class FormRules:
    """The form of one item, compiled once and used for every application."""

    def __init__(self, item: ServiceItem) -> None:
        self._item = item
        self._fields = tuple(field for section in item.sections for field in section.fields)
        self._names = frozenset(field.name for field in self._fields)
        self._validator = Draft202012Validator(item.form, format_checker=FormatChecker())

    def clean(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers that count: filled in, and to fields that the earlier answers show.

        What a person filled in before hiding its field again is dropped: nobody asked for it.
        """
        answers = {name: value for name, value in form.items() if is_filled(value)}
        for field in self._fields:
            if field.name in answers and not holds(field.visible_if, answers):
                del answers[field.name]
        return answers

    def faults(
        self,
        answers: Mapping[str, Any],
        *,
        today: date,
        divisions: Divisions,
        rules: Mapping[str, Rule],
    ) -> tuple[Reason, ...]:
        """Return everything that is wrong with cleaned `answers`, each with its field.

        `today` is the local date, `rules` are those of the item's system. The item's own checks
        are only asked when the form is in order otherwise: rules may rely on that.
        """
        found = list(self.misshapen(answers))
        if any(reason.code == "form.unreadable" for reason in found):
            return tuple(found)
        hidden = {f.name for f in self._fields if not holds(f.visible_if, answers)}
        for error in self._validator.iter_errors(dict(answers)):  # pyright: ignore[reportUnknownMemberType]
            found += (r for r in _reasons(error) if r.field.removeprefix("/form/") not in hidden)
        faulty = {reason.field for reason in found}
        for field in self._fields:
            value, pointer = answers.get(field.name), _pointer([field.name])
            if field.check and isinstance(value, str) and pointer not in faulty:
                found += check(
                    field.check, value, today=today, divisions=divisions, field=pointer
                ).errors
        if not found:
            found += (
                Reason(
                    "item.check_failed", _pointer([c.field]) if c.field else "", {"rule": c.rule}
                )
                for c in self._item.checks
                if not rules[c.rule](answers)
            )
        return tuple(dict.fromkeys(_in_order(found, [field.name for field in self._fields])))

    def misshapen(self, form: Mapping[str, Any]) -> tuple[Reason, ...]:
        """Return what cannot be kept even as a draft: fields that the form does not have, and
        values that no journal can hold."""
        unknown = sorted(form.keys() - self._names)
        unreadable = [n for n in form.keys() & self._names if not _storable(form[n])]
        return (
            *(Reason("form.unknown_field", _pointer([name])) for name in unknown),
            *(Reason("form.unreadable", _pointer([name])) for name in unreadable),
        )

    def has_field(self, name: str) -> bool:
        """Tell whether the form asks for `name`."""
        return name in self._names


def _storable(value: object, depth: int = 0) -> bool:
    """Tell whether BSON and MessagePack can both hold `value`: whole Unicode, finite numbers of 64
    bits, nested no deeper than a person would fill in."""
    match value:
        case None | bool():
            return True
        case int():
            return -(2**63) <= value < 2**63
        case float():
            return isfinite(value)
        case str():
            return not _LONE_SURROGATE.search(value)
        case list() | tuple():
            parts = cast("Sequence[object]", value)
            return depth < _DEEPEST and all(_storable(part, depth + 1) for part in parts)
        case dict():
            table = cast("dict[object, object]", value)
            return depth < _DEEPEST and all(
                isinstance(key, str)
                and "\0" not in key
                and _storable(key)
                and _storable(part, depth + 1)
                for key, part in table.items()
            )
        case _:
            return False


def _in_order(found: list[Reason], names: list[str]) -> list[Reason]:
    """Sort reasons as their fields stand on the form; the rest come last."""
    place = {_pointer([name]): number for number, name in enumerate(names)}

    def rank(reason: Reason) -> tuple[int, str]:
        first = "/".join(reason.field.split("/")[:3])
        return place.get(first, len(place)), reason.field

    return sorted(found, key=rank)


def _reasons(error: ValidationError) -> Iterator[Reason]:
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
        case "additionalProperties" | "unevaluatedProperties" if not path:
            pass  # fields that the layout does not know are named one by one already
        case _:
            code = _CODES.get(str(error.validator), "form.invalid")
            facts = {"limit": str(wanted)} if code in _WITH_LIMIT else {}
            yield Reason(code, _pointer(path), facts)
    for name in missing:
        yield Reason("form.required", _pointer([*path, name]))


def _pointer(path: Iterable[object]) -> str:
    """Return the JSON pointer (RFC 6901) of a place in the form, half characters made "?"."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "/form/" + "/".join(parts).encode(errors="replace").decode()
