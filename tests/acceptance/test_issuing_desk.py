"""窗口出件: a result is signed out to the applicant, or to whoever has his mandate, and to nobody
else."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from actors.library import load_city
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send

pytestmark = pytest.mark.feature("HALL-15", "HALL-44")
OWNER, AGENT, CLERK = "chen_jiahui", "huang_guoqiang", "hall_clerk"
ITEM = "WFZM-01"


def test_a_result_is_signed_out_by_a_mandate_and_the_case_is_delivered(site: Site) -> None:
    numbers = {each.account: each.id_number for each in load_city().applicants}
    with site.client(OWNER) as owner, site.client(CLERK, language="zh") as clerk:
        filed: dict[str, Any] = apply(owner, application(site, ITEM)).json()
        case = filed["case"]
        for command, body in (
            ("accept", {}),
            ("decide", {"outcome": "granted"}),
            ("issue", {"document": "示例 2026-0001"}),
        ):
            sent = send(clerk, case, command, body)
            assert sent.status_code == 200, sent.text
        _row(site, {"_id": case, "standing": "awaited"})
        assert send(clerk, case, "deliver", {"method": "window"}).status_code == 422
        shelved = clerk.post(
            f"/api/v1/handovers/{case}/receive_result", json={"shelf": "B-07"}, headers=key()
        )
        assert shelved.status_code == 200, shelved.text
        _row(site, {"_id": case, "standing": "shelved"})
        shown = clerk.get(f"/staff/results/{case}")
        assert "B-07" in shown.text and numbers[OWNER] not in shown.text
        assert filed["number"] in clerk.get("/staff/results?standing=shelved").text

        at = f"/staff/results/{case}/sign-out"
        assert "B-07" in clerk.get(at).text
        said = {"key": uuid4().hex, "identified": "typed", "id_number": numbers[AGENT]}
        wrong = clerk.post(at, data=said)
        assert wrong.status_code == 422 and "申请人的证件号码不一致" in wrong.text
        agent = said | {"collector": "agent", "name": "黄国强", "authority": "mandate"}
        none = clerk.post(at, data=agent)
        assert none.status_code == 422 and "没有申请人给此人的有效委托" in none.text
        api = clerk.post(
            f"/api/v1/handovers/{case}/sign_out",
            json={name: value for name, value in agent.items() if name != "key"},
            headers=key(),
        )
        assert api.status_code == 422

        give = {"to": AGENT, "name": "黄国强", "items": [ITEM]}
        given = owner.post(f"/api/v1/mandates/{OWNER}/give_mandate", json=give, headers=key())
        assert given.status_code == 200, given.text
        assert clerk.post(at, data=agent).status_code == 303
        _row(site, {"_id": case, "standing": "handed"})
        revoke = {"mandate": given.json()["reply"]}
        owner.post(f"/api/v1/mandates/{OWNER}/revoke_mandate", json=revoke, headers=key())
        assert clerk.get(at).status_code == 404
        assert "phase" in owner.get(f"/api/v1/progress/{filed['number']}").json()
    _row(site, {"_id": case, "phase": "delivered"}, "cases")


def _row(site: Site, where: dict[str, Any], view: str = "handovers") -> dict[str, Any]:
    async def shown() -> dict[str, Any]:
        async with asyncio.timeout(60):
            while (row := await site.database[view].find_one(where)) is None:
                await asyncio.sleep(0.05)
        return row

    return site.run(shown())
