"""What the reconciliation service says, in the words of the protocol (version 0.2)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from actors.systems.service_insight.matching import Candidate
from actors.systems.service_insight.questions import MOST, ON, Extension
from actors.systems.service_insight.registers import (
    PROPERTIES,
    TYPES,
    Entity,
    Property,
    Reference,
    Registers,
    Said,
)
from serve_apps.front.language import Language, translations

_LEADS_TO = {"above": "division", "place": "division", "superior": "department"} | {
    "unit": "department"
}


def manifest(origin: str, language: Language) -> dict[str, Any]:
    """Return what the service at `origin`, "https://…", says of itself."""
    _ = translations(language).gettext
    here = f"{origin}/reconcile"

    def service(path: str) -> dict[str, str]:
        return {"service_url": here, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": _("政务服务大数据库"),
        "identifierSpace": f"{here}/entities/",
        "schemaSpace": f"{here}/properties",
        "defaultTypes": [named_type(each, language) for each in TYPES],
        "view": {"url": f"{here}/entities/{{{{id}}}}"},
        "batchSize": MOST,
        "suggest": {what: service(f"/suggest/{what}") for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": service("/properties"),
            "property_settings": [
                {
                    "name": ON,
                    "type": "text",
                    "default": "",
                    "label": _("日期"),
                    "help_text": _("按哪一天的区划和部门，如 2001-06-01；不填为今天"),
                }
            ],
        },
    }


def named_type(id: str, language: Language) -> dict[str, str]:
    """Return a type by its id and name."""
    zh, en = TYPES[id]
    return {"id": id, "name": zh if language == "zh" else en}


def named_property(of: Property, language: Language) -> dict[str, str]:
    """Return a property by its id and name."""
    return {"id": of.id, "name": of.zh if language == "zh" else of.en}


def result(candidates: Iterable[Candidate], language: Language) -> dict[str, Any]:
    """Return the candidates of one query."""
    return {
        "result": [
            {
                "id": each.entity.id,
                "name": each.entity.name,
                "description": each.entity.about,
                "score": each.score,
                "match": each.match,
                "type": [named_type(each.entity.type, language)],
                "features": [{"id": name, "value": value} for name, value in each.features.items()],
            }
            for each in candidates
        ]
    }


def suggested(entity: Entity, language: Language) -> dict[str, Any]:
    """Return an entity as it is suggested."""
    return {
        "id": entity.id,
        "name": entity.name,
        "description": entity.about,
        "notable": [named_type(entity.type, language)],
    }


def extended(
    registers: Registers, asked: Extension, today: date, language: Language
) -> dict[str, Any]:
    """Return what the registers say of the entities that are `asked` for. Of an id that there is
    not, and of what nothing is said of, the cell is empty."""
    known = {each.id: each for each in PROPERTIES}
    rows: dict[str, Any] = {}
    for id in asked.ids:
        entity = registers.by_id.get(id)
        rows[id] = {
            each.id: [cell(value) for value in registers.values(entity, each.id, each.on or today)]
            if entity
            else []
            for each in asked.properties
        }
    meta = [_meta(known.get(each.id), each.id, language) for each in asked.properties]
    return {"meta": meta, "rows": rows}


def cell(value: Said) -> Mapping[str, Any]:
    """Return a value as the cell of a table."""
    match value:
        case Reference():
            return {"id": value.id, "name": value.name}
        case int():
            return {"int": value}
        case str():
            return {"str": value}


def _meta(of: Property | None, id: str, language: Language) -> dict[str, Any]:
    if of is None:
        return {"id": id, "name": id}
    leads = _LEADS_TO.get(id)
    return named_property(of, language) | ({"type": named_type(leads, language)} if leads else {})
