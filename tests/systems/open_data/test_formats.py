"""A dataset as schema.org, Data Package and Croissant have it: the fields that these require."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from actors.systems.open_data.describing.croissant import croissant
from actors.systems.open_data.describing.data_package import data_package
from actors.systems.open_data.describing.schema_org import schema_org
from tests.systems.open_data.opening import SLUG, WORDING, published
from tests.systems.open_data.test_dcat import AROUND

ROW = published(number=2, before=published())
LITTLE = published(replace(WORDING, title_en="", tags=(), temporal="某年", spatial=""))
COLUMNS = ("站名", "线路")


def addresses(said: Any) -> list[str]:
    """Return what begins as an address does, however deep."""
    return re.findall(r'"(https?:[^"]*)"', json.dumps(said))


@pytest.mark.parametrize("describe", [schema_org, croissant, data_package])
@pytest.mark.parametrize("row", [ROW, LITTLE], ids=["much", "little"])
def test_what_is_said_is_json_and_leads_somewhere(describe: Any, row: Any) -> None:
    said = json.loads(json.dumps(describe(row, AROUND)))

    assert all(urlsplit(each).netloc for each in addresses(said))
    assert all(value not in ("", [], {}, None) for value in said.values())


def test_search_engines_find_what_they_require() -> None:
    said = schema_org(ROW, AROUND)

    assert (said["@context"], said["@type"]) == ("https://schema.org/", "Dataset")
    assert said["name"] == "公交站点" and said["description"] == WORDING.notes
    assert said["creator"] == {
        "@type": "GovernmentOrganization", "name": "民政局", "alternateName": "Civil affairs",
    }  # fmt: skip
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["temporalCoverage"] == "2026-01-01/2026-12-31"
    assert said["spatialCoverage"]["name"] == "佛山市"
    assert [each["name"] for each in said["variableMeasured"]] == list(COLUMNS)
    (file,) = said["distribution"]
    assert file["contentUrl"] == f"{AROUND.base}/datasets/{SLUG}/2.csv"
    assert file["encodingFormat"] == "text/csv"
    assert (
        not {"temporalCoverage", "spatialCoverage", "keywords"} & schema_org(LITTLE, AROUND).keys()
    )


def test_a_data_package_holds_the_dictionary_as_a_table_schema() -> None:
    said = data_package(ROW, AROUND)

    assert re.fullmatch(r"[-a-z0-9._/]+", said["name"])
    assert said["licenses"][0]["name"] == "CC-BY-4.0" and said["version"] == "2.0.0"
    (file,) = said["resources"]
    assert re.fullmatch(r"[-a-z0-9._/]+", file["name"])
    assert (file["profile"], file["encoding"]) == ("tabular-data-resource", "utf-8")
    assert file["hash"] == "sha256:" + "a" * 64 and file["bytes"] == 1
    assert file["schema"] == {
        "fields": [
            {"name": "站名", "type": "string", "title": "站点名称", "description": "Stop"},
            {"name": "线路", "type": "integer", "title": "线路", "description": "Line"},
        ],
        "missingValues": [""],
    }


def test_croissant_says_in_which_column_of_which_file_each_field_is() -> None:
    said = croissant(ROW, AROUND)

    required = {
        "@context", "@type", "conformsTo", "name", "description", "license", "url", "creator",
        "datePublished",
    }  # fmt: skip
    assert required <= said.keys()
    assert (said["@type"], said["conformsTo"]) == (
        "sc:Dataset", "http://mlcommons.org/croissant/1.0",
    )  # fmt: skip
    files = {each["@id"]: each for each in said["distribution"]}
    assert files["csv"]["@type"] == "cr:FileObject"
    assert {"name", "contentUrl", "encodingFormat", "sha256"} <= files["csv"].keys()
    (rows,) = said["recordSet"]
    for name, field in zip(COLUMNS, rows["field"], strict=True):
        assert field["source"]["fileObject"]["@id"] in files
        assert field["source"]["extract"] == {"column": name}
    assert [each["dataType"] for each in rows["field"]] == ["sc:Text", "sc:Integer"]
    used = {name for each in (said, *said["distribution"], rows, *rows["field"]) for name in each}
    assert {"recordSet", "field", "source", "dataType", "citeAs"} <= said["@context"].keys() & used
    assert "第2版" in said["citeAs"] and said["citeAs"].endswith(f"/datasets/{SLUG}/versions/2")
