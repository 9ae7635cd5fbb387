"""A rule is tried on what has happened, approved, and stops what fails a check: by pages alone."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from actors.kernel.deadlines import local_day
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.data_platform.test_loop_pages import AT, columns, posted, reached
from tests.waiting import until

RULES, ALARMS = "/data-rules", "/data-alarms"


@pytest.mark.feature("BIG-17")
def test_a_rule_is_rehearsed_on_history_and_then_stops_what_fails(site: Site) -> None:
    mark = uuid4().hex[:8]
    code, title = f"checked-{mark}", f"检验规则{mark}"
    today = local_day(datetime.now(UTC)).isoformat()
    failed = {"number": "1", "column": "年龄段", "name": "k"}
    with (
        site.client("data_steward", language="zh") as steward,
        site.client("data_approver", language="zh") as approver,
    ):
        said = {"code": code, "title": f"登记{mark}", "sharing": "internal"}
        at = posted(steward, f"{AT}/new/register_dataset", **said, **columns(年龄段=1))
        posted(steward, f"{at}/report_version", sha256="1" * 64, rows="10")
        posted(steward, f"{at}/report_check", **failed)

        form = fetched(steward, f"{RULES}/new")
        assert list(faults(form)) == []
        rule = {
            "title": title,
            "signal": "check_failed",
            "condition": f"level == 1 && dataset == '{code}'",
            "grade": "serious",
            "most": "10",
            "stop_use": "true",
        }
        wrong = {**rule, "key": uuid4().hex}
        refused = steward.post(f"{RULES}/new/draft_rule", data=wrong)
        assert refused.status_code == 422 and "这个事件没有“level”" in refused.text
        rule["condition"] = f"check == 'k' && dataset == '{code}'"
        page = posted(steward, f"{RULES}/new/draft_rule", **rule)
        posted(steward, f"{page}/rehearse_rule", since=today, until=today)
        until(lambda: "会发出告警 1 条，执行动作 1 次" in steward.get(page).text)
        assert f"{AT}/{code}" in steward.get(page).text

        posted(approver, f"{page}/approve_rule")
        reached(site, code, "live")
        assert code not in steward.get(ALARMS).text
        posted(steward, f"{at}/report_check", **failed)
        reached(site, code, "frozen")
        assert title in steward.get(at).text
        until(lambda: code in steward.get(f"{ALARMS}?q={title}").text)
        listed = fetched(steward, f"{ALARMS}?q={title}")
        [alarm] = {*listed.xpath(f"//a[starts-with(@href, '{ALARMS}/')]/@href")}
        assert list(faults(fetched(steward, alarm))) == []
        posted(steward, f"{alarm}/clear_alarm", reason="已重新脱敏")
        assert "已解除" in steward.get(alarm).text
