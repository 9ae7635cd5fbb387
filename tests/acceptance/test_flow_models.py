"""Flows go out as BPMN 2.0, and administrators see what of a model would be a flow."""

import pytest
from lxml import html

from actors.blocks.cases.bpmn.reading import read_bpmn
from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.site import Site
from tests.conformance import yardstick

pytestmark = pytest.mark.feature("HALL-22")


def model(name: str) -> bytes:
    return (yardstick("bpmn") / f"{name}.bpmn").read_bytes()


def test_the_flow_of_an_item_is_had_as_a_model(site: Site) -> None:
    item = site.library[Catalogue].current_items()[0]
    with site.client() as anybody:
        assert f"/api/v1/items/{item.code}/flow" in anybody.get(f"/items/{item.code}").text
        answer = anybody.get(f"/api/v1/items/{item.code}/flow")
        assert (
            answer.headers["content-disposition"] == f'attachment; filename="{item.flow.name}.bpmn"'
        )
        reading = read_bpmn(answer.content, {})
        assert [stage["name"] for stage in reading.document["stages"]] == [
            stage.name for stage in item.flow.stages
        ]
        assert anybody.get("/api/v1/items/no_such/flow").status_code == 404


def test_a_model_is_read_on_the_page_and_nothing_is_kept(site: Site) -> None:
    with site.client("administrator") as client:
        before = client.get("/admin/flows")
        read = client.post("/admin/flows", files={"model": ("b.bpmn", model("A.3.0"))})
        page = html.fromstring(read.text)
        said = " ".join(page.xpath("//section[@aria-labelledby='read']")[0].text_content().split())
        assert read.status_code == 200
        for word in ("Task 1", "subProcess", "boundaryEvent", "messageEventDefinition"):
            assert word in said
        assert "流程中没有对应的内容" in said
        assert client.get("/admin/flows").text.count("<tr>") == before.text.count("<tr>")
        english = client.post("/admin/flows?lang=en", files={"model": ("b.bpmn", model("B.2.0"))})
        assert "What was left out" in english.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件不能上传"),
        (b"%PDF-1.7", "文件不是 XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b"<svg/>", "文件不是 BPMN 2.0 流程图"),
    ],
)
def test_what_is_no_model_is_told_beside_its_field(site: Site, content: bytes, said: str) -> None:
    with site.client("administrator") as client:
        refused = client.post("/admin/flows", files={"model": ("x.bpmn", content)})
        assert refused.status_code == 422
        assert said in html.fromstring(refused.text).get_element_by_id("model-error").text_content()


def test_a_program_reads_a_model_as_an_administrator_and_as_nobody_else(site: Site) -> None:
    with site.client("administrator") as client, site.client("chen_jiahui") as resident:
        read = client.post("/api/v1/flows/read", content=model("A.2.0"))
        assert [stage["kind"] for stage in read.json()["flow"]["stages"]] == ["review"] + [
            "decision"
        ] * 3
        assert {each["rule"] for each in read.json()["mistakes"]} == {
            "a title has text in both languages",
            "a way without condition hides those after it",
        }
        refused = client.post("/api/v1/flows/read", content=b"<a")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "bpmn.no_xml")
        assert resident.post("/api/v1/flows/read", content=model("A.2.0")).status_code == 403
        assert resident.get("/admin/flows").status_code == 403
