"""A form that is sent when the session has ended: after signing in, its entries are there again."""

import html
import re
from uuid import uuid4

import httpx
import pytest

from serve_apps.front.late_forms import MOST_BYTES
from tests.acceptance.pages.journeys import FOOD, applied
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG

REASON = "搬家了，\n不再需要 <执照>"
OTHER = "huang_guoqiang"


@pytest.fixture
def case(site: Site) -> str:
    """An application that can be withdrawn."""
    return applied(site, FOOD)


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form in the main part of `page`."""
    main = page.partition("<main")[2]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: html.unescape(value) for name, value in found}


def browser_of(site: Site, account: str) -> httpx.Client:
    """Return a browser in which `account` has signed in, in a session of its own."""
    browser = site.client()
    browser.headers["accept"] = "text/html"
    browser.cookies.set("language", "en")
    sign_in(site, browser, account, browser.get("/sign-in").text)
    return browser


def sign_in(site: Site, browser: httpx.Client, account: str, page: str) -> httpx.Response:
    """Sign in with the form on `page`."""
    fields = {"account": account, "password": site.password(account)}
    return browser.post("/sign-in", data=hidden(page) | fields)


def ended(site: Site, case: str, reason: str = REASON) -> tuple[httpx.Client, httpx.Response]:
    """Withdraw `case` after the session has ended; return the browser and what it is answered."""
    browser = browser_of(site, "chen_jiahui")
    form = hidden(browser.get(f"/cases/{case}/withdraw").text)
    browser.post("/sign-out", data={"csrf_token": form["csrf_token"]})
    return browser, browser.post(f"/cases/{case}/withdraw", data=form | {"reason": reason})


def phase(site: Site, case: str) -> str:
    """Return how far `case` has come."""
    assert site.services is not None
    return site.run(site.services.sender.show(f"case:{case}")).state.phase


def test_entries_of_an_ended_session_are_shown_after_signing_in_and_sent_again(
    site: Site, case: str
) -> None:
    browser, asked = ended(site, case)
    shown = sign_in(site, browser, "chen_jiahui", asked.text)
    before = phase(site, case)
    fields = hidden(shown.text)
    sent = browser.post(f"/cases/{case}/withdraw", data=fields)

    assert asked.status_code == 401
    assert shown.status_code == 200
    assert "不再需要 &lt;执照&gt;" in shown.text
    assert f'action="/cases/{case}/withdraw"' in shown.text
    assert fields["reason"] == REASON
    assert before == "submitted"
    assert sent.status_code == 303
    assert phase(site, case) == "withdrawn"


def test_what_was_typed_stands_in_no_page_or_address_before_signing_in(
    site: Site, case: str
) -> None:
    _, asked = ended(site, case)

    assert "搬家" not in html.unescape(asked.text)
    assert "location" not in asked.headers
    assert asked.headers["cache-control"] == "no-store"


def test_no_link_to_another_language_leads_away_from_what_was_typed(site: Site, case: str) -> None:
    browser, asked = ended(site, case)
    again = sign_in(site, browser, "chen_jiahui", asked.text)

    assert "hreflang" in browser.get("/cases").text
    assert "搬家" in again.text
    assert "hreflang" not in asked.text
    assert "hreflang" not in again.text


def test_a_wrong_password_does_not_lose_the_entries(site: Site, case: str) -> None:
    browser, asked = ended(site, case)
    fields = hidden(asked.text) | {"account": "chen_jiahui", "password": "wrong"}
    again = browser.post("/sign-in", data=fields)

    assert again.status_code == 422
    assert hidden(again.text)["late"] == hidden(asked.text)["late"]


def test_another_account_that_signs_in_sees_nothing_of_it(site: Site, case: str) -> None:
    browser, asked = ended(site, case)
    shown = sign_in(site, browser, OTHER, asked.text)

    assert shown.status_code == 200
    assert "another account" in shown.text
    assert "搬家" not in html.unescape(shown.text)
    assert "reason" not in hidden(shown.text)


@pytest.mark.parametrize("spoilt", ["x", "é", '"', "A" * 80])
def test_what_we_did_not_seal_is_shown_to_nobody(site: Site, spoilt: str) -> None:
    browser = site.client()
    browser.cookies.set("language", "en")
    fields = hidden(browser.get("/sign-in").text) | {"late": spoilt, "account": "chen_jiahui"}
    shown = browser.post("/sign-in", data=fields | {"password": site.password("chen_jiahui")})

    assert shown.status_code == 200
    assert "another account" in shown.text


def test_who_has_signed_in_again_elsewhere_is_shown_the_entries_at_once(
    site: Site, case: str
) -> None:
    browser, asked = ended(site, case)
    old = hidden(asked.text)
    form = hidden(browser_of(site, "chen_jiahui").get(f"/cases/{case}/withdraw").text)
    sign_in(site, browser, "chen_jiahui", browser.get("/sign-in").text)
    late = browser.post(f"/cases/{case}/withdraw", data=form | {"reason": REASON})
    again = sign_in(site, browser, "chen_jiahui", asked.text)

    assert hidden(late.text)["reason"] == hidden(again.text)["reason"] == REASON
    assert hidden(late.text)["csrf_token"] != form["csrf_token"]
    assert old["late"] not in again.text
    assert phase(site, case) == "submitted"


def test_a_form_of_another_account_is_refused_and_not_shown(site: Site, case: str) -> None:
    first, second = browser_of(site, "chen_jiahui"), browser_of(site, OTHER)
    form = hidden(first.get(f"/cases/{case}/withdraw").text)
    refused = second.post(f"/cases/{case}/withdraw", data=form | {"reason": REASON})

    assert refused.status_code == 403
    assert "搬家" not in html.unescape(refused.text)


def test_a_late_form_that_another_site_sends_or_nobody_signed_is_refused(
    site: Site, case: str
) -> None:
    address = f"/cases/{case}/withdraw"
    page = browser_of(site, "chen_jiahui").get(address).text
    form = hidden(page) | {"reason": REASON}
    owner, account, signature = form["csrf_token"].split(".")
    spoilt = f"{owner}.{account[::-1]}.{signature}"
    with site.client() as nobody:
        foreign = nobody.post(address, data=form, headers={"sec-fetch-site": "cross-site"})
        forged = nobody.post(address, data=form | {"csrf_token": spoilt})
        headless = nobody.post(address, data={"reason": REASON})

    assert [foreign.status_code, forged.status_code, headless.status_code] == [403, 403, 403]


def test_what_is_too_large_to_go_along_is_said_plainly(site: Site, case: str) -> None:
    browser, asked = ended(site, case, "x" * (MOST_BYTES + 1))
    shown = sign_in(site, browser, "chen_jiahui", asked.text)

    assert "must be given again" in asked.text
    assert "too long to keep" in shown.text
    assert "reason" not in hidden(shown.text)


def test_of_a_form_with_files_the_rest_goes_along_and_the_files_are_named(
    site: Site, case: str
) -> None:
    browser = browser_of(site, "chen_jiahui")
    start = hidden(browser.get(f"/items/{FOOD}/apply").text)
    begun = browser.post(f"/items/{FOOD}/apply", data=start).headers["location"]
    form = hidden(browser.get(f"{begun}/materials").text)
    browser.post("/sign-out", data={"csrf_token": form["csrf_token"]})
    files = {"materials.plan": ("楼层平面图.png", PNG, "image/png")}
    asked = browser.post(f"{begun}/materials", data=form | {"then": "later"}, files=files)
    shown = sign_in(site, browser, "chen_jiahui", asked.text)

    assert "must be given again" in asked.text
    assert "楼层平面图.png" in shown.text
    assert hidden(shown.text)["then"] == "later"


def test_passwords_do_not_go_along(site: Site) -> None:
    secret = uuid4().hex
    browser = browser_of(site, "chen_jiahui")
    form = hidden(browser.get("/password").text)
    browser.post("/sign-out", data=form)
    asked = browser.post("/password", data=form | {"old_password": secret})

    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/sign-in")
