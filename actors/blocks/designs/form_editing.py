"""How the form of a content is edited: its pages, and which fields stand where."""

from collections.abc import Iterable
from typing import Any

from actors.blocks.designs.content import Content
from actors.blocks.designs.elements import DataElement
from actors.blocks.designs.field_editing import MadeField, Parts, said_again
from actors.blocks.designs.parts import FormPage
from actors.kernel.errors import Reason, Refusal


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


def with_field(content: Content, made: MadeField, page: int) -> Parts:
    """Return the form with a field as it was made, in the place that it has or at the end of its
    page.

    Raises:
        Refusal: there is no such page.
    """
    form, name = content["form"], made.layout["name"]
    required = [each for each in form.get("required", []) if each != name]
    return {
        "form": {
            **form,
            "properties": {**form.get("properties", {}), name: made.rule},
            "required": [*required, name] if made.required else required,
        },
        "sections": _placed(content, made.layout, page),
        "example": {**content["example"], name: made.example},
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
    form = content["form"]
    made = MadeField(
        layout=content["sections"][at]["fields"][place],
        rule=form.get("properties", {}).get(name, {}),
        example=content["example"].get(name, ""),
        required=name in form.get("required", []),
    )
    return said_again(made) | {"page": at + 1}


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
