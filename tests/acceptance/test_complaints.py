"""A complaint about one's own case: numbered, answered, taken up once more."""

import re
from uuid import uuid4

import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key

pytestmark = pytest.mark.feature("HALL-17")
ASKER, STRANGER, HEAD = "chen_jiahui", "huang_guoqiang", "land_approver"


def test_a_complaint_about_a_case_is_answered_and_taken_up_once_more(site: Site) -> None:
    with (
        site.client(ASKER, language="zh") as asker,
        site.client(STRANGER, language="zh") as stranger,
        site.client(HEAD, language="zh") as head,
    ):
        case = apply(asker, application(site, "WFZM-01")).json()["case"]
        assert f"/complaints/new?case={case}" in asker.get(f"/cases/{case}").text
        assert asker.get(f"/complaints/new?case={case}").status_code == 200
        said = {"key": uuid4().hex, "matter": "complaint", "title": "等候", "case": case}
        assert asker.post("/complaints/new", data=said).status_code == 422
        foreign = {"key": uuid4().hex, "title": "等候", "text": "太久", "case": case}
        refused = stranger.post("/complaints/new", data=foreign)
        assert refused.status_code in (404, 422)
        sent = asker.post("/complaints/new", data=said | {"text": "等了两个小时"})
        assert sent.status_code == 303
        at = sent.headers["location"]
        id = at.rpartition("/")[2]
        assert "等了两个小时" in asker.get(at).text
        assert stranger.get(at).status_code == 404

        office = f"/staff/complaints/{id}"
        assert "等了两个小时" not in head.get(office).text
        opened = head.post(f"{office}/open", data={"purpose": "complaint"})
        assert "等了两个小时" in opened.text
        told = head.post(
            f"/api/v1/complaints/{id}/answer", json={"text": "已增开窗口"}, headers=key()
        )
        assert told.status_code == 200, told.text
        assert "已增开窗口" in asker.get(at).text
        assert asker.post(f"{at}/reopen", data={"key": "r0"}).status_code == 422
        again = asker.post(f"{at}/reopen", data={"key": "r1", "text": "还是慢"})
        assert again.status_code == 303
        head.post(f"/api/v1/complaints/{id}/answer", json={"text": "已调整排班"}, headers=key())
        shown = asker.get(at).text
        assert "行政复议" in shown and not re.search(r"/reopen", shown)
        assert asker.post(f"{at}/close", data={"key": "c1"}).status_code == 303
        assert asker.get("/complaints").status_code == head.get("/staff/complaints").status_code
