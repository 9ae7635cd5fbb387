"""What comes after the decision, as pages: the desk, figures, ratings by a link, my own pages."""

import pytest

from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import applied, languages, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import send

RESIDENT, CLERK, HEAD = "he_yuexian", "hall_clerk", "land_approver"
ITEM = "WFZM-01"


@pytest.mark.feature("HALL-18", "HALL-19", "HALL-23", "HALL-44")
def test_pages_after_the_decision_are_complete_at_every_width_and_in_both_languages(
    open_page: OpenPage, site: Site
) -> None:
    case, refused = applied(site, ITEM, RESIDENT), applied(site, ITEM, RESIDENT)
    with site.client(CLERK) as clerk:
        for command, body in (
            ("accept", {}),
            ("decide", {"outcome": "granted"}),
            ("issue", {"document": "示例 2026-0009"}),
        ):
            send(clerk, case, command, body).raise_for_status()
        send(clerk, refused, "accept", {}).raise_for_status()
        no = {"outcome": "denied", "reason": "名下已有住房"}
        send(clerk, refused, "decide", no).raise_for_status()
    desk, head, own, anybody = (
        open_page(CLERK), open_page(HEAD), open_page(RESIDENT), open_page(),
    )  # fmt: skip

    desk.goto(f"/staff/cases/{refused}/rating-code")
    look_over(desk, "rating code")
    link = desk.get_by_role("link", name="在平板上打开评价页").get_attribute("href")
    anybody.goto(f"{link}?lang=en")
    look_over(anybody, "rating by a link")
    for page, addresses in (
        (desk, ("/staff/results", f"/staff/results/{case}", f"/staff/results/{case}/sign-out")),
        (head, ("/statistics?by=item", "/statistics/cases?figure=received", "/staff/ratings")),
        (own, ("/my", "/my/materials", "/my/consents", "/account/ratings", "/complaints/new")),
        (anybody, ("/satisfaction",)),
    ):
        for address in addresses:
            place = address.replace(case, "")
            for language in languages(place):
                page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
                look_over(page, f"{place} {language}")
