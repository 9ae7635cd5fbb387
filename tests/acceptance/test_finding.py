"""Officers find cases by their words, and only those that the policies let them follow."""

import re

import pytest

from actors.blocks.access.access import Access
from actors.blocks.cases.facts import GUARDED
from actors.blocks.organisation.standing import standing
from actors.kernel.identity import Identity
from serve_apps.blocks.cases.finding import PATHS, find_cases
from serve_apps.front.visitor import Visitor
from serve_apps.pages.records import facts_of
from tests.acceptance.pages.journeys import CONSTRUCTION, FOOD, applied
from tests.acceptance.site import Site
from tests.waiting import until

ROLES = ("window_clerk", "reviewer", "approver", "supervisor", "operator")


@pytest.fixture(scope="module")
def cases(site: Site) -> dict[str, str]:
    """The numbers of some cases, by item."""
    people = {FOOD: "chen_jiahui", CONSTRUCTION: "hengtai_construction"}
    made = {item: applied(site, item, account) for item, account in people.items()}
    rows = {item: row_of(site, case) for item, case in made.items()}
    return {item: row["number"] for item, row in rows.items()}


def row_of(site: Site, case: str) -> dict[str, str]:
    where = {"_id": case, "phase": "submitted"}
    return until(lambda: site.run(site.database["cases"].find_one(where)))


def shown(site: Site, account: str, at: str) -> str:
    with site.client(account, language="zh") as client:
        answer = client.get(at)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("typed", ["食品", "食品经营许克", "shipin", "food business", "陈"])
def test_a_case_is_found_by_words_slips_sounds_and_surname(
    site: Site, cases: dict[str, str], typed: str
) -> None:
    found = shown(site, "market_clerk", f"/staff/search?q={typed}")

    assert cases[FOOD] in found
    assert cases[CONSTRUCTION] not in found


def test_a_search_that_finds_nothing_says_so_and_promises_nothing(site: Site) -> None:
    for account, at in (("market_clerk", "/staff/search"), ("supervisor", "/oversight/cases")):
        found = shown(site, account, f"{at}?q=zzzz")
        assert "没有符合条件的办件" in found and "自动出现在这里" not in found


def test_a_case_is_found_by_its_number(site: Site, cases: dict[str, str]) -> None:
    for length in (43, 40):
        found = shown(site, "market_clerk", f"/staff/search?q={cases[FOOD][:length]}")
        assert cases[FOOD] in found


def test_nobody_finds_what_he_may_not_follow(site: Site, cases: dict[str, str]) -> None:
    assert cases[FOOD] not in shown(site, "housing_clerk", "/staff/search?q=食品")
    assert cases[FOOD] not in shown(site, "housing_clerk", "/staff/search")
    assert cases[FOOD] in shown(site, "supervisor", "/oversight/cases?q=食品")
    assert cases[FOOD] in shown(site, "hall_clerk", "/staff/search?q=食品")


@pytest.mark.parametrize("unit", ["market_supervision", "housing_construction", "health"])
@pytest.mark.parametrize("role", ROLES)
def test_what_is_found_is_what_policies_permit_row_by_row(
    site: Site, cases: dict[str, str], role: str, unit: str
) -> None:
    by = Identity("staff:oracle", (role,), unit)
    visitor = Visitor(identity=by, account="oracle", kind="staff")
    services = site.services
    assert services is not None
    access = site.library[Access]
    every = site.run(site.database["cases"].find().to_list())
    permitted = {
        row["_id"]
        for row in every
        if access.permit(
            by, "case.follow", facts_of(row, GUARDED.facts, PATHS),
            standing=standing(by, site.library),
        ).allowed
    }  # fmt: skip
    found: set[str] = set()
    cursor, total = "", 0
    while True:
        page = site.run(find_cases(services, visitor, "", cursor, size=3))
        found |= {row["_id"] for row in page.rows}
        total, cursor = page.total, page.after
        if not cursor:
            break

    assert found == permitted
    assert total == len(permitted)


def order(site: Site) -> list[tuple[str, object]]:
    """Return the cases as lists have them: each with the instant that it is sorted by."""
    found = site.database["cases"].find({}, {"updated_at": 1}).sort("_id")
    return [(row["_id"], row["updated_at"]) for row in site.run(found.to_list())]


def pages(site: Site) -> list[str]:
    """Return the cases of all pages of a clerk's list, by the links between them."""
    met: list[str] = []
    at = "/staff/search"
    while at:
        found = shown(site, "market_clerk", at)
        met += re.findall(r'href="/staff/cases/([0-9a-f]+)"', found)
        nextwards = re.search(r'href="([^"]+)" rel="next"', found)
        at = nextwards[1].replace("&amp;", "&") if nextwards else ""
    return met


def test_pages_follow_each_other(site: Site, cases: dict[str, str]) -> None:
    for _ in range(21):
        applied(site, FOOD)
    before: list[tuple[str, object]] = []
    met: list[str] = []
    while before != (before := order(site)) or not met:  # a case that moves is on another page
        met = pages(site)

    assert len(met) == len(set(met)) >= 22
