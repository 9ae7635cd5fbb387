"""Pages of offers: what can be done near by, who decides, and where nobody offers it."""

import asyncio

import pytest

from tests.acceptance.site import Site

pytestmark = pytest.mark.feature("GRASS-01")


def shown(site: Site, account: str, address: str, language: str = "en") -> str:
    with site.client(account) as client:
        client.cookies.set("language", language)
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text


def test_everybody_sees_what_a_village_does_and_who_decides(site: Site) -> None:
    offered(site)
    text = shown(site, "", "/here?unit=zhenan_village")

    assert "Unemployment benefit" in text
    assert "Bureau of Human Resources and Social Security" in text
    assert "Collects and sends up" in text


def test_a_matrix_shows_the_gaps_of_every_tier(site: Site) -> None:
    offered(site)
    text = shown(site, "labour_offers", "/item-offers/matrix")

    assert "Gaps: " in text
    assert "Guiyuan Community Service Station" in text


def test_programs_are_told_who_decides(site: Site) -> None:
    offered(site)
    with site.client() as client:
        answer = client.get("/api/v1/offered_items", params={"unit": "zhenan_village"})

    one = next(each for each in answer.json()["items"] if each["item"] == "SYJ-01")
    assert one["decided_by"] == "human_resources_social_security"
    assert one["decider"]["en"] == "Bureau of Human Resources and Social Security"


@pytest.mark.parametrize("name", ["conditions", "materials", "fee_fen", "limits"])
def test_a_town_that_touches_what_the_owner_decides_is_refused(site: Site, name: str) -> None:
    offered(site)
    sent = {"counter": "3", name: "0"}
    with site.client("zumiao_clerk") as client:
        answer = client.post(
            "/api/v1/item_offers/SYJ-01~zumiao_subdistrict/localise",
            json=sent,
            headers={"idempotency-key": f"touches-{name}"},
        )

    assert answer.status_code in (400, 422)
    assert name in answer.text


def offered(site: Site) -> None:
    """Wait until the sample city's offers are there."""

    async def there() -> None:
        async with asyncio.timeout(60):
            rows = site.database["item_offers"]
            while await rows.count_documents({"unit": "zhenan_village"}) < 4:
                await asyncio.sleep(0.05)

    site.run(there(), 65)
