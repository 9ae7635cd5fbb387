"""One answer of an application's form as it is kept, whichever channel it came by: a page and a
kiosk send what was typed, a program what it takes for it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from actors.blocks.forms import normalise
from actors.blocks.forms.conditions import is_filled
from actors.blocks.forms.layout import Field

FEN = 100  # in a yuan
_DEEPEST = 8  # lists and tables in each other; more is refused anyway
_LARGEST = 2**63 - 1  # that a journal keeps


def read_answer(field: Field, rule: object, sent: object) -> Any:
    """Return what `sent` says in answer to `field`, to which the schema has the `rule`.

    What says nothing of the kind that is asked for stays text: the form's rules name the fault, and
    the entry is not lost. Reading what was read changes nothing. An amount of money is whole fen
    here: text, which would be yuan, stays what it is; see `read_typed`.
    """
    if field.widget == "rows" and isinstance(sent, list | tuple):
        return _rows(field, rule, cast("Sequence[object]", sent))
    if not isinstance(sent, str):
        return _plain(sent, _DEEPEST)
    text = normalise.plain_text(sent)
    if text == "" or field.widget == "money":
        return text
    kind = said_by(rule, "type")
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


def read_typed(field: Field, rule: object, typed: str) -> Any:
    """Return what somebody has `typed` into the one control of `field`: an amount of money in yuan,
    kept as fen. Anything else is read as it is from everywhere."""
    if field.widget != "money":
        return read_answer(field, rule, typed)
    text = normalise.plain_text(typed)
    yuan = normalise.number(text)
    fen = None if yuan is None else yuan * FEN
    if fen is None or fen != fen.to_integral_value() or abs(fen) > _LARGEST:
        return text
    return int(fen)


def yuan_of(fen: int) -> str:
    """Return an amount of fen as somebody would type it in yuan."""
    whole, rest = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{whole}{f'.{rest:02}' if rest else ''}"


def said_by(rule: object, *way: str) -> Any:
    """Return what the rule of a schema says under the keys `way`, None where it says nothing."""
    for key in way:
        rule = cast("dict[str, object]", rule).get(key) if isinstance(rule, dict) else None
    return rule


def exact(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return `answers` with numbers as they were written, so that 1.1 by 1.1 is 1.21."""
    return {
        name: Decimal(repr(value)) if isinstance(value, float) else value
        for name, value in answers.items()
    }


def _rows(field: Field, rule: object, sent: Sequence[object]) -> list[object]:
    """Return the rows in which something was said, each with its answers as they are kept."""
    columns = {column.name: column for column in field.columns}
    kept: list[object] = []
    for row in sent:
        if not isinstance(row, dict):
            kept.append(_plain(row, _DEEPEST))
            continue
        read = {
            name: read_answer(columns[name], said_by(rule, "items", "properties", name), value)
            if name in columns
            else _plain(value, _DEEPEST)
            for name, value in cast("dict[str, object]", row).items()
        }
        if said := {name: value for name, value in read.items() if is_filled(value)}:
            kept.append(said)
    return kept


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
