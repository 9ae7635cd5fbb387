"""Somebody sees what differs between two versions, and how to cite one."""

from uuid import uuid4

from playwright.sync_api import expect

from actors.systems.open_data.views import PUBLISHED
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site
from tests.systems.open_data.test_versions import opened


def test_two_versions_are_compared_from_the_page_of_a_dataset(
    open_page: OpenPage, site: Site
) -> None:
    slug = f"stops-{uuid4().hex[:8]}"
    rows = site.database[PUBLISHED]
    site.run(rows.insert_one(opened(site, slug)))
    try:
        page = open_page()
        page.goto(f"/datasets/{slug}")  # a policy that forbids what is in it would be a trouble
        versions = page.get_by_role("table", name="各个版本")
        versions.get_by_role("link", name="版本号 2").click()
        expect(page.get_by_role("heading", name="与版本 1 相比")).to_be_visible()
        expect(page.get_by_role("table", name="新增的行")).to_contain_text("里水")
        expect(page.get_by_text(f"/datasets/{slug}/versions/2").first).to_be_visible()
        look_over(page, "open-dataset-version")
    finally:
        site.run(rows.delete_one({"_id": slug}))
