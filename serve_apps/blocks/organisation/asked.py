"""What each change is asked with: which fields its form has, and what is read from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from actors.blocks.forms.normalise import day, plain_text, whole_number
from actors.blocks.organisation import commands as c
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command
from actors.kernel.words import Title

Control = Literal["text", "title", "unit", "place", "account", "role", "date", "truth", "area"]


@dataclass(frozen=True)
class Asked:
    """One field of a form. `fixed`: it comes with the address and is not asked for."""

    name: str
    control: Control = "text"
    required: bool = True
    fixed: bool = False


@dataclass(frozen=True)
class Form:
    """The form of one command; `about` says whose page it belongs to."""

    command: type[Command]
    about: Literal["unit", "staff", "resident", ""]
    fields: tuple[Asked, ...]
    grave: bool = False

    @property
    def name(self) -> str:
        """The name of the command, for words."""
        return self.command.__name__


UNIT = Asked("unit", fixed=True)
ACCOUNT = Asked("account", fixed=True)
WHEN = (Asked("effective", "date"), Asked("reason", "area"))
FORMS: dict[str, Form] = {
    "establish-unit": Form(
        c.EstablishUnit,
        "",
        (
            Asked("unit"),
            Asked("title", "title"),
            Asked("place", "place"),
            Asked("superior", "unit", required=False),
            *WHEN,
        ),
    ),
    "rename-unit": Form(c.RenameUnit, "unit", (UNIT, Asked("title", "title"), *WHEN)),
    "move-unit": Form(c.MoveUnit, "unit", (UNIT, Asked("superior", "unit", required=False), *WHEN)),
    "set-window": Form(c.SetWindow, "unit", (UNIT, Asked("integrated", "truth"), *WHEN)),
    "close-unit": Form(
        c.CloseUnit, "unit", (UNIT, Asked("successor", "unit", required=False), *WHEN), grave=True
    ),
    "enter-staff": Form(
        c.EnterStaff,
        "staff",
        (
            Asked("account"),
            Asked("name", "title"),
            Asked("role", "role"),
            Asked("scope", "unit"),
            *WHEN,
        ),
    ),
    "appoint": Form(
        c.Appoint,
        "staff",
        (
            ACCOUNT,
            Asked("role", "role"),
            Asked("scope", "unit"),
            Asked("until", "date", required=False),
            *WHEN,
        ),
    ),
    "end-appointment": Form(
        c.EndAppointment,
        "staff",
        (ACCOUNT, Asked("role", fixed=True), Asked("scope", fixed=True), *WHEN),
        grave=True,
    ),
    "begin-leave": Form(
        c.BeginLeave,
        "staff",
        (
            ACCOUNT,
            Asked("deputy", "account", required=False),
            Asked("until", "date"),
            *WHEN,
        ),
    ),
    "end-leave": Form(c.EndLeave, "staff", (ACCOUNT, *WHEN)),
    "disable-staff": Form(c.DisableStaff, "staff", (ACCOUNT, *WHEN), grave=True),
    "enable-staff": Form(c.EnableStaff, "staff", (ACCOUNT, *WHEN)),
    "end-sessions": Form(
        c.EndEverySession, "staff", (ACCOUNT, Asked("reason", "area")), grave=True
    ),
    "disable-resident": Form(
        c.DisableResident, "resident", (ACCOUNT, Asked("reason", "area")), grave=True
    ),
    "enable-resident": Form(c.EnableResident, "resident", (ACCOUNT, Asked("reason", "area"))),
    "undo": Form(
        c.UndoLast,
        "",
        (Asked("subject", fixed=True), Asked("number", fixed=True), Asked("reason", "area")),
    ),
}


def read(form: Form, sent: Mapping[str, str]) -> Command:
    """Return the command that was asked for with `sent`.

    Raises:
        Refusal: a field is empty or cannot be read; all of them.
    """
    values: dict[str, Any] = {}
    faults: list[Reason] = []
    for field in form.fields:
        text = plain_text(sent.get(field.name, ""))
        match field.control:
            case "title":
                english = plain_text(sent.get(f"{field.name}_en", ""))
                values[field.name] = Title(zh=text, en=english)
            case "date" if text:
                values[field.name] = _date(text, field, faults)
            case "date":
                if field.required:
                    faults.append(Reason("organisation.no_day", f"/{field.name}"))
                values[field.name] = None
            case "truth":
                values[field.name] = text == "yes"
                if text not in ("yes", "no"):
                    faults.append(Reason("organisation.no_choice", f"/{field.name}"))
            case _:
                values[field.name] = text
                if field.required and not text and field.control != "area":
                    faults.append(Reason("organisation.no_choice", f"/{field.name}"))
    if form.command is c.UndoLast:
        values["number"] = whole_number(values["number"]) or 0
    if faults:
        raise Refusal(*faults)
    return form.command(**values)


def _date(text: str, field: Asked, faults: list[Reason]) -> date | None:
    found = day(text)
    if found is None:
        faults.append(Reason("organisation.no_day", f"/{field.name}"))
    return found
