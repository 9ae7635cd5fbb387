"""What units of a congress hand out, and what the public picks by name."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults, fetched
from tests.systems.npc_motions.living import PEOPLE, WORK_BODY, holder, replied, until

LEAD = PEOPLE[40]


@pytest.mark.feature("NPC-15")
def test_letters_are_for_whom_they_are_addressed_to_by_page_and_program(site: Site) -> None:
    id = f"letter-{uuid4().hex[:8]}"
    key = replied(site, id, LEAD, title="关于路灯的建议", matter="不亮。")
    (work,) = until(site, key, lambda state: bool(state.at_work)).at_work
    unit = work.given.unit
    at = f"/handlings/{work.handling}"
    clerk = holder(site, "unit_clerk", unit).id.partition(":")[2]
    stranger = holder(site, "unit_clerk", "transport_bureau").id.partition(":")[2]

    def listed(client: httpx.Client) -> list[dict[str, Any]]:
        return client.get(f"/api/v1{at}/letters").raise_for_status().json()["letters"]

    with site.client(LEAD.account, language="zh") as deputy:
        page = fetched(deputy, at)
        (mine,) = listed(deputy)
        file = deputy.get(f"{at}/letters/{mine['id']}")
        by_program = deputy.get(f"/api/v1{at}/letters/{mine['id']}")
    with site.client(WORK_BODY) as body, site.client(clerk) as office:
        (copy,) = listed(body)
        theirs = body.get(f"/api/v1{at}/letters/{mine['id']}")
        all_of_them = listed(office)
        english = office.get(f"{at}?lang=en").text
    with site.client(stranger) as other, site.client("chen_jiahui") as resident:
        refused = [each.get(f"/api/v1{at}/letters") for each in (other, resident)]
        refused += [each.get(f"{at}/letters/{mine['id']}") for each in (other, resident)]

    assert list(faults(page)) == []
    assert page.xpath(f"//a[@href='{at}/letters/{mine['id']}']")
    assert mine["to"] == LEAD.account and mine["ready"] and not mine["copy"]
    assert file.status_code == 200 and file.content == by_program.content
    assert (copy["to"], copy["copy"]) == ("work_body", True) and theirs.status_code == 404
    assert [each["to"] for each in all_of_them] == [LEAD.account, "work_body", "government_office"]
    assert f"Letter to Deputy {LEAD.name}" in english
    assert [each.status_code for each in refused] == [404] * 4


@pytest.mark.feature("NPC-01")
def test_who_tells_of_something_picks_topic_and_place_by_name(site: Site) -> None:
    with site.client(language="zh") as anybody:
        page = anybody.get("/tell").text
        english = anybody.get("/tell?lang=en").text

    assert 'value="housing"' in page and "住房建设" in page
    assert 'value="440604"' in page and "禅城区" in page
    assert "Chancheng" in english and "Housing" in english
