"""Check 6 of the grassroots services: an item with a form, a flow of four steps, a fee and a
certificate is made and used from the village to the county in one session, without a start."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.designs import commands as d
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG, key, send, today_of
from tests.blocks.designs import test_pages as designing
from tests.systems.community_service.test_entrustment_pages import row
from tests.waiting import until

CODE, IMPLEMENTATION = "CDDB-01", "11440600SAMPLE776X4776001009000"
AGENT, TOWN, OFFICER = "zhenan_agent", "zumiao_subdistrict", "civil_offers"
VILLAGER = {
    "item": CODE, "unit": "zhenan_village", "name": "何月仙", "relation": "self",
    "id_number": "44060219380815002X", "phone": "13800000003",
}  # fmt: skip
GIVEN = {
    "seen": "identity_card", "method": "paper", "read_out": "true", "agreed": "true",
    "until": "2027-06-30",
}  # fmt: skip


def posted(client: httpx.Client, at: str, **sent: Any) -> str:
    answer = client.post(at, data={"key": uuid4().hex, **sent})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def state(site: Site, entity: str) -> Any:
    assert site.services is not None
    return site.run(site.services.sender.show(entity)).state


def published(site: Site) -> None:
    """One administrator makes the item, another publishes it."""
    with (
        site.client(designing.AUTHOR) as author,
        site.client(designing.REVIEWER) as reviewer,
    ):
        designing.written(author, CODE, IMPLEMENTATION)
        assert '"red"' not in designing.play_tests(site, author, CODE)
        assert designing.send(author, d.SubmitDesign(), CODE).status_code == 200
        assert designing.send(reviewer, d.ApproveDesign(), CODE).status_code == 200
    with site.client() as anybody:
        until(lambda: anybody.get(f"/items/{CODE}").status_code == 200)


def opened(site: Site) -> None:
    """Its owner offers it in the town, and has agents act in it."""
    terms = {
        "item": CODE, "unit": TOWN, "received_at": ["town", "village"],
        "decided_by": "civil_affairs", "mode": "collects_and_sends_up",
    }  # fmt: skip
    with site.client(OFFICER) as owner, site.client("labour_offers") as other:
        offer = f"/api/v1/item_offers/{CODE}~{TOWN}/offer_item"
        assert owner.post(offer, json=terms, headers=key()).status_code in (200, 201)
        wish = {"item": CODE, "no_attendance": True}
        at = f"/api/v1/agent_items/{CODE}/open_to_agents"
        assert other.post(at, json=wish, headers=key()).status_code == 403
        attending = owner.post(at, json={**wish, "no_attendance": False}, headers=key())
        assert attending.status_code == 422
        answer = owner.post(at, json=wish, headers=key())
        assert answer.status_code in (200, 201), answer.text


@pytest.mark.feature("GRASS-01", "GRASS-02", "GRASS-03")
def test_a_villager_is_served_through_an_agent_with_an_item_made_a_moment_ago(site: Site) -> None:
    published(site)
    with site.client(AGENT) as agent:
        asking = "/entrustments/new/ask_agent"
        early = agent.post(asking, data={"key": uuid4().hex, **VILLAGER})
        assert early.status_code == 422
        opened(site)
        shown = until(
            lambda: (text := agent.get(f"/here?unit={TOWN}").text) and CODE in text and text,
        )
        assert f"/items/{CODE}" in shown

        def asked() -> str:
            answer = agent.post(asking, data={"key": uuid4().hex, **VILLAGER})
            return answer.headers["location"] if answer.status_code == 303 else ""

        at = until(asked)
        posted(agent, f"{at}/give_entrustment", **GIVEN)
        collected(site, agent, at)
        id = at.rpartition("/")[2]
        row(site, id, state="collected")
        batch = posted(agent, "/village/dispatches", to=TOWN, entrustments=id)
        posted(agent, f"{batch}/send_dispatch", counted="1", signed="true")
    with site.client("zumiao_clerk") as window:
        number = state(site, f"entrustment:{id}").number
        posted(window, f"{batch}/receive_dispatch", scanned=number, signed="true")
    until(lambda: state(site, f"case:{id}").phase == "submitted")

    worked(site, id)
    until(lambda: state(site, f"entrustment:{id}").step == "decided")
    with site.client(AGENT) as agent:
        posted(agent, f"{at}/hand_over_result", way="handed", signed="true")
    assert state(site, f"entrustment:{id}").step == "delivered"


def collected(site: Site, agent: httpx.Client, at: str) -> None:
    """The agent fills the form in with the villager and takes the papers in."""
    assert site.services is not None
    library = site.services.library
    item = library[Catalogue].item(CODE)
    answers = example_on(item, library, today_of(site))
    assert "¥20.00" in agent.get(f"/items/{CODE}").text
    sent = {f"form.{name}": str(value) for name, value in answers.items()}
    answer = agent.post(
        f"{at}/intake",
        data={"key": uuid4().hex, **sent, "statement": "1", "pieces": "1"},
        files={"materials.plan": ("plan.png", PNG, "image/png")},
    )
    assert answer.status_code == 303, answer.text


def worked(site: Site, case: str) -> None:
    """The county accepts it, goes through the three reviews and the decision, and has the
    certificate made."""
    with site.client("civil_clerk") as clerk:
        send(clerk, case, "accept", {}).raise_for_status()
    with site.client("civil_reviewer") as reviewer:
        steps: list[str] = []
        while reviews := [
            task
            for task in state(site, f"case:{case}").tasks
            if task.role == "reviewer" and not task.opinion
        ]:
            name = reviews[0].name
            send(reviewer, case, "claim_task", {"task": name}).raise_for_status()
            said = {"task": name, "opinion": "agree", "comment": "同意"}
            send(reviewer, case, "give_opinion", said).raise_for_status()
            steps.append(name)
    assert len(steps) == 3
    with site.client("civil_approver") as approver:
        decided = send(approver, case, "decide", {"outcome": "granted", "reason": ""})
        decided.raise_for_status()
    with site.client("civil_reviewer") as reviewer:
        issued = send(reviewer, case, "issue", {"fields": {}})
        assert issued.status_code == 200, issued.text
        at = f"/api/v1/cases/{case}/papers"
        until(lambda: '"certificate"' in reviewer.get(at).text)
