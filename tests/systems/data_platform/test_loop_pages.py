"""A consent is withdrawn: what is made of it is frozen, and the pages say where, by pages alone."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.waiting import until

AT = "/shared-datasets"


def posted(client: httpx.Client, at: str, **sent: Any) -> str:
    answer = client.post(at, data={"key": uuid4().hex, **sent})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def columns(**levels: int) -> dict[str, str]:
    said: dict[str, str] = {}
    for at, (name, level) in enumerate(levels.items()):
        said |= {f"columns.{at}.name": name, f"columns.{at}.level": str(level)}
    return said


def reached(site: Site, code: str, phase: str) -> None:
    """Wait until a dataset is so far, which it becomes by messages."""
    assert site.services is not None
    sender = site.services.sender

    async def there() -> None:
        async with asyncio.timeout(60):
            while (await sender.show(f"shared_dataset:{code}")).state.phase != phase:
                await asyncio.sleep(0.05)

    site.run(there(), 65)


@pytest.mark.feature("BIG-21")
def test_what_is_made_of_data_whose_use_is_stopped_is_frozen_and_released_by_two(
    site: Site,
) -> None:
    mark = uuid4().hex[:8]
    source, made = f"register-{mark}", f"households-{mark}"
    with site.client("data_steward", language="zh") as steward:
        form = fetched(steward, f"{AT}/new")
        assert list(faults(form)) == []
        said = {"code": source, "title": f"登记{mark}", "sharing": "internal"}
        at = posted(steward, f"{AT}/new/register_dataset", **said, **columns(身份证号=4, 街道=1))
        posted(steward, f"{at}/report_version", sha256="1" * 64, rows="10")
        said = {"code": made, "title": f"家庭{mark}", "sharing": "conditional"}
        below = posted(steward, f"{AT}/new/register_dataset", **said, **columns(代号=1))
        edge = {"dataset": source, "version": "1", "column": "身份证号", "to": "代号"}
        sent = {f"inputs.0.{name}": value for name, value in edge.items()}
        sent |= {"sha256": "2" * 64, "rows": "10"}
        unknown = {**sent, "inputs.0.method": "magic", "key": uuid4().hex}
        refused = steward.post(f"{below}/report_version", data=unknown)
        assert refused.status_code == 422 and "没有现行有效的脱敏方法" in refused.text
        check = {"checks.0.column": "代号", "checks.0.name": "rescan", "checks.0.passed": "true"}
        masked = {**sent, "inputs.0.method": "keyed_hash", **check}
        posted(steward, f"{below}/report_version", **masked)
        reached(site, made, "live")
        until(lambda: f"家庭{mark}" in steward.get(f"{at}/lineage").text)
        for path in (
            AT,
            below,
            f"{at}/lineage",
            f"{at}/lineage?column=身份证号&lang=en",
            f"{AT}?lang=zh",
        ):
            assert list(faults(fetched(steward, path))) == []
        assert f"家庭{mark}" not in steward.get(f"{at}/lineage", params={"column": "街道"}).text
        assert f"家庭{mark}" not in steward.get(f"{at}/lineage", params={"at": "2020-01-01"}).text
        assert f"登记{mark}" in steward.get(f"{below}/lineage").text
        table = steward.get(f"{at}/lineage", params={"format": "csv"}).text
        assert f"1,{made},1,代号,使用中,2,keyed_hash,{source},身份证号" in table
        wrong = steward.get(f"{at}/lineage", params={"at": "昨天", "column": "x"})
        assert wrong.status_code == 422
        assert "时间看不懂" in wrong.text and "没有这个信息项" in wrong.text
        posted(steward, f"{at}/stop_use", reason="当事人已撤回授权")
        reached(site, made, "frozen")
        until(lambda: f"数据集 {made} 已自动冻结" in steward.get("/notices").text)
    with site.client("level_reviewer", language="zh") as reviewer:
        until(lambda: below in reviewer.get("/tasks").text)
        early = {"evidence": "已核查", "key": uuid4().hex}
        assert reviewer.post(f"{below}/ask_release", data=early).status_code == 409
        posted(reviewer, f"{at}/resume_use", reason="已删除该人员的记录")
        asked = {"evidence": "已重新检验", "key": uuid4().hex}
        until(lambda: reviewer.post(f"{below}/ask_release", data=asked).status_code == 303)
    with site.client("data_approver", language="zh") as approver:
        posted(approver, f"{below}/release_dataset")
        reached(site, made, "live")
        until(lambda: "使用中" in approver.get(below).text)
    with site.client("level_reviewer") as reviewer, site.client("hall_clerk") as clerk:
        assert source in clerk.get(below).text
        posted(reviewer, f"{at}/declare_level", column="身份证号", level="5", reason="重要数据")
        assert clerk.get(f"{at}/lineage").status_code == 404
        assert source in reviewer.get(below).text and source not in clerk.get(below).text
        until(lambda: f"登记{mark}" not in clerk.get(f"{below}/lineage").text)
        for seen in (clerk.get(below).text, clerk.get(f"{below}/lineage").text):
            assert source not in seen and "身份证号" not in seen
        posted(reviewer, f"{at}/declare_level", column="身份证号", level="4", reason="重新核定")
        until(lambda: f"登记{mark}" in clerk.get(f"{below}/lineage").text)
    with site.client("hall_clerk") as clerk, site.client() as anybody:
        assert clerk.post(f"{at}/stop_use", data={"reason": "x", "key": "1"}).status_code == 403
        assert clerk.get(f"{at}/lineage").status_code == 200
        assert anybody.get(f"{at}/lineage").status_code in (303, 401)
