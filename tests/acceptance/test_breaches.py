"""Whom a breach concerns is counted from the record of readings; nobody's word is taken for it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, wait_for

pytestmark = pytest.mark.feature("PLAT-01")
OFFICER, READER = "data_protection", "hall_clerk"


def test_persons_are_counted_from_readings_and_the_report_says_so(site: Site) -> None:
    before, breach = datetime.now(UTC) - timedelta(hours=1), uuid4().hex
    with site.client("chen_jiahui") as resident, site.client(READER) as clerk:
        filed: dict[str, Any] = apply(resident, application(site, "WFZM-01")).json()
        wait_for(site, filed["number"])
        case = f"/api/v1/cases/{filed['case']}"
        assert clerk.get(case, params={"purpose": "window_service"}).status_code == 200

    wish = {
        "title": "越权查看",
        "discovered_at": before.isoformat(),
        "happened": "连续查看",
        "kinds": "姓名",
    }
    span = {
        "count": 10_000,
        "since": before.isoformat(),
        "until": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        "reader": f"staff:{READER}",
    }
    with site.client(OFFICER, language="zh") as officer, site.client(READER) as clerk:
        at = f"/api/v1/breaches/{breach}"
        assert officer.post(f"{at}/record_breach", json=wish, headers=key()).status_code == 200
        counted = officer.post(f"{at}/count_persons", json=span, headers=key())
        assert counted.status_code == 200, counted.text
        report = officer.get(f"/breaches/{breach}/report")
        assert clerk.get(f"/breaches/{breach}/report").status_code == 403

    async def stands() -> Any:
        assert site.services is not None
        return (await site.services.sender.show(f"breach:{breach}")).state

    state = site.run(stands())
    assert 1 <= state.persons < 10_000
    assert report.status_code == 200
    assert f"staff:{READER}" in report.text and "越权查看" in report.text
