"""A dataset as search engines read it: schema.org, in JSON-LD (结构化标记)."""

from typing import Any

from actors.kernel.view import Row
from actors.systems.open_data.describing.dcat import Around
from actors.systems.open_data.describing.period import period
from actors.systems.open_data.describing.vocabulary import LICENCES, MEDIA_TYPES


def schema_org(row: Row, around: Around) -> dict[str, Any]:
    """Return what is said of a live dataset, as schema.org's Dataset."""
    unit = around.agent(row["unit"])
    said: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": around.dataset(row["slug"]),
        "url": around.page(row["slug"]),
        "name": row["title"],
        "alternateName": row["title_en"],
        "description": row["notes"],
        "identifier": row["slug"],
        "inLanguage": "zh",
        "keywords": list(row["tags"]),
        "license": LICENCES[row["licence"]].address,
        "isAccessibleForFree": True,
        "version": str(row["version"]),
        "datePublished": row["created_at"].isoformat(timespec="seconds"),
        "dateModified": row["modified_at"].isoformat(timespec="seconds"),
        "temporalCoverage": _time(row["temporal"]),
        "spatialCoverage": _place(row["spatial"], around),
        "creator": {
            "@type": "GovernmentOrganization",
            "name": unit.title.zh,
            "alternateName": unit.title.en,
        },
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": f"{around.city.zh}开放数据目录",
            "url": f"{around.base}/datasets",
        },
        "variableMeasured": [
            {"@type": "PropertyValue", "name": each["name"], "description": each["title"]}
            for each in row["columns"]
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{row['slug']}-{row['version']}.{each['format']}",
                "contentUrl": around.file(row["slug"], row["version"], each["format"]),
                "encodingFormat": MEDIA_TYPES[each["format"]],
                "contentSize": f"{each['bytes']} B",
                "sha256": each["sha256"],
            }
            for each in row["files"]
        ],
    }
    return {name: value for name, value in said.items() if value}


def _time(said: str) -> str:
    """Return a time as ISO 8601 has it, ".." being open; "" where none can be read."""
    found = period(said)
    if found is None:
        return ""
    return "/".join(day.isoformat() if day else ".." for day in (found.first, found.last))


def _place(said: str, around: Around) -> dict[str, str]:
    title = around.place(said)
    if title:
        return {"@type": "Place", "name": title.zh, "identifier": said}
    return {"@type": "Place", "name": said} if said else {}
