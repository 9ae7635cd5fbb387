"""A form against the answers: every fault at once, each by its field."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from jsonschema import FormatChecker

from actors.blocks.forms.answers import exact, read_answer, yuan_of
from actors.blocks.forms.conditions import holds, is_filled
from actors.blocks.forms.dates import IsOpen, date_fault, fitting
from actors.blocks.forms.divisions import is_last
from actors.blocks.forms.layout import Check, Field, Section, asked_if, fields_in
from actors.blocks.forms.patterns import Validator
from actors.blocks.forms.reasons import place_of, reasons_of
from actors.kernel.errors import Reason
from actors.kernel.identifiers import Divisions, Findings, check
from actors.kernel.storable import unstorable
from actors.kernel.system import Rule

_DEEPEST = 8


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
        sections = tuple(sections)
        self._fields = tuple(fields_in(sections))
        self._asked_if = {f.name: asked_if(s, f) for s in sections for f in s.fields}
        self._names = frozenset(field.name for field in self._fields)
        self._by_name = {field.name: field for field in self._fields}
        self._tables = tuple(field for field in self._fields if field.widget == "rows")
        self._rules: Mapping[str, Any] = schema.get("properties", {})
        self._validator = Validator(schema, format_checker=FormatChecker())

    def clean(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers that count, each in its one form however it was typed: filled in, and
        to fields that the earlier answers show.

        What a person filled in before hiding its field again is dropped: nobody asked for it.
        """
        read = ((name, self.read(name, value)) for name, value in form.items())
        answers = {name: value for name, value in read if is_filled(value)}
        for name, condition in self._asked_if.items():
            if name in answers and not holds(condition, answers):
                del answers[name]
        return answers

    def read(self, name: str, sent: object) -> Any:
        """Return what was sent in answer to the field `name`, as it is kept."""
        field = self._by_name.get(name)
        return sent if field is None else read_answer(field, self._rules.get(name), sent)

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
        hidden = {name for name, when in self._asked_if.items() if not holds(when, answers)}
        for error in self._validator.iter_errors(dict(answers)):
            found += (r for r in reasons_of(error) if _first(r.field) not in hidden)
        found = [self._in_words(reason) for reason in found]
        faulty = {reason.field for reason in found}
        for field, place, answer in self._said(answers):
            if place in faulty:
                continue
            if field.check:
                found += _findings(field, place, answer, today, divisions).errors
            if field.widget == "division" and not is_last(answer, divisions, today.year):
                found.append(Reason("form.division_open", place))
            if field.widget == "date":
                fault = date_fault(field, answer, place, today=today, is_open=is_open)
                found += () if fault is None else (fault,)
        faulty = {_first(reason.field) for reason in found}
        told = _InOrder({**known, **exact(answers)}, faulty)
        asked = (_asked(check, rules[check.rule], told) for check in self._checks)
        found += (reason for reason in asked if reason is not None)
        return tuple(dict.fromkeys(_in_order(found, self._fields)))

    def timely(self, answers: Mapping[str, Any], *, today: date, is_open: IsOpen) -> dict[str, Any]:
        """Return `answers` with each date that this form does not take on the local day `today`
        moved to the nearest that it does: for examples, which were written on another day."""
        return _timely(self._by_name, answers, today, is_open)

    def warnings(
        self, answers: Mapping[str, Any], *, today: date, divisions: Divisions
    ) -> tuple[Reason, ...]:
        """Return what a clerk should look at in cleaned `answers`, each with its field: numbers
        that are accepted, but odd."""
        return tuple(
            reason
            for field, place, answer in self._said(answers)
            if field.check
            for reason in _findings(field, place, answer, today, divisions).warnings
        )

    def _said(self, answers: Mapping[str, Any]) -> Iterator[tuple[Field, str, str]]:
        """Yield every answer that is a text, in rows, too, with its field and its place."""
        for field in self._fields:
            answer = answers.get(field.name)
            if isinstance(answer, str):
                yield field, place_of([field.name]), answer
        for table in self._tables:
            for at, row in enumerate(_rows(answers.get(table.name))):
                for column in table.columns:
                    if isinstance(answer := row.get(column.name), str):
                        yield column, place_of([table.name, at, column.name]), answer

    def _in_words(self, reason: Reason) -> Reason:
        """Return `reason` as it is told of money: nobody is told of fen."""
        name, _, column = _way(reason.field)
        field = self._by_name.get(name)
        if field is not None and column:
            field = next((each for each in field.columns if each.name == column), None)
        if field is None or field.widget != "money":
            return reason
        if reason.code == "form.whole_number":
            return Reason("form.yuan", reason.field)
        if limit := reason.facts.get("limit"):
            return Reason(reason.code, reason.field, {"limit": yuan_of(int(limit))})
        return reason

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
            *(Reason("form.unknown_field", place_of([name])) for name in unknown),
            *(Reason("form.unreadable", place_of([name])) for name in unreadable),
        )

    def has_field(self, name: str) -> bool:
        """Tell whether the form asks for `name`."""
        return name in self._names


def _findings(field: Field, place: str, answer: str, today: date, divisions: Divisions) -> Findings:
    return check(field.check, answer, today=today, divisions=divisions, field=place)


def _rows(answer: object) -> list[dict[str, Any]]:
    """Return the rows of an answer; what is no row is an empty one."""
    if not isinstance(answer, list | tuple):
        return []
    rows = cast("list[object]", answer)
    return [cast("dict[str, Any]", row) if isinstance(row, dict) else {} for row in rows]


def _timely(
    fields: Mapping[str, Field], answers: Mapping[str, Any], today: date, is_open: IsOpen
) -> dict[str, Any]:
    moved = dict(answers)
    for name, answer in answers.items():
        field = fields.get(name)
        if field is not None and field.widget == "date":
            moved[name] = fitting(field, answer, today=today, is_open=is_open)
        elif field is not None and field.columns:
            columns = {column.name: column for column in field.columns}
            moved[name] = [_timely(columns, row, today, is_open) for row in _rows(answer)]
    return moved


def _way(place: str) -> tuple[str, str, str]:
    """Return the name of the field at the pointer `place`, the number of its row, its column."""
    name, _, rest = place.removeprefix("/form/").partition("/")
    number, _, column = rest.partition("/")
    return name, number, column


def _first(place: str) -> str:
    return _way(place)[0]


def _asked(check: Check, rule: Rule, told: _InOrder) -> Reason | None:
    """Return what is wrong by one check: with the answers, or with its rule. As long as answers are
    missing, a rule that fails has only looked for one of them."""
    place = place_of([check.field]) if check.field else ""
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


def _in_order(found: list[Reason], fields: Iterable[Field]) -> list[Reason]:
    """Sort reasons as their fields stand on the form, in each row as its columns do; the rest come
    last."""
    places: dict[tuple[str, str], int] = {}
    for field in fields:
        for each in ("", *(column.name for column in field.columns)):
            places[field.name, each] = len(places)

    def rank(reason: Reason) -> tuple[int, int, int, str]:
        name, number, column = _way(reason.field)
        field = places.get((name, ""), len(places))
        row = int(number) if number.isdecimal() else -1
        return field, row, places.get((name, column), len(places)), reason.field

    return sorted(found, key=rank)
