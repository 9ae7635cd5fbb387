"""A unit asks for rows, gets a key, and its program gets what the grant says, counted: by pages and
by HTTP."""

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from actors.blocks.jobs.shell.arrow import pa
from actors.blocks.jobs.shell.files import keep
from actors.kernel.deadlines import local_day
from serve_apps.systems.data_platform import gateway
from storage.tables import Tables
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.data_platform.test_loop_pages import AT, posted, reached
from tests.waiting import until

ROWS = [
    {"name": "王小明", "town": "祖庙", "income": 2_100},
    {"name": "李示例", "town": "石湾", "income": 9_000},
    {"name": "陈样本", "town": "祖庙", "income": 2_900},
    {"name": "黄演示", "town": "张槎", "income": 1_800},
]


@pytest.mark.feature("BIG-20", "BIG-22", "BIG-26", "BIG-39")
def test_a_program_gets_what_the_grant_says_counted_until_it_ends(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.services is not None
    monkeypatch.setenv("YIMEN_TABLES", str(tmp_path))
    table = keep(Tables(tmp_path), pa.Table.from_pylist(ROWS))
    mark = uuid4().hex[:8]
    code, called = f"households-{mark}", f"check-{mark}"
    with site.client("data_steward", language="zh") as steward:
        said = {"code": code, "title": f"家庭{mark}", "sharing": "internal"}
        for n, (name, level) in enumerate({"name": 2, "town": 1, "income": 2}.items()):
            said |= {f"columns.{n}.name": name, f"columns.{n}.level": str(level)}
        said["columns.0.personal"] = "true"
        at = posted(steward, f"{AT}/new/register_dataset", **said)
        posted(steward, f"{at}/report_version", sha256=table.digest, rows="4")
        reached(site, code, "live")
        serving = {"code": called, "title": f"核对{mark}", "dataset": code}
        limits = {"per_day": "4", "per_minute": "100"}
        service = posted(steward, "/data-services/new/draft_service", **serving, **limits)
    with site.client("data_approver") as approver:
        posted(approver, f"{service}/approve_service")
    until_day = local_day(site.services.clock.now()) + timedelta(days=30)
    with site.client("data_user", language="zh") as user:
        assert list(faults(fetched(user, "/data-requests/new"))) == []
        wish = {"asked.purpose": "核对", "asked.basis": "《示例条例》", "dataset": code}
        wish |= {"asked.until": until_day.isoformat(), "asked.columns": "name\ntown"}
        condition = {"column": "income", "compared": "lt", "value": "3000"}
        wish |= {f"asked.rows.0.{name}": value for name, value in condition.items()}
        asked = {"purpose": "核对", "basis": "《示例条例》", "columns": ["nmae"]}
        wrong = {"dataset": code, "asked": {**asked, "until": until_day.isoformat()}}
        once = {"idempotency-key": uuid4().hex}
        refused = user.post("/api/v1/data_requests", json=wrong, headers=once)
        assert refused.json()["errors"][0]["pointer"] == "/asked/columns/0"
        misspelt = {**wish, "asked.columns": "name\nnmae", "key": uuid4().hex}
        refused = user.post("/data-requests/new/ask_for_data", data=misspelt)
        assert refused.status_code == 422 and "数据集没有信息项“nmae”" in refused.text
        request = posted(user, "/data-requests/new/ask_for_data", **wish)
        id = request.rpartition("/")[2]
        with site.client("data_steward") as steward:
            grant = {"level": "2"}
            until(
                lambda: (
                    steward.post(
                        f"{request}/grant_request", data={**grant, "key": uuid4().hex}
                    ).status_code
                    == 303
                )
            )
        shown = user.post(f"{request}/new-key", data={"key": "first"})
        old = f"{id}." + shown.text.partition(f"{id}.")[2][:64]
        answer = user.post(
            f"/api/v1/data_requests/{id}/new_key", headers={"idempotency-key": "second"}
        )
        key = answer.json()["key"]
        for path in (request, service, "/data-requests", "/data-services"):
            assert list(faults(fetched(user, path))) == []
    logged = list[dict[str, Any]]()

    def note(event: str, **told: Any) -> None:
        logged.append(told)

    noting = SimpleNamespace(info=note)
    monkeypatch.setattr(gateway, "log", noting)
    with site.client() as program:

        def ask(key: str, **asked: Any) -> Any:
            headers = {"x-data-key": key}
            return program.get(f"/api/v1/data/{called}", params=asked, headers=headers)

        assert ask(old).status_code == 401 and ask("x").status_code == 401
        page = ask(key, limit=1)
        assert page.json()["rows"] == [{"name": "王***", "town": "祖庙"}]
        assert page.json()["masked"] == ["name"]
        rest = ask(key, limit=5, after=page.json()["next"])
        assert [each["town"] for each in rest.json()["rows"]] == ["祖庙", "张槎"]
        assert rest.json()["next"] is None
        where = json.dumps([{"column": "town", "value": "张槎"}])
        found = ask(key, where=where, columns="town")
        assert found.json()["rows"] == [{"town": "张槎"}]
        guessed = json.dumps([{"column": "name", "value": "王小明"}])
        for asked, because in (
            ({"columns": "income"}, "data_grant.no_such_column"),
            ({"where": guessed}, "data_grant.not_by_masked"),
        ):
            denied = ask(key, **asked)
            assert denied.status_code == 403 and denied.json()["errors"][0]["code"] == because
        assert ask(key, where="[").status_code == 422
        last = ask(key, columns="town", limit=1)
        over = ask(key)
        assert over.status_code == 429 and int(over.headers["retry-after"]) > 0
        given = (page, rest, found, last)
        assert [each["bytes"] for each in logged] == [len(each.content) for each in given]
        size = str(sum(len(each.content) for each in given))
        with site.client("data_user", language="zh") as user:
            until(lambda: size in user.get(f"{request}/meter").text)
            assert list(faults(fetched(user, f"{request}/meter"))) == []
        with site.client("data_steward") as steward:
            posted(steward, f"{service}/suspend_service", reason="维护")
            assert ask(key).status_code == 409
            posted(steward, f"{service}/resume_service")
        with site.client("data_user", language="zh") as user:
            until(lambda: f"数据服务 {called} 已恢复" in user.get("/notices").text)
        with site.client("data_steward") as steward:
            posted(steward, f"{request}/revoke_grant", reason="用途已完成")
        assert ask(key).status_code == 401
