"""Each disclosure of personal data is on record, with who, by which post, and what for."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from actors.blocks.organisation.units import Organisation
from serve_apps.front.words import word
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key, send, wait_for
from tests.waiting import until

pytestmark = pytest.mark.feature("PLAT-01")
RESIDENT, HALL, SUPERVISOR = "chen_jiahui", "hall_clerk", "supervisor"


@pytest.fixture(scope="module")
def filed(site: Site) -> dict[str, Any]:
    """A case of the resident's."""
    with site.client(RESIDENT) as resident:
        answer = apply(resident, application(site, "WFZM-01")).json()
    wait_for(site, answer["number"])
    return answer


def read(
    client: httpx.Client, case: str, purpose: str, once: dict[str, str] | None = None, **more: str
) -> httpx.Response:
    params = {"purpose": purpose} | more
    return client.get(f"/api/v1/cases/{case}", params=params, headers=once or key())


def readings(site: Site, case: str, count: int) -> list[dict[str, Any]]:
    """Return what is on record of the case, once there are so many."""

    async def look() -> list[dict[str, Any]]:
        assert site.services is not None
        return await site.services.views.access_of(case)

    until(lambda: len(site.run(look())) >= count)
    return site.run(look())


def test_one_key_hides_no_reading(site: Site, filed: dict[str, Any]) -> None:
    once = key()
    before = len(readings(site, filed["case"], 0))
    with site.client(HALL) as clerk:
        for purpose in ("handling", "window_service", "handling"):
            assert read(clerk, filed["case"], purpose, once).status_code == 200

    found = readings(site, filed["case"], before + 3)
    assert len(found) == before + 3
    latest = found[:3]
    assert sorted(each["purpose"] for each in latest) == ["handling", "handling", "window_service"]
    assert {(each["unit"], tuple(each["roles"])) for each in latest} == {
        ("government_services", ("window_clerk",))
    }
    assert all(each["about"] == RESIDENT and each["full"] for each in latest)


@pytest.mark.parametrize(
    ("who", "purpose"),
    [(HALL, "supervision"), (SUPERVISOR, "handling"), (SUPERVISOR, "window_service")],
)
def test_a_purpose_belongs_to_a_post(
    site: Site, filed: dict[str, Any], who: str, purpose: str
) -> None:
    with site.client(who) as officer:
        assert read(officer, filed["case"], purpose).status_code == 403


def test_a_closed_case_is_read_for_a_reason(site: Site) -> None:
    with site.client(RESIDENT) as resident, site.client(HALL) as clerk:
        case = apply(resident, application(site, "WFZM-01")).json()["case"]
        assert send(resident, case, "withdraw", {}).status_code == 200
        silent = read(clerk, case, "handling")
        told = read(clerk, case, "handling", reason="申请人来电询问")
        own = read(resident, case, "own")

    assert silent.status_code == 422
    assert silent.json()["errors"][0]["pointer"] == "/reason"
    assert (told.status_code, own.status_code) == (200, 200)
    assert [
        each["reason"] for each in readings(site, case, 2) if each["by"] == f"staff:{HALL}"
    ] == ["申请人来电询问"]


@pytest.fixture
def few(site: Site) -> Iterator[int]:
    """The bound of readings in an hour, which is low."""
    services, most = site.services, 3
    assert services is not None
    before = services.settings
    object.__setattr__(services, "settings", replace(before, most_readings=most))
    yield most
    object.__setattr__(services, "settings", before)


def test_somebody_who_reads_too_much_is_stopped_and_his_heads_are_told(
    site: Site, filed: dict[str, Any], few: int
) -> None:
    with site.client("hall_clerk_2") as clerk:
        answers = [read(clerk, filed["case"], "handling") for _ in range(few + 2)]
        for _ in range(few + 2):  # a page with names and numbers masked is no such reading
            assert clerk.get(f"/staff/cases/{filed['case']}").status_code == 200

    assert [each.status_code for each in answers] == [200] * few + [403] * 2
    assert answers[-1].json()["errors"][0]["code"] == "access.too_many"
    found = readings(site, filed["case"], 2 * few + 2)
    assert sum(each["full"] for each in found if each["by"] == "staff:hall_clerk_2") == few


def test_everybody_sees_who_read_his_data_by_which_post_and_what_for(
    site: Site, filed: dict[str, Any]
) -> None:
    member = site.library[Organisation].staff[HALL]
    unit, name = site.library[Organisation].units[member.unit].title.zh, member.name.zh
    post = f"{unit} · {word('roles.window_clerk', 'zh')}"
    with site.client(HALL) as clerk, site.client(RESIDENT, language="zh") as resident:
        assert read(clerk, filed["case"], "complaint").status_code == 403  # of another unit
        assert read(clerk, filed["case"], "window_service").status_code == 200
        readings(site, filed["case"], 1)
        for page in ("/account/readings", f"/cases/{filed['case']}/access"):
            shown = resident.get(page)
            assert shown.status_code == 200
            assert "窗口服务" in shown.text
            assert post in shown.text
            assert name not in shown.text
        own = resident.get("/account/readings").text
    assert f'href="/cases/{filed["case"]}"' in own


def test_numbers_within_the_form_are_masked_like_those_above_it(site: Site) -> None:
    wish = application(site, "GJJ-01", "huang_guoqiang")
    with site.client("huang_guoqiang") as resident:
        case = apply(resident, wish).json()["case"]
    account = wish["form"]["bank_account"]
    with site.client("fund_clerk", language="zh") as clerk:
        masked = clerk.get(f"/staff/cases/{case}").text

    assert account not in masked
    assert account[-4:] in masked


def test_the_page_of_a_closed_case_asks_why(site: Site) -> None:
    with site.client(RESIDENT) as resident, site.client(HALL, language="zh") as clerk:
        case = apply(resident, application(site, "WFZM-01")).json()["case"]
        assert send(resident, case, "withdraw", {}).status_code == 200
        at = f"/staff/cases/{case}"
        closed = clerk.get(at).text
        silent = clerk.post(f"{at}/open", data={"purpose": "handling", "reason": " "})
        told = clerk.post(f"{at}/open", data={"purpose": "handling", "reason": "复核"})

    assert "申请内容" not in closed and 'name="reason"' in closed
    assert silent.status_code == 422 and "请写明为何还要查阅" in silent.text
    assert told.status_code == 200 and "申请内容" in told.text
