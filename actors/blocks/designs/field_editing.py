"""How one field of a form is made of what an author sends, and said again as he would send it.
Whatever a field says beyond what this knows of is kept as it is."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from actors.blocks.designs.commands import SetField
from actors.blocks.forms.layout import Field
from actors.kernel.errors import Reason, Refusal
from actors.kernel.shape import NAME
from actors.kernel.storable import unstorable
from actors.kernel.words import Title

Parts = dict[str, Any]
DEEPEST = 12  # of what an author writes as JSON
SCHEMA_TYPES = {"number": "number", "yes_no": "boolean"}
_OWN_RULES = (
    "type", "format", "enum", "minLength", "maxLength", "minimum", "maximum",
)  # fmt: skip
_OWN_LAYOUT = (
    "name", "title", "hint", "widget", "choices", "visible_if", "check", "earliest", "latest",
    "element", "source", "sensitivity",
)  # fmt: skip
_EXAMPLES: Mapping[str, Any] = {
    "number": 1, "date": "2026-06-01", "yes_no": True, "phone": "13800000001",
}  # fmt: skip
_CHECKED: Mapping[str, str] = {
    "resident_id": "440602199005060028",
    "mobile": "13800000001",
    "division": "440604",
    "credit_code": "91440604MA4UQ0XX0P",
}


class MadeField(msgspec.Struct, frozen=True, kw_only=True):
    """A field as a content has it: how it is laid out, its rule, an answer for tests."""

    layout: Parts
    rule: Parts
    example: Any
    required: bool


def made_field(sent: SetField) -> MadeField:
    """Return the field that an author sends.

    Raises:
        Refusal: everything that nothing could be made of.
    """
    faults: list[Reason] = []
    if not NAME.fullmatch(sent.name):
        faults.append(Reason("item_design.field_name", "/name"))
    choices = _choices(sent.choices, faults)
    further = _further(sent.further, faults)
    if faults:
        raise Refusal(*faults)
    layout = _layout(sent, choices) | further.get("field", {})
    rule = _rule(sent, choices) | further.get("rule", {})
    try:
        msgspec.convert(layout, Field)
    except msgspec.ValidationError as error:
        facts = {"error": str(error)[:200]}
        raise Refusal(Reason("item_design.no_field", "/further", facts)) from None
    example = _example(sent, rule, choices)
    return MadeField(layout=layout, rule=rule, example=example, required=sent.required)


def said_again(made: MadeField) -> dict[str, Any]:
    """Return what an author would send to have a field as it is made, by fields of `SetField`; on
    which page is left out."""
    layout, rule = made.layout, made.rule
    shown: Parts = layout.get("visible_if") or {}
    simple = set(shown) <= {"field", "equals", "one_of"}
    values: list[Any] = shown.get("one_of") or ([shown["equals"]] if "equals" in shown else [])
    long = "minLength" in rule or "maxLength" in rule
    apart = {key: value for key, value in rule.items() if key not in _OWN_RULES}
    beyond = {key: value for key, value in layout.items() if key not in _OWN_LAYOUT and value}
    if not simple:
        beyond["visible_if"] = shown
    if rule.get("type") not in (None, SCHEMA_TYPES.get(layout.get("widget", "text"), "string")):
        apart["type"] = rule["type"]
    further = {"field": beyond, "rule": apart}
    further = {key: value for key, value in further.items() if value}
    title, hint = layout["title"], layout.get("hint")
    example = made.example
    return {
        "name": layout["name"],
        "title": Title(title["zh"], title["en"]),
        "hint": Title(hint["zh"], hint["en"]) if hint else None,
        "widget": layout.get("widget", "text"),
        "required": made.required,
        "element": layout.get("element", ""),
        "source": layout.get("source", ""),
        "sensitivity": layout.get("sensitivity", ""),
        "choices": tuple(
            f"{value} | {said['zh']} | {said['en']}" for value, said in layout.get("choices", ())
        ),
        "shown_if": shown.get("field", "") if simple else "",
        "shown_for": tuple(_text(value) for value in values) if simple else (),
        "check": layout.get("check", ""),
        "least": rule.get("minLength" if long else "minimum"),
        "most": rule.get("maxLength" if long else "maximum"),
        "earliest": layout.get("earliest", "") if layout.get("widget") == "date" else "",
        "latest": layout.get("latest", "") if layout.get("widget") == "date" else "",
        "example": example if isinstance(example, str) else json.dumps(example),
        "further": json.dumps(further, ensure_ascii=False) if further else "",
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _choices(lines: Iterable[str], faults: list[Reason]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for line in lines:
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if len(parts) != 3 or not all(parts):
            faults.append(Reason("item_design.choice_line", "/choices", {"line": line[:40]}))
            continue
        value, zh, en = parts
        found.append([value, {"zh": zh, "en": en}])
    return found


def _further(text: str, faults: list[Reason]) -> dict[str, dict[str, Any]]:
    if not text.strip():
        return {}
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if (
        not isinstance(said, dict)
        or set(cast("dict[str, Any]", said)) - {"field", "rule"}
        or not all(isinstance(part, dict) for part in cast("dict[str, Any]", said).values())
        or unstorable(cast("object", said), deepest=DEEPEST, json=True) is not None
    ):
        faults.append(Reason("item_design.no_json", "/further"))
        return {}
    return cast("dict[str, dict[str, Any]]", said)


def _layout(sent: SetField, choices: list[list[Any]]) -> Parts:
    hint = sent.hint if sent.hint and (sent.hint.zh.strip() or sent.hint.en.strip()) else None
    layout: Parts = {
        "name": sent.name,
        "title": {"zh": sent.title.zh.strip(), "en": sent.title.en.strip()},
        "hint": {"zh": hint.zh.strip(), "en": hint.en.strip()} if hint else None,
        "widget": sent.widget,
        "choices": choices,
        "check": sent.check,
        "element": sent.element,
        "source": sent.source,
        "sensitivity": sent.sensitivity,
    }
    if sent.shown_if:
        values = [_value(line) for line in sent.shown_for]
        said = {"equals": values[0]} if len(values) == 1 else {"one_of": values}
        layout["visible_if"] = {"field": sent.shown_if, **(said if values else {"is_filled": True})}
    if sent.widget == "date":
        for name in ("earliest", "latest"):
            if getattr(sent, name).strip():
                layout[name] = getattr(sent, name).strip()
    return layout


def _value(line: str) -> Any:
    return {"true": True, "false": False}.get(line.strip(), line.strip())


def _rule(sent: SetField, choices: list[list[Any]]) -> Parts:
    rule: Parts = {"type": SCHEMA_TYPES.get(sent.widget, "string")}
    if choices:
        rule["enum"] = [value for value, _ in choices]
    elif sent.widget == "date":
        rule["format"] = "date"
    elif sent.widget == "number":
        bounds = {"minimum": sent.least, "maximum": sent.most}
        rule |= {key: _whole(value) for key, value in bounds.items() if value is not None}
    elif sent.widget != "yes_no":
        least = 1 if sent.required and sent.least is None else sent.least
        bounds = {"minLength": least, "maxLength": 200 if sent.most is None else sent.most}
        rule |= {key: int(value) for key, value in bounds.items() if value is not None}
    return rule


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _example(sent: SetField, rule: Parts, choices: list[list[Any]]) -> Any:
    """Return an answer for tests: the author's own, or one that fits as well as can be known."""
    said = sent.example.strip()
    if said:
        if rule.get("type") in ("string", None):
            return said
        try:
            value: Any = json.loads(said)
        except (ValueError, RecursionError):
            return said
        return value if unstorable(value, deepest=DEEPEST, json=True) is None else said
    if choices:
        return choices[0][0]
    if sent.check in _CHECKED:
        return _CHECKED[sent.check]
    if sent.widget == "number":
        return rule.get("minimum", _EXAMPLES["number"])
    filler = sent.title.zh.strip() or sent.name
    return _EXAMPLES.get(sent.widget, (filler * rule.get("minLength", 1))[: rule.get("maxLength")])
