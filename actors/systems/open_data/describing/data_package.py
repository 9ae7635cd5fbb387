"""A dataset as a Data Package (数据包) of the Frictionless Data project, version 1: its files, and
the dictionary of the table as Table Schema."""

from typing import Any

from actors.kernel.view import Row
from actors.systems.open_data.describing.dcat import Around
from actors.systems.open_data.describing.vocabulary import LICENCES, MEDIA_TYPES

_TYPES = {"text": "string", "integer": "integer", "number": "number", "date": "date"}


def data_package(row: Row, around: Around) -> dict[str, Any]:
    """Return the descriptor of a live dataset. Its files are whole addresses, so that it can be
    used from anywhere."""
    licence = LICENCES[row["licence"]]
    return {
        "profile": "data-package",
        "id": around.dataset(row["slug"]),
        "name": row["slug"],
        "title": row["title"],
        "description": row["notes"],
        "homepage": around.page(row["slug"]),
        "version": f"{row['version']}.0.0",
        "created": row["modified_at"].isoformat(timespec="seconds"),
        **({"keywords": list(row["tags"])} if row["tags"] else {}),
        "licenses": [{"name": row["licence"], "title": licence.title, "path": licence.address}],
        "contributors": [{"title": around.agent(row["unit"]).title.zh, "role": "publisher"}],
        "resources": [_resource(row, each, around) for each in row["files"]],
    }


def _resource(row: Row, file: Row, around: Around) -> dict[str, Any]:
    format = file["format"]
    said: dict[str, Any] = {
        "name": f"{row['slug']}-{format}",
        "path": around.file(row["slug"], row["version"], format),
        "profile": "data-resource",
        "title": f"{row['title']} ({format.upper()})",
        "format": format,
        "mediatype": MEDIA_TYPES[format],
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "schema": table_schema(row),
    }
    if format == "csv":
        said |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
    return said


def table_schema(row: Row) -> dict[str, Any]:
    """Return the dictionary of a live dataset."""
    return {
        "fields": [
            {
                "name": each["name"],
                "type": _TYPES[each["type"]],
                "title": each["title"],
                **({"description": each["title_en"]} if each["title_en"] else {}),
            }
            for each in row["columns"]
        ],
        "missingValues": [""],
    }
