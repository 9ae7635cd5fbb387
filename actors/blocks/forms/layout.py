"""How a form is asked: sections of fields, and questions about the answers as a whole."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from actors.blocks.forms.conditions import Condition
from actors.kernel.words import Title

Widget = Literal[
    "text", "long_text", "number", "date", "choice", "yes_no", "phone", "money", "division", "rows",
]  # fmt: skip
PLAIN = frozenset({"text", "long_text", "number", "date", "choice", "yes_no", "phone"})
"""Widgets with one control, whose answer is what the control holds."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """Layout of one form field. The rule about its value stands in `ServiceItem.form` (JSON Schema
    2020-12) under the same name; `check` names a check of `identifiers.py` ("resident_id",
    "credit_code", "mobile", "division", "project", "person_name", or "code" for what is read like a
    number and checked by the schema alone).

    A date lies from `earliest` to `latest`, both included, each seen from the day on which it is
    filled in: "today", "-18 years", "+3 months", "+1 day", or a day such as "1949-10-01". With
    `working_days` it is a day on which offices work.

    `element` is the code of the standard data element (数据元) that it is; one of its own says by
    `source` where the answer is known from, and by `sensitivity` how it is to be kept.

    "money" is typed in yuan and kept in integer fen. A "division" (行政区划) is chosen step by
    step, down to the last there is. "rows" are groups of `columns`, as many as the schema lets
    there be (股东, 子女), each headed by `row` and its number; `as_table` shows them as a table,
    where the columns are short.

    `known_as` names what is asked for: fields of any items with the same name ask for the same, so
    that it is asked once, and an earlier answer may stand in it. "applicant:name",
    "applicant:id_number" and "applicant:phone" are what the account says. `on_licence` are places
    of licences (证照) that say it, the best first: "business_licence:address", see
    `licences/stated.py`.
    """

    name: str
    title: Title
    hint: Title | None = None
    widget: Widget = "text"
    choices: tuple[tuple[str, Title], ...] = ()
    visible_if: Condition | None = None
    check: str = ""
    earliest: str = "-150 years"
    latest: str = "+100 years"
    working_days: bool = False
    element: str = ""
    source: Literal["", "applicant", "authority", "register"] = ""
    sensitivity: Literal["", "ordinary", "personal", "sensitive"] = ""
    columns: tuple["Field", ...] = ()
    row: Title | None = None
    as_table: bool = False
    known_as: str = ""
    on_licence: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the form: one thing at a time. With `visible_if` it is a page for those alone
    whose earlier answers ask for it."""

    title: Title
    fields: tuple[Field, ...]
    visible_if: Condition | None = None


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A question that only this system asks (受理条件核对): `rule` is a name in its rules.py, true
    when the answers are all right; `field` is the answer to look at when they are not.

    `question` is how a clerk asks it, `fault` what the applicant is told, in his words, when the
    answer is no.
    """

    rule: str
    question: Title
    field: str = ""
    fault: Title | None = None


def asked_if(section: Section, field: Field) -> Condition | None:
    """Return when `field` of `section` is asked, None for always."""
    both = [each for each in (section.visible_if, field.visible_if) if each is not None]
    return Condition(all=tuple(both)) if len(both) == 2 else both[0] if both else None


def fields_in(sections: Iterable[Section]) -> Iterator[Field]:
    """Yield the fields of `sections` in order."""
    for section in sections:
        yield from section.fields
