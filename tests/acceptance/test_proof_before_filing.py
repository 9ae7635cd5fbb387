"""An item that asks for two factors (assurance = "high"): a resident with a password session is led
to prove more, and goes on with what was typed."""

from collections.abc import Iterator
from typing import Any

import httpx
import pyotp
import pytest

from actors.blocks.accounts.commands import SetAuthenticator
from actors.blocks.cases.catalogue import Catalogue
from serve_apps.front.authenticators import sealed_secret
from storage.clock import WallClock
from tests.acceptance.own_accounts import hidden_in, registered, token_in
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, hand_in, key
from tests.acceptance.test_second_factors import Owner

pytestmark = pytest.mark.feature("SEC-02")
ITEM = "BDC-01"


@pytest.fixture
def owner(site: Site) -> Owner:
    """A resident who has signed in by a password and could prove more."""
    owner = Owner(registered(site), pyotp.random_base32(32))
    enrol(site, owner)
    return owner


def enrol(site: Site, owner: Owner) -> None:
    assert site.services is not None
    services, account = site.services, owner.account
    by = site.run(services.sessions.by_token(site.token(account))).identity
    sealed = sealed_secret(services.secrets.signing_key, account, owner.secret)
    wish = SetAuthenticator(
        session="", at=WallClock().now(), secret=sealed, step=1, recovery=("x",)
    )
    site.run(services.sender.send(f"account:{account}", wish, id=account, by=by))
    services.sessions.checks.forget_account(account)


@pytest.fixture
def browser(site: Site, owner: Owner) -> Iterator[httpx.Client]:
    with site.client(language="zh") as browser:
        browser.headers["accept"] = "text/html"
        browser.cookies["session"] = site.token(owner.account)
        yield browser


def wish_of(site: Site, account: str) -> dict[str, Any]:
    """Return an application of `account` for the item."""
    wish = application(site, ITEM) | {"applicant": None}
    with site.client(account) as own:
        stored = hand_in(own).json()
    wish["materials"] = [each | stored for each in wish["materials"]]
    return wish


def test_the_sample_city_has_such_an_item(site: Site) -> None:
    assert site.library[Catalogue].item(ITEM).assurance == "high"


def test_on_pages_it_is_proved_when_it_is_sent_and_nothing_typed_is_lost(
    site: Site, browser: httpx.Client, owner: Owner
) -> None:
    assert "提交时须核验双因子" in browser.get(f"/items/{ITEM}/apply").text
    with site.client(owner.account) as own:
        wish = wish_of(site, owner.account)
        draft = own.post("/api/v1/drafts", json=wish, headers=key()).json()["case"]
    check, form = f"/apply/{draft}/check", f"/apply/{draft}/submit"
    page = browser.get(check).text
    signed = {name: hidden_in(page, name) for name in ("key", "statement")}

    asked = browser.post(form, data={"csrf_token": token_in(page), **signed})
    assert asked.status_code == 403 and "再次核验身份" in asked.text, asked.text
    proof = {"csrf_token": token_in(asked.text), "late": hidden_in(asked.text, "late")}
    wrong = browser.post("/prove", data=proof | {"code": "000000"})
    assert wrong.status_code == 422 and hidden_in(wrong.text, "late") == proof["late"]
    proved = browser.post("/prove", data=proof | {"code": owner.code()})
    assert proved.status_code == 200 and "身份已核验" in proved.text
    assert {name: hidden_in(proved.text, name) for name in signed} == signed
    sent = browser.post(form, data={"csrf_token": token_in(proved.text), **signed})

    assert sent.headers["location"] == f"/cases/{draft}/confirmation"
    assert site.services is not None
    state = site.run(site.services.sender.show(f"case:{draft}")).state
    assert state.phase == "submitted" and state.form["seller_name"] == "黄国强"


def test_programs_are_told_how_to_prove_more_and_send_the_same_again(
    site: Site, owner: Owner
) -> None:
    wish, once = wish_of(site, owner.account), key()
    with site.client(owner.account) as own:
        refused = own.post("/api/v1/cases", json=wish, headers=once)
        told = refused.json()
        proved = own.post(told["proofs"], json={"code": owner.code()})
        filed = own.post("/api/v1/cases", json=wish, headers=once)

    assert (refused.status_code, told["type"]) == (403, "/problems/proof_needed")
    assert told["assurance"] == "high"
    assert proved.status_code == 204
    assert filed.status_code == 201, filed.text


def test_who_has_no_second_factor_is_told_to_set_one_up(site: Site) -> None:
    account = registered(site)
    wish = wish_of(site, account)
    with site.client(account) as own:
        refused = apply(own, wish)
        draft = own.post("/api/v1/drafts", json=wish, headers=key()).json()["case"]
    assert (refused.status_code, refused.json()["assurance"]) == (403, "high")
    with site.client(language="zh") as browser:
        browser.headers["accept"] = "text/html"
        browser.cookies["session"] = site.token(account)
        page = browser.get(f"/apply/{draft}/check").text
        fields = {name: hidden_in(page, name) for name in ("key", "statement")}
        asked = browser.post(
            f"/apply/{draft}/submit", data={"csrf_token": token_in(page), **fields}
        )

    assert asked.status_code == 403 and 'href="/account/authenticator"' in asked.text
