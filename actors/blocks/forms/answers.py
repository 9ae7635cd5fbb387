"""One answer of an application's form as it is kept, whichever channel it came by: a page and a
kiosk send what was typed, a program what it takes for it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from actors.blocks.forms import normalise
from actors.blocks.forms.layout import Field

_DEEPEST = 8  # lists and tables in each other; more is refused anyway
_LARGEST = 2**63 - 1  # that a journal keeps


def read_answer(field: Field, kind: object, sent: object) -> Any:
    """Return what `sent` says in answer to `field`, which the schema wants of the type `kind`.

    What says nothing of the kind that is asked for stays text: the form's rules name the fault, and
    the entry is not lost. Reading what was read changes nothing.
    """
    if not isinstance(sent, str):
        return _plain(sent, _DEEPEST)
    text = normalise.plain_text(sent)
    if text == "":
        return ""
    match kind:
        case "integer":
            number = normalise.whole_number(text, _LARGEST)
            return text if number is None else number
        case "number":
            return _number(text)
        case "boolean":
            said = normalise.yes_or_no(text)
            return text if said is None else said
        case _:
            return _text(field, text)


def exact(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return `answers` with numbers as they were written, so that 1.1 by 1.1 is 1.21."""
    return {
        name: Decimal(repr(value)) if isinstance(value, float) else value
        for name, value in answers.items()
    }


def _number(text: str) -> Any:
    number = normalise.number(text)
    if number is None or abs(number) > _LARGEST:
        return text
    whole = number == number.to_integral_value()
    return int(number) if whole else float(number)


def _text(field: Field, text: str) -> str:
    if field.check == "person_name":
        return normalise.person_name(text)
    if field.check:
        return normalise.identifier(text, field.check)
    if field.widget == "date":
        day = normalise.day(text)
        return day.isoformat() if day else text
    return text


def _plain(value: object, deepest: int) -> object:
    """Return `value` with every text in it as texts are kept."""
    if isinstance(value, str):
        return normalise.plain_text(value)
    if deepest and isinstance(value, list):
        return [_plain(part, deepest - 1) for part in cast("list[object]", value)]
    if deepest and isinstance(value, dict):
        table = cast("dict[object, object]", value)
        return {name: _plain(part, deepest - 1) for name, part in table.items()}
    return value
