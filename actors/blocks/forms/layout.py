"""How a form is asked: sections of fields, and questions about the answers as a whole."""

from typing import Literal

import msgspec

from actors.blocks.forms.conditions import Condition
from actors.kernel.words import Title


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """Layout of one form field. The rule about its value stands in `ServiceItem.form` (JSON Schema
    2020-12) under the same name; `check` names a check of `identifiers.py` ("resident_id",
    "credit_code", "mobile", "division", "project", "person_name", or "code" for what is read like a
    number and checked by the schema alone).

    A date lies from `earliest` to `latest`, both included, each seen from the day on which it is
    filled in: "today", "-18 years", "+3 months", "+1 day", or a day such as "1949-10-01". With
    `working_days` it is a day on which offices work.
    """

    name: str
    title: Title
    hint: Title | None = None
    widget: Literal["text", "long_text", "number", "date", "choice", "yes_no", "phone"] = "text"
    choices: tuple[tuple[str, Title], ...] = ()
    visible_if: Condition | None = None
    check: str = ""
    earliest: str = "-150 years"
    latest: str = "+100 years"
    working_days: bool = False


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the form: one thing at a time."""

    title: Title
    fields: tuple[Field, ...]


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
