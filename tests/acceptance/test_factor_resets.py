"""At a window: one clerk sees who is present, a second agrees, and a code is handed over once."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from actors.blocks.accounts.state import Person
from actors.blocks.organisation.units import Organisation
from actors.blocks.security import sorts
from tests.acceptance.own_accounts import post, registered
from tests.acceptance.site import Site
from tests.acceptance.steps import key

pytestmark = pytest.mark.feature("HALL-39")
NEW = "another-long-enough-one"
OWNER = {"name": "试试", "id_number": "440602199005060028", "identified": "typed"}


def clerks(site: Site) -> list[str]:
    staff = site.library[Organisation].staff.values()
    return [member.account for member in staff if "window_clerk" in member.roles][:2]


def propose(client: httpx.Client, **changes: Any) -> httpx.Response:
    return client.post("/api/v1/factor_resets", json={**OWNER, **changes}, headers=key())


def codes(answer: httpx.Response) -> list[str]:
    return [each["code"] for each in answer.json()["errors"]]


def test_two_clerks_have_a_resident_set_everything_anew(site: Site) -> None:
    account, (first, second) = registered(site), clerks(site)
    with site.client(first) as one, site.client(second) as other:
        proposed = propose(one, account=account, id_number="440602 19900506 0028")
        assert proposed.status_code == 201, proposed.text
        at = f"/api/v1/factor_resets/{proposed.json()['id']}"
        assert one.post(f"{at}/code").status_code == 409
        assert codes(one.post(f"{at}/agree_to_reset", json={}, headers=key())) == [
            "factor_reset.second_person"
        ]
        assert other.post(f"{at}/agree_to_reset", json={}, headers=key()).status_code == 200
        assert codes(other.post(f"{at}/code")) == ["factor_reset.first_person"]
        given = one.post(f"{at}/code")
        assert given.status_code == 201, given.text
        assert codes(one.post(f"{at}/code")) == ["factor_reset.code_shown"]
    wait_for_code(site, account)
    with site.client() as resident:
        wish = {"account": account, "code": given.json()["code"], "new_password": NEW}
        assert resident.post("/api/v1/activations", json=wish).status_code == 201
        assert resident.post("/api/v1/activations", json=wish).status_code == 401

    async def told() -> set[str]:
        events = site.database["security_events"].find({"target": f"account:{account}"})
        return {f"{each['kind']} {each['actor']}" async for each in events}

    assert f"{sorts.RESET_OFFERED} {first}" in site.run(told())


def wait_for_code(site: Site, account: str) -> None:
    async def offered() -> bool:
        assert site.services is not None
        state = (await site.services.sender.show(f"account:{account}")).state
        return state.activation is not None and state.activation.factors_lost

    async def wait() -> None:
        async with asyncio.timeout(60):
            while not await offered():
                await asyncio.sleep(0.02)

    site.run(wait())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id_number": "440602199005060036"}, "factor_reset.not_the_owner"),
        ({"name": "试"}, "factor_reset.not_the_owner"),
        ({"account": "nobody-at-all"}, "factor_reset.not_the_owner"),
        ({"account": "not an account"}, "factor_reset.not_the_owner"),
        ({"account": "yuexiang_catering"}, "factor_reset.no_person"),
        ({"account": "hall_clerk"}, "factor_reset.staff"),
        ({"identified": ""}, "factor_reset.how"),
        ({"id_number": "440602199005060029"}, "resident_id.check_digit"),
    ],
)
def test_who_is_not_seen_to_be_the_owner_gets_nothing(
    site: Site, changes: dict[str, str], code: str
) -> None:
    account, (first, _) = registered(site), clerks(site)
    with site.client(first) as clerk:
        refused = propose(clerk, **{"account": account, **changes})

    assert (refused.status_code, codes(refused)) == (422, [code])


def test_a_clerk_with_the_owners_name_leaves_it_to_others(site: Site) -> None:
    first, _ = clerks(site)
    member = site.library[Organisation].staff[first]
    namesake = Person(name=member.name.zh, id_number=OWNER["id_number"])
    account = registered(site, person=namesake)
    with site.client(first) as clerk:
        refused = propose(clerk, account=account, name=member.name.zh)

    assert (refused.status_code, codes(refused)) == (403, ["factor_reset.ones_own"])


def test_the_same_on_pages_in_both_languages(site: Site) -> None:
    account, (first, second) = registered(site), clerks(site)
    with site.client(first) as one, site.client(second) as other:
        for clerk in (one, other):
            clerk.headers["accept"] = "text/html"
        wrong = post(one, "/resets/new", key=uuid4().hex, account=account, **OWNER | {"name": "李"})
        assert wrong.status_code == 422 and "账号与姓名、证件号码不符" in wrong.text
        begun = post(one, "/resets/new", key=uuid4().hex, account=account, **OWNER)
        assert begun.status_code == 303, begun.text
        at = begun.headers["location"]
        own = one.get(at).text
        assert f"{at}/agreement" not in own and "不同意重置" in own
        assert "Agree to the reset" in other.get(f"{at}?lang=en").text
        agreed = post(other, at, f"{at}/agreement", key=uuid4().hex)
        assert agreed.status_code == 303, agreed.text
        shown = post(one, at, f"{at}/code")
        assert re.search(r'id="code">[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}<', shown.text)
        assert shown.headers["cache-control"] == "no-store"


def test_residents_and_other_staff_have_no_such_page(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client("archivist") as archivist:
        for client in (resident, archivist):
            assert client.get("/resets/new").status_code == 403
            assert propose(client, account="chen_jiahui").status_code in (403, 422)
