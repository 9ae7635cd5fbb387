"""A form against the answers: every fault at once, each by its field."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError

from actors.blocks.forms.answers import exact, read_answer
from actors.blocks.forms.conditions import holds, is_filled
from actors.blocks.forms.dates import IsOpen, date_fault, fitting
from actors.blocks.forms.layout import Check, Field, Section
from actors.blocks.forms.patterns import Validator
from actors.kernel.errors import Reason
from actors.kernel.identifiers import Divisions, Findings, check
from actors.kernel.storable import pointer, unstorable
from actors.kernel.system import Rule

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

    @property
    def incomplete(self) -> bool:
        """Whether anything is missing or not in order."""
        return bool(self._faulty)

    def __getitem__(self, name: str) -> Any:
        if name in self._faulty:
            raise _Undecided
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


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
        self._by_name = {field.name: field for field in self._fields}
        self._dates = _placed(field for field in self._fields if field.widget == "date")
        self._numbers = _placed(field for field in self._fields if field.check)
        properties: Mapping[str, Any] = schema.get("properties", {})
        self._kinds: dict[str, object] = {
            name: cast("dict[str, object]", rule).get("type")
            for name, rule in properties.items()
            if isinstance(rule, dict)
        }
        self._validator = Validator(schema, format_checker=FormatChecker())

    def clean(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers that count, each in its one form however it was typed: filled in, and
        to fields that the earlier answers show.

        What a person filled in before hiding its field again is dropped: nobody asked for it.
        """
        read = ((name, self.read(name, value)) for name, value in form.items())
        answers = {name: value for name, value in read if is_filled(value)}
        for field in self._fields:
            if field.name in answers and not holds(field.visible_if, answers):
                del answers[field.name]
        return answers

    def read(self, name: str, sent: object) -> Any:
        """Return what was sent in answer to the field `name`, as it is kept."""
        field = self._by_name.get(name)
        return sent if field is None else read_answer(field, self._kinds.get(name), sent)

    def faults(
        self,
        answers: Mapping[str, Any],
        *,
        today: date,
        divisions: Divisions,
        rules: Mapping[str, Rule],
        is_open: IsOpen | None = None,
        known: Mapping[str, Any] = MappingProxyType({}),
    ) -> tuple[Reason, ...]:
        """Return everything that is wrong with cleaned `answers`, each with its field.

        `today` is the local date from which dates are seen, `is_open` tells when offices work.
        `rules` are what the checks name; beside the answers they are told what is `known` without
        asking, by names with a colon, "applicant:id_number". A check is asked as soon as every
        answer that it looks at is there and in order, whatever is still missing elsewhere: who is
        turned away by the first page need not fill in the others. A rule that fails all the same is
        a fault of that rule, and told as one: nobody's draft is lost by it.
        """
        found = list(self.misshapen(answers))
        if any(reason.code == "form.unreadable" for reason in found):
            return tuple(found)
        hidden = {f.name for f in self._fields if not holds(f.visible_if, answers)}
        for error in self._validator.iter_errors(dict(answers)):
            found += (r for r in _reasons(error) if r.field.removeprefix("/form/") not in hidden)
        faulty = {reason.field for reason in found}
        for place, findings in self._checked(answers, today, divisions):
            if place not in faulty:
                found += findings.errors
        for field, place in self._dates:
            answer = answers.get(field.name)
            if isinstance(answer, str) and place not in faulty:
                fault = date_fault(field, answer, place, today=today, is_open=is_open)
                found += () if fault is None else (fault,)
        faulty = {reason.field.removeprefix("/form/").partition("/")[0] for reason in found}
        told = _InOrder({**known, **exact(answers)}, faulty)
        asked = (_asked(check, rules[check.rule], told) for check in self._checks)
        found += (reason for reason in asked if reason is not None)
        return tuple(dict.fromkeys(_in_order(found, [field.name for field in self._fields])))

    def timely(self, answers: Mapping[str, Any], *, today: date, is_open: IsOpen) -> dict[str, Any]:
        """Return `answers` with each date that this form does not take on the local day `today`
        moved to the nearest that it does: for examples, which were written on another day."""
        fields = {field.name: field for field, _ in self._dates}
        return {
            name: fitting(fields[name], answer, today=today, is_open=is_open)
            if name in fields
            else answer
            for name, answer in answers.items()
        }

    def warnings(
        self, answers: Mapping[str, Any], *, today: date, divisions: Divisions
    ) -> tuple[Reason, ...]:
        """Return what a clerk should look at in cleaned `answers`, each with its field: numbers
        that are accepted, but odd."""
        checked = self._checked(answers, today, divisions)
        return tuple(reason for _, findings in checked for reason in findings.warnings)

    def _checked(
        self, answers: Mapping[str, Any], today: date, divisions: Divisions
    ) -> Iterator[tuple[str, Findings]]:
        for field, place in self._numbers:
            value = answers.get(field.name)
            if isinstance(value, str):
                found = check(field.check, value, today=today, divisions=divisions, field=place)
                yield place, found

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


def _placed(fields: Iterable[Field]) -> tuple[tuple[Field, str], ...]:
    return tuple((field, _pointer([field.name])) for field in fields)


def _asked(check: Check, rule: Rule, told: _InOrder) -> Reason | None:
    """Return what is wrong by one check: with the answers, or with its rule. As long as answers are
    missing, a rule that fails has only looked for one of them."""
    place = _pointer([check.field]) if check.field else ""
    try:
        right = rule(told)
    except _Undecided:
        return None
    except Exception as error:  # whatever a rule did not think of
        if told.incomplete:
            return None
        facts = {"rule": check.rule, "error": type(error).__name__}
        return Reason("item.rule_broken", place, facts)
    if right:
        return None
    said = {"zh": check.fault.zh, "en": check.fault.en} if check.fault else {}
    return Reason("item.check_failed", place, {"rule": check.rule, **said})


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
        case "type":
            yield Reason(_WANTED.get(str(wanted), "form.type"), _pointer(path))
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
