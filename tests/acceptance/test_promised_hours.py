"""An item that promises working hours says hours wherever days would be said (GRASS-04)."""

import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.state import CaseState
from actors.kernel.deadlines import CHINA
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, send, wait_for
from tests.waiting import until

pytestmark = pytest.mark.feature("GRASS-04", "HALL-13")
ITEM, OWNER, CLERK = "GQCZ-01", "chen_jiahui", "market_clerk"


def test_hours_are_told_on_the_guide_the_case_and_the_inbox(site: Site) -> None:
    assert site.library[Catalogue].item(ITEM).limits.promised_hours == 4
    with site.client(OWNER, language="zh") as owner, site.client(CLERK, language="zh") as clerk:
        assert "4 个工作小时" in owner.get(f"/items/{ITEM}").text
        assert "承诺 4 个工作小时" in owner.get("/items?q=股权出质").text
        filed = apply(owner, application(site, ITEM)).json()
        wait_for(site, filed["number"])
        accepted = send(clerk, filed["case"], "accept", {})
        assert accepted.status_code == 200, accepted.text
        assert site.services is not None
        state: CaseState = site.run(site.services.sender.show(f"case:{filed['case']}")).state
        at = state.dues.promised_at
        assert at is not None and state.since is not None and at > state.since
        hour = f"{at.astimezone(CHINA):%H:%M}"
        shown = owner.get(f"/cases/{filed['case']}").text
        assert hour in shown and "4 个工作小时" in shown
        assert hour in clerk.get(f"/staff/cases/{filed['case']}").text
        with site.client("market_reviewer", language="zh") as reviewer:
            asked = {"q": filed["number"]}
            until(lambda: filed["case"] in reviewer.get("/staff", params=asked).text)
            assert hour in reviewer.get("/staff", params=asked).text
