"""A steward collects a file by pages alone: what is not in order is listed, what is doubted waived
by another person."""

import httpx
import pytest

from actors.systems.data_platform.source.terms import DATA_SOURCE
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.data_platform.test_loop_pages import columns, posted, reached, uuid4
from tests.waiting import until

AT = "/data-sources"
GOOD = "编号,名称\n1,桂城\n2,狮山\n2,狮山\n"


def handed_in(client: httpx.Client, at: str, content: str) -> None:
    sent = {"file": ("points.csv", content.encode("gb18030"), "text/csv")}
    answer = client.post(f"{at}/file", data={"key": uuid4().hex}, files=sent)
    assert answer.status_code == 303, answer.text


@pytest.mark.feature("BIG-02")
@pytest.mark.feature("BIG-43")
@pytest.mark.feature("BIG-15")
def test_a_file_is_collected_its_rejects_listed_and_its_doubts_waived(site: Site) -> None:
    mark = uuid4().hex[:8]
    dataset, source = f"points-{mark}", f"feed-{mark}"
    with site.client("data_steward", language="zh") as steward:
        said = {"code": dataset, "title": f"设施{mark}", "sharing": "open"}
        posted(steward, "/shared-datasets/new/register_dataset", **said, **columns(编号=1, 名称=1))
        form = fetched(steward, f"{AT}/new")
        assert list(faults(form)) == []
        told = {"code": source, "title": f"台账{mark}", "dataset": dataset, "sort": "file"}
        at = posted(
            steward,
            f"{AT}/new/register_source",
            **told,
            origin="government",
            mode="full",
            every="0",
        )
        rules = {
            "rules.0.column": "编号", "rules.0.check": "unique", "rules.0.type": "text",
            "rules.0.blocking": "true", "rules.0.share": "40",
        }  # fmt: skip
        posted(steward, f"{at}/set_rules", **rules)
        empty = steward.post(f"{at}/file", data={"key": "1"})
        assert empty.status_code == 422 and "不超过 10 MB" in empty.text
        handed_in(steward, at, GOOD)
        until(lambda: "已接收" in steward.get(at).text and "狮山" not in steward.get(at).text)
        until(lambda: f"/shared-datasets/{dataset}" in steward.get(at).text)
        reached(site, dataset, "live")
        for path in (AT, at, f"{at}/file", f"{at}?lang=en", f"{at}?lang=zh"):
            assert list(faults(fetched(steward, path))) == []
        listed = steward.get(f"{at}/runs/1/rejects.csv")
        assert "4,编号,与前面的行重复,2" in listed.text

        handed_in(steward, at, "编号,名称\n1,桂城\n1,桂城\n1,桂城\n")
        until(lambda: "已隔离" in steward.get(at).text)
        until(lambda: f"来源 {source} 的采集结果已隔离" in steward.get("/notices").text)
        posted(steward, f"{at}/ask_waiver", reason="登记重复，已核对")
        until(lambda: at in steward.get("/data-sources").text)
    with site.client("level_reviewer", language="zh") as reviewer:
        until(lambda: at in reviewer.get("/tasks").text)
        until(lambda: "登记重复" in reviewer.get(at).text)
        assert site.services is not None
        today = site.services.clock.now().date().isoformat()
        posted(reviewer, f"{at}/grant_waiver", until=today, reason="同意")
        until(lambda: "经豁免接收" in reviewer.get(at).text)
        found = site.run(site.services.sender.show(f"{DATA_SOURCE}:{source}")).state
        assert found.rows == 1
    with site.client("data_steward") as program:
        wish = {"headers": {"idempotency-key": uuid4().hex, "content-type": "text/csv"}}
        address = f"/api/v1/data_sources/{source}/file"
        taken = program.post(address, content="编号,名称\n7,里水\n8,大沥\n", **wish)
        assert taken.status_code == 201, taken.text
        nothing = program.post(address, content=b"", **wish)
        assert nothing.status_code in (404, 422)
    with site.client("hall_clerk") as clerk:
        assert clerk.get(at).status_code == 404
        assert clerk.get(f"{at}/runs/1/rejects.csv").status_code == 404
