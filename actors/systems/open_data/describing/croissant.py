"""A dataset for those who train models: Croissant 1.0 of MLCommons, which is schema.org with the
files and their columns."""

from typing import Any

from actors.kernel.view import Row
from actors.systems.open_data.describing.dcat import Around
from actors.systems.open_data.describing.schema_org import schema_org
from actors.systems.open_data.describing.versions import cited

_OWN = (  # terms of Croissant that stand without prefix
    "citeAs", "column", "extract", "field", "fileObject", "fileProperty", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
    "references", "regex", "repeated", "replace", "separator", "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@language": "zh",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{each: f"cr:{each}" for each in _OWN},
}
_TYPES = {"text": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "date": "sc:Date"}


def croissant(row: Row, around: Around) -> dict[str, Any]:
    """Return what is said of a live dataset, its files, and where in them its columns are."""
    said = schema_org(row, around)
    files = [
        {**file, "@type": "cr:FileObject", "@id": each["format"]}
        for file, each in zip(said["distribution"], row["files"], strict=True)
    ]
    return {
        **said,
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "version": f"{row['version']}.0.0",  # as it wants versions to be
        "citeAs": cited(row, row["versions"][0], around),
        "distribution": files,
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "rows",
                "name": "rows",
                "description": row["title"],
                "field": [_field(each) for each in row["columns"]],
            }
        ],
    }


def _field(column: Row) -> dict[str, Any]:
    name = column["name"]
    return {
        "@type": "cr:Field",
        "@id": f"rows/{name}",
        "name": name,
        "description": column["title"],
        "dataType": _TYPES[column["type"]],
        "source": {"fileObject": {"@id": "csv"}, "extract": {"column": name}},
    }
