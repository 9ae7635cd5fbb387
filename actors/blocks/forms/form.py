"""A form against the answers: every fault at once, each by its field."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from actors.blocks.forms.conditions import holds, is_filled
from actors.blocks.forms.layout import Check, Section
from actors.kernel.errors import Reason
from actors.kernel.identifiers import Divisions, check
from actors.kernel.storable import pointer, unstorable
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
_WITH_LIMIT = frozenset(
    {"form.too_short", "form.too_long", "form.too_small", "form.too_large"}
    | {"form.too_few", "form.too_many"}
)


class _Undecided(Exception):
    """A rule asks for an answer that is not there yet, or not in order."""


class _InOrder(Mapping[str, Any]):
    """The `answers` as a rule sees them: it finds those that are in order, and is not asked further
    where it looks for one of the `faulty`."""

    def __init__(self, answers: Mapping[str, Any], faulty: Set[str]) -> None:
        self._answers = answers
        self._faulty = faulty

    def __getitem__(self, name: str) -> Any:
        if name in self._faulty:
            raise _Undecided
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def _is_satisfied(rule: Rule, answers: Mapping[str, Any], faulty: Set[str]) -> bool:
    """Tell whether `rule` finds nothing wrong, or cannot tell yet."""
    try:
        return rule(_InOrder(answers, faulty))
    except _Undecided:
        return True


class Form:
    """A form, compiled once and used for everybody who fills it in.

    `schema` is JSON Schema 2020-12 of the answers, an object; `sections` is how they are asked;
    `checks` are named questions about answers that are in order otherwise.
    """

    def __init__(
        self, schema: Mapping[str, Any], sections: Iterable[Section], checks: Iterable[Check] = ()
    ) -> None:
        self._checks = tuple(checks)
        self._fields = tuple(field for section in sections for field in section.fields)
        self._names = frozenset(field.name for field in self._fields)
        self._validator = Draft202012Validator(schema, format_checker=FormatChecker())

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

        `today` is the local date, `rules` are what the checks name. A check is asked as soon as
        every answer that it looks at is there and in order, whatever is still missing elsewhere:
        who is turned away by the first page need not fill in the others.
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
        faulty = {reason.field.removeprefix("/form/").partition("/")[0] for reason in found}
        found += (
            Reason("item.check_failed", _pointer([c.field]) if c.field else "", {"rule": c.rule})
            for c in self._checks
            if not _is_satisfied(rules[c.rule], answers, faulty)
        )
        return tuple(dict.fromkeys(_in_order(found, [field.name for field in self._fields])))

    def misshapen(self, form: Mapping[str, Any]) -> tuple[Reason, ...]:
        """Return what cannot be kept even as a draft: fields that the form does not have, and
        values that no journal can hold."""
        unknown = sorted(form.keys() - self._names)
        unreadable = [
            name
            for name in form.keys() & self._names
            if unstorable(form[name], deepest=_DEEPEST, json=True) is not None
        ]
        return (
            *(Reason("form.unknown_field", _pointer([name])) for name in unknown),
            *(Reason("form.unreadable", _pointer([name])) for name in unreadable),
        )

    def has_field(self, name: str) -> bool:
        """Tell whether the form asks for `name`."""
        return name in self._names


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


def _pointer(path: Iterable[str | int]) -> str:
    return pointer(("form", *path))
