"""What the standard asks of a site that runs: tokens, signing out, what is not handed out."""

import httpx
import pytest

from tests.acceptance.own_accounts import PASSWORD, registered, sign_in, state_of
from tests.acceptance.site import Site

pytestmark = pytest.mark.feature("SEC-02")


def test_each_sign_in_gives_a_new_token_of_chance(site: Site) -> None:
    assert site.services is not None
    account = registered(site)
    state = state_of(site, account)
    tokens = [site.run(site.services.sessions.open(state)).token for _ in range(3)]
    secrets = [token.split(".")[1] for token in tokens]

    assert len(set(secrets)) == 3
    assert all(len(secret) * 6 >= 128 for secret in secrets)
    assert not any(secret in repr(state_of(site, account)) for secret in secrets)


def test_signing_out_is_in_sight_on_every_page_of_whoever_is_signed_in(site: Site) -> None:
    with site.client("chen_jiahui") as resident, site.client("hall_clerk") as clerk:
        pages = [resident.get(at) for at in ("/", "/items", "/cases", "/account")]
        pages += [clerk.get(at) for at in ("/staff", "/account", "/resets")]

    assert all('action="/sign-out"' in page.text for page in pages)


@pytest.mark.parametrize("given", [PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1]])
def test_a_password_is_checked_as_it_was_given(site: Site, given: str) -> None:
    account = registered(site)
    with site.client(language="zh") as browser:
        browser.headers["accept"] = "text/html"

        assert sign_in(browser, account, given).status_code == 422


@pytest.mark.parametrize(
    "path", ["/.git/HEAD", "/.git/config", "/static/.git/HEAD", "/static/", "/static/js/", "/docs"]
)
def test_nothing_is_handed_out_of_how_it_was_made_and_no_folder_is_listed(
    site: Site, path: str
) -> None:
    with site.client() as nobody:
        assert nobody.get(path).status_code == 404


def test_no_server_says_back_what_it_was_sent(site: Site) -> None:
    answer = httpx.request("TRACE", f"{site.url}/items", headers={"x-secret": "s3cret"})

    assert answer.status_code in (400, 404, 405, 501)
    assert "s3cret" not in answer.text
