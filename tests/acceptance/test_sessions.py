"""Signing in and out, in the browser's way and the program's."""

import re
from datetime import timedelta

import pytest

from actors.kernel.errors import Refusal
from serve_apps.front.caller import nobody
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from storage.clock import FixedClock, WallClock
from tests.acceptance.own_accounts import PASSWORD, registered, sign_in
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key


@pytest.fixture
def account(site: Site) -> str:
    """A resident's account of the test's own."""
    return registered(site)


def test_a_browser_signs_in_and_out_by_a_cookie_that_scripts_cannot_read(
    site: Site, account: str
) -> None:
    with site.client() as browser:
        answer = sign_in(browser, account, PASSWORD)
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie
        page = browser.get("/password")
        assert page.status_code == 200
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert csrf is not None

        out = browser.post("/sign-out", data={"csrf_token": csrf[1]})
        assert out.status_code == 303
        again = browser.get("/password", headers={"accept": "text/html"})
        assert again.status_code == 303
        assert again.headers["location"].startswith("/sign-in")


def test_a_closed_session_cannot_be_used_again_by_its_cookie(site: Site, account: str) -> None:
    credentials = {"account": account, "password": PASSWORD}
    with site.client() as client:
        token = client.post("/api/v1/sessions", json=credentials).json()["token"]
        client.headers["authorization"] = f"Bearer {token}"
        assert client.get("/api/v1/sessions/current").status_code == 200
        assert client.delete("/api/v1/sessions/current").status_code == 204

        assert client.get("/api/v1/sessions/current").status_code == 401


@pytest.mark.parametrize("spoilt", ["x", "x.y.z", "chen_jiahui.abc.", ".", "é.ü.ö"])
def test_a_token_that_we_did_not_sign_proves_nothing(site: Site, spoilt: str) -> None:
    with site.client() as client:
        answer = client.get(
            "/api/v1/sessions/current",
            headers={"authorization": f"Bearer {spoilt}".encode()},
        )

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_form_without_the_token_of_its_session_is_refused(site: Site, account: str) -> None:
    with site.client() as browser:
        assert sign_in(browser, account, PASSWORD).status_code == 303
        forged = browser.post("/sign-out")
        foreign = browser.post("/sign-out", data={"csrf_token": "x" * 43})
        by_api = browser.post("/api/v1/cases", json=application(site, "WFZM-01"), headers=key())

    assert [forged.status_code, foreign.status_code, by_api.status_code] == [403, 403, 403]


def test_a_sign_in_form_of_another_visitor_is_refused(site: Site, account: str) -> None:
    """Login forgery: somebody else's token does not fit this browser's visitor cookie."""
    with site.client() as attacker, site.client() as victim:
        form = attacker.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert token is not None
        victim.get("/sign-in")
        fields = {"account": account, "password": PASSWORD, "csrf_token": token[1]}

        assert victim.post("/sign-in", data=fields).status_code == 403


def test_a_request_that_another_site_made_is_refused(site: Site, account: str) -> None:
    with site.client() as browser:
        sign_in(browser, account, PASSWORD)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/password").text)
        assert csrf is not None
        answer = browser.post(
            "/sign-out",
            data={"csrf_token": csrf[1]},
            headers={"sec-fetch-site": "cross-site"},
        )

    assert answer.status_code == 403


def test_a_header_that_proves_nothing_does_not_stand_for_the_token(
    site: Site, account: str
) -> None:
    with site.client() as browser:
        sign_in(browser, account, PASSWORD)
        answer = browser.post("/sign-out", headers={"authorization": "Basic eDp5"})

    assert answer.status_code == 403


def test_the_header_token_serves_programs_in_the_browser(site: Site, account: str) -> None:
    with site.client() as browser:
        sign_in(browser, account, PASSWORD)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/password").text)
        assert csrf is not None
        browser.headers["x-csrf-token"] = csrf[1]

        assert apply(browser, application(site, "WFZM-01")).status_code in (201, 422)


@pytest.mark.parametrize(
    "next",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "x"],
)
def test_signing_in_leads_nowhere_else(site: Site, account: str, next: str) -> None:
    with site.client() as browser:
        form = browser.get("/sign-in", params={"next": next})
        token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)
        assert token is not None
        fields = {"account": account, "password": PASSWORD, "csrf_token": token[1], "next": next}
        answer = browser.post("/sign-in", data=fields)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_a_session_ends_when_unused_for_half_an_hour(site: Site, account: str) -> None:
    clock = FixedClock(WallClock().now())
    sessions = _sessions(site, clock)
    token = _opened(site, sessions, account)

    clock.set(clock.now() + timedelta(minutes=29))
    assert site.run(sessions.by_token(token)) is not None
    clock.set(clock.now() + timedelta(minutes=29))
    assert site.run(sessions.by_token(token)) is not None
    clock.set(clock.now() + timedelta(minutes=31))
    assert site.run(sessions.by_token(token)) is None


def test_a_session_in_use_is_seen_by_every_replica(site: Site, account: str) -> None:
    clock = FixedClock(WallClock().now())
    here, there = _sessions(site, clock), _sessions(site, clock)
    token = _opened(site, here, account)
    clock.set(clock.now() + timedelta(minutes=20))
    assert site.run(here.by_token(token)) is not None
    clock.set(clock.now() + timedelta(minutes=20))

    assert site.run(there.by_token(token)) is not None


def test_a_session_ends_eight_hours_after_it_began_however_busy(site: Site, account: str) -> None:
    clock = FixedClock(WallClock().now())
    sessions = _sessions(site, clock)
    token = _opened(site, sessions, account)

    for _ in range(24):
        clock.set(clock.now() + timedelta(minutes=20))
        assert site.run(sessions.by_token(token)) is not None
    clock.set(clock.now() + timedelta(seconds=1))
    assert site.run(sessions.by_token(token)) is None


def test_a_changed_password_ends_the_other_sessions(site: Site, account: str) -> None:
    assert site.services is not None
    ways, caller = site.services.ways_in, nobody()
    other = site.run(ways.by_password(account, PASSWORD, caller)).token
    mine = site.run(ways.by_password(account, PASSWORD, caller))

    site.run(site.services.new_passwords.change(mine, PASSWORD, "another long password", caller))

    fresh = _sessions(site, WallClock())
    assert site.run(fresh.by_token(other)) is None
    assert site.run(fresh.by_token(mine.token)) is not None
    with pytest.raises(Refusal, match=r"sign_in\.failed"):
        site.run(ways.by_password(account, PASSWORD, caller))


def test_answers_forbid_foreign_scripts_frames_and_caching(site: Site) -> None:
    with site.client() as client:
        page = client.get("/sign-in")
        asset = client.get("/static/base.css?v=1")

    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy and "script-src 'self'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-security-policy"] == policy


def test_a_page_that_does_not_exist_is_a_page_in_the_visitors_language(site: Site) -> None:
    with site.client() as browser:
        chinese = browser.get("/nowhere", headers={"accept": "text/html"})
        english = browser.get("/nowhere", params={"lang": "en"}, headers={"accept": "text/html"})

    assert chinese.status_code == english.status_code == 404
    assert "没有找到" in chinese.text
    assert "could not find" in english.text


def _sessions(site: Site, clock: FixedClock | WallClock) -> Sessions:
    """Return what another replica would check sessions with."""
    assert site.services is not None
    services = site.services
    return Sessions(services.sender, clock, services.secrets.signing_key, WebSettings())


def _opened(site: Site, sessions: Sessions, account: str) -> str:
    """Return the token of a session that is opened there and then."""
    assert site.services is not None
    state = site.run(site.services.sender.show(f"account:{account}")).state
    return site.run(sessions.open(state)).token
