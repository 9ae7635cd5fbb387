"""How the form of a content is edited: its pages, its fields, and what they are answered with in
tests. Whatever a field says beyond what this knows of is kept as it is."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec

from actors.blocks.designs.commands import SetField
from actors.blocks.designs.content import Content
from actors.blocks.designs.elements import DataElement
from actors.blocks.designs.parts import FormPage
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


def arranged(content: Content, pages: Iterable[FormPage]) -> Parts:
    """Return the pages in another order, with other titles, some new.

    Raises:
        Refusal: a page is named twice or is none, or one that is left out has fields.
    """
    old: list[Parts] = content["sections"]
    made: list[Parts] = []
    faults: list[Reason] = []
    used: set[int] = set()
    for number, page in enumerate(pages):
        if page.was in used or not 0 <= page.was <= len(old):
            faults.append(Reason("item_design.no_such_page", f"/pages/{number}/was"))
            continue
        was: Parts = old[page.was - 1] if page.was else {"fields": []}
        used |= {page.was} - {0}
        made.append({**was, "title": {"zh": page.title_zh.strip(), "en": page.title_en.strip()}})
    for number, page in enumerate(old, 1):
        if number not in used and page["fields"]:
            facts = {"page": page["title"]["zh"]}
            faults.append(Reason("item_design.page_has_fields", "/pages", facts))
    if not made:
        faults.append(Reason("item_design.no_page", "/pages"))
    if faults:
        raise Refusal(*faults)
    return {"sections": made}


def with_elements(content: Content, elements: Iterable[DataElement], page: int) -> Parts:
    """Return the form with fields for `elements` at the end of a page; those that are asked for
    already stay where they are.

    Raises:
        Refusal: there is no such page.
    """
    sections, place = _pages(content, page)
    form = content["form"]
    properties, required = dict(form.get("properties", {})), list(form.get("required", []))
    example = dict(content["example"])
    fields = list(sections[place]["fields"])
    for each in elements:
        if each.code in properties:
            continue
        properties[each.code] = each.rule
        required.append(each.code)
        example[each.code] = each.example
        fields.append(each.layout())
    sections[place] = {**sections[place], "fields": fields}
    return {
        "form": {**form, "properties": properties, "required": required},
        "sections": sections,
        "example": example,
    }


def with_field(content: Content, sent: SetField) -> Parts:
    """Return the form with a field as `sent`, in the place that it has or at the end of its page.

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
    form = content["form"]
    required = [name for name in form.get("required", []) if name != sent.name]
    example: dict[str, Any] = dict(content["example"])
    example[sent.name] = _example(sent, rule, choices)
    return {
        "form": {
            **form,
            "properties": {**form.get("properties", {}), sent.name: rule},
            "required": [*required, sent.name] if sent.required else required,
        },
        "sections": _placed(content, layout, sent.page),
        "example": example,
    }


def without_field(content: Content, name: str) -> Parts:
    """Return the form without the field `name`, which nothing asks about.

    Raises:
        Refusal: there is none.
    """
    find(content, name)
    form = content["form"]
    sections = [
        {**page, "fields": [each for each in page["fields"] if each["name"] != name]}
        for page in content["sections"]
    ]
    properties = {key: rule for key, rule in form.get("properties", {}).items() if key != name}
    required = [each for each in form.get("required", []) if each != name]
    return {
        "form": {**form, "properties": properties, "required": required},
        "sections": sections,
        "example": {key: value for key, value in content["example"].items() if key != name},
    }


def moved(content: Content, name: str) -> Parts:
    """Return the form with the field `name` one place further up.

    Raises:
        Refusal: there is none.
    """
    at, place = find(content, name)
    sections = [{**page, "fields": list(page["fields"])} for page in content["sections"]]
    field = sections[at]["fields"].pop(place)
    if place:
        sections[at]["fields"].insert(place - 1, field)
    elif at:
        sections[at - 1]["fields"].append(field)
    else:
        sections[at]["fields"].insert(0, field)
    return {"sections": sections}


def find(content: Content, name: str) -> tuple[int, int]:
    """Return on which page the field `name` stands, and where; both from 0.

    Raises:
        Refusal: there is none.
    """
    for at, page in enumerate(content["sections"]):
        for place, field in enumerate(page["fields"]):
            if field["name"] == name:
                return at, place
    raise Refusal(Reason("item_design.no_such_field", "/name", {"name": name[:60]}))


def sent_of(content: Content, name: str) -> dict[str, Any]:
    """Return what an author would send to have the field `name` as it is, by fields of `SetField`.

    Raises:
        Refusal: there is none.
    """
    at, place = find(content, name)
    layout: dict[str, Any] = content["sections"][at]["fields"][place]
    rule = content["form"].get("properties", {}).get(name, {})
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
    example = content["example"].get(name, "")
    return {
        "name": name,
        "page": at + 1,
        "title": Title(title["zh"], title["en"]),
        "hint": Title(hint["zh"], hint["en"]) if hint else None,
        "widget": layout.get("widget", "text"),
        "required": name in content["form"].get("required", []),
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


def _pages(content: Content, page: int) -> tuple[list[Parts], int]:
    sections = list(content["sections"])
    if not 1 <= page <= len(sections):
        raise Refusal(Reason("item_design.no_such_page", "/page"))
    return sections, page - 1


def _placed(content: Content, layout: Parts, page: int) -> list[Parts]:
    """Return the pages with `layout` on one of them: where the field stood, or last."""
    sections, place = _pages(content, page)
    name = layout["name"]
    made: list[Parts] = []
    for at, each in enumerate(sections):
        fields = list(each["fields"])
        stood = next((n for n, one in enumerate(fields) if one["name"] == name), None)
        if stood is not None and at == place:
            fields[stood] = layout
        elif stood is not None:
            del fields[stood]
        elif at == place:
            fields.append(layout)
        made.append({**each, "fields": fields})
    return made


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
