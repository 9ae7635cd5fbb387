"""One's own account: where it is signed in, and that this can be ended; and its password."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest

from actors.blocks.accounts.commands import Evidence
from actors.blocks.accounts.state import Proof
from serve_apps.front.policies import PasswordExpired, renews_password, signed_in
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from serve_apps.front.visitor import Visitor
from storage.clock import WallClock
from tests.acceptance.own_accounts import PASSWORD, post, registered, sign_in, state_of
from tests.acceptance.site import Site
from tests.acceptance.test_ended_sessions import until_out

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
NEW = "another long password"


@pytest.fixture
def account(site: Site) -> str:
    return registered(site)


@contextmanager
def browser_of(site: Site, account: str, agent: str = FIREFOX) -> Iterator[httpx.Client]:
    with site.client() as browser:
        browser.headers["user-agent"] = agent
        assert sign_in(browser, account).status_code == 303
        yield browser


def test_everybody_sees_where_he_is_signed_in(site: Site, account: str) -> None:
    with browser_of(site, account) as here, browser_of(site, account, "backup/1.0") as there:
        page = here.get("/account?lang=en").text
        listed = there.get("/api/v1/sessions").json()

    assert "Firefox · Linux" in page and "backup" in page and "This one" in page
    assert [(each["browser"], each["current"]) for each in listed] == [
        ("backup", True),
        ("Firefox · Linux", False),
    ]
    assert listed[0]["proofs"] == ["password"]


def test_one_other_session_is_ended(site: Site, account: str) -> None:
    with browser_of(site, account) as here, browser_of(site, account, "backup/1.0") as there:
        form = re.search(r'name="session" value="(\w+)"', here.get("/account").text)
        assert form is not None
        assert post(here, "/account", "/account/sessions/end", session=form[1]).status_code == 303

        assert there.get("/account").status_code == 401
        assert here.get("/account").status_code == 200
    assert len(state_of(site, account).sessions) == 1


def test_all_other_sessions_are_ended_by_page_and_by_program(site: Site, account: str) -> None:
    with browser_of(site, account) as here, browser_of(site, account) as there:
        assert post(here, "/account", "/account/sessions/end-others").status_code == 303
        assert len(state_of(site, account).sessions) == 1
        until_out(there)
    with site.client(account) as program, browser_of(site, account):
        assert program.delete("/api/v1/sessions").status_code == 204
        assert len(state_of(site, account).sessions) == 1


def test_a_session_of_somebody_else_is_not_ended(site: Site, account: str) -> None:
    other = registered(site)
    with browser_of(site, other) as theirs, browser_of(site, account) as here:
        id = theirs.get("/api/v1/sessions").json()[0]["id"]
        post(here, "/account", "/account/sessions/end", session=id)

        assert len(state_of(site, other).sessions) == 1


def test_a_password_is_changed_by_program_and_every_fault_is_named(
    site: Site, account: str
) -> None:
    def change(client: httpx.Client, old: str, new: str) -> httpx.Response:
        return client.put("/api/v1/password", json={"old_password": old, "new_password": new})

    with site.client(account) as client:
        common = change(client, PASSWORD, "password1234")
        wrong = change(client, "not it", NEW)
        same = change(client, PASSWORD, PASSWORD)
        done = change(client, PASSWORD, NEW)

    assert [each["code"] for each in common.json()["errors"]] == ["password.common"]
    assert [each["code"] for each in wrong.json()["errors"]] == ["password.wrong"]
    assert [each["code"] for each in same.json()["errors"]] == ["password.old"]
    assert done.status_code == 204


def test_staff_whose_password_is_too_old_change_it_before_anything_else(site: Site) -> None:
    assert site.services is not None
    name = registered(
        site, kind="staff", display="温婉仪", roles=("window_clerk",), unit="health", person=None
    )
    strict = WebSettings(password_age=timedelta(microseconds=1))
    services = site.services
    sessions = Sessions(services.sender, WallClock(), services.secrets.signing_key, strict)

    async def opened(proof: Proof) -> Visitor:
        return await sessions.open(state_of_now, Evidence(proofs=(proof,), used=True))

    state_of_now = state_of(site, name)
    by_password, by_key = site.run(opened("password")), site.run(opened("passkey"))

    assert by_password.password_expired and not by_key.password_expired
    renews_password.admit(by_password)
    signed_in.admit(by_key)
    with pytest.raises(PasswordExpired):
        signed_in.admit(by_password)
