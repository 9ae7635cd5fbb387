"""Pages of seals, licences and public verification: whole on a phone and a desk, in both
languages."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.issuing import DIGEST, HOLDER, KEEPER, PDF, issued, seal_in_use
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import look_over
from tests.acceptance.site import Site


@pytest.mark.feature("OA-14")
def test_a_browser_compares_a_file_without_sending_it(
    open_page: OpenPage, site: Site, tmp_path: Path
) -> None:
    code, page = issued(site), open_page()
    genuine, altered = tmp_path / "paper.pdf", tmp_path / "altered.pdf"
    genuine.write_bytes(PDF)
    altered.write_bytes(PDF + b" ")
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))

    page.goto(f"/verify/{code}")
    look_over(page, "verified paper")
    page.locator("#file").set_input_files(genuine)
    page.get_by_role("button", name="核对文件").click()
    expect(page.get_by_text("与登记的文件一致")).to_be_visible()
    expect(page.get_by_text(DIGEST).first).to_be_visible()
    page.goto(f"/verify/{code}?lang=en")
    page.locator("#file").set_input_files(altered)
    page.get_by_role("button", name="Compare the file").click()
    expect(page.get_by_text("it may have been altered")).to_be_visible()
    look_over(page, "altered paper")
    assert max(sent) < len(PDF)
    page.goto("/verify")
    look_over(page, "verifying")


@pytest.mark.feature("HALL-19")
def test_pages_of_licences_have_no_violation(open_page: OpenPage, site: Site) -> None:
    code, page = issued(site), open_page(HOLDER)

    for path in ("/licences", f"/licences/{code}", "/licences?lang=en", f"/licences/{code}"):
        page.goto(path)
        look_over(page, path.replace(code, "one"))


@pytest.mark.feature("OA-12")
def test_pages_of_seals_have_no_violation(open_page: OpenPage, site: Site) -> None:
    seal, page = seal_in_use(site, ("notice.*",), ("notice.*",)), open_page(KEEPER)

    for path in ("/seals", f"/seals/{seal}", "/seal-uses", f"/seals/{seal}?lang=en"):
        page.goto(path)
        look_over(page, path.replace(seal, "one"))
