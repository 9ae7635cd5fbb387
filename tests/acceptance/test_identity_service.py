"""Signing in by the identity service of a place, against a stand-in that runs as a process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from actors.blocks.accounts.state import AccountState
from tests.acceptance.own_accounts import state_of
from tests.acceptance.replica import replica_of
from tests.acceptance.site import Site
from tests.ports import free_port

SECRET = "between the two of us"


@pytest.fixture(scope="module")
def vouched(site: Site) -> Iterator[Site]:
    """A replica of a platform whose place has such a service."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = {
        "identity_issuer": issuer,
        "identity_client": "yimen",
        "identity_secret": SECRET,
    }
    with replica_of(site, **settings) as replica:
        command = [
            *(sys.executable, "-m", "serve_apps.standins.identity_provider"),
            *("--port", str(port), "--back", f"{replica.url}/sign-in/identity/back"),
        ]
        provider = subprocess.Popen(
            command, stdout=subprocess.PIPE, env=os.environ | {"IDENTITY_SECRET": SECRET}
        )
        try:
            assert provider.stdout is not None
            assert json.loads(provider.stdout.readline())["issuer"] == issuer
            until_served(issuer)
            yield replica
        finally:
            provider.terminate()
            provider.wait(10)


def until_served(issuer: str) -> None:
    transport = httpx.HTTPTransport(retries=6)  # waits a little longer each time
    with httpx.Client(transport=transport) as client:
        client.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()


@pytest.fixture
def browser(vouched: Site) -> Iterator[httpx.Client]:
    headers = {"accept": "text/html", "accept-language": "zh"}
    with httpx.Client(base_url=vouched.url, headers=headers, timeout=20) as browser:
        yield browser


def choose(browser: httpx.Client, person: str, misdeed: str = "", next: str = "") -> str:
    """Go to the service and choose there; return the address that it sends the browser back to."""
    sent = browser.get("/sign-in/identity", params={"next": next})
    assert sent.status_code == 303
    there = sent.headers["location"]
    assert "不是真实的认证服务" in httpx.get(there).text
    chosen = httpx.post(there, data={"person": person, "misdeed": misdeed})
    assert chosen.status_code == 303
    return chosen.headers["location"]


def account_in(site: Site, browser: httpx.Client) -> AccountState:
    return state_of(site, browser.get("/api/v1/sessions/current").json()["account"])


def test_whoever_comes_first_gets_an_account_and_has_it_the_next_time(
    site: Site, vouched: Site, browser: httpx.Client
) -> None:
    assert "用统一身份认证登录" in browser.get("/sign-in").text
    back = browser.get(choose(browser, "s-1", next="/account"))
    assert (back.status_code, back.headers["location"]) == (303, "/account")
    first = account_in(site, browser)
    browser.cookies.delete("session")
    browser.get(choose(browser, "s-1"))
    second = account_in(site, browser)

    assert first.id == second.id and len(second.sessions) == 2
    assert first.person is not None
    assert (first.person.name, first.person.id_number) == ("何清扬", "440602198803120021")
    assert first.display == "何**" and not first.password_hash
    assert first.sessions[0].proofs == ("strong_identity",) and first.sessions[0].is_strong
    assert "统一身份认证（实人核验）" in browser.get("/account").text


def test_who_was_not_seen_in_person_has_proved_less(
    site: Site, vouched: Site, browser: httpx.Client
) -> None:
    browser.get(choose(browser, "s-2"))

    told = browser.get("/api/v1/sessions/current").json()
    assert told["assurance"] == "plain" and told["roles"] == ["resident"]


def test_what_is_sent_there_is_known_here_alone_and_goes_with_a_challenge(
    vouched: Site, browser: httpx.Client
) -> None:
    one = parse_qs(urlsplit(browser.get("/sign-in/identity").headers["location"]).query)
    two = parse_qs(urlsplit(browser.get("/sign-in/identity").headers["location"]).query)

    assert one["code_challenge_method"] == ["S256"] and one["response_type"] == ["code"]
    assert not {*one["state"], *one["nonce"], *one["code_challenge"]} & {
        *two["state"],
        *two["nonce"],
        *two["code_challenge"],
    }


@pytest.mark.parametrize(
    ("person", "misdeed", "sentence"),
    [
        ("s-1", "denied", "没有通过统一身份认证"),
        ("s-1", "forged", "没有通过统一身份认证"),
        ("s-1", "other_nonce", "没有通过统一身份认证"),
        ("s-1", "other_audience", "没有通过统一身份认证"),
        ("s-1", "expired", "没有通过统一身份认证"),
        ("s-1", "other_state", "统一身份认证已超过时限"),
        ("s-3", "", "没有提供姓名和证件号码"),
    ],
)
def test_whoever_the_service_does_not_vouch_for_is_not_in(
    vouched: Site, browser: httpx.Client, person: str, misdeed: str, sentence: str
) -> None:
    answer = browser.get(choose(browser, person, misdeed))

    assert answer.status_code == 422 and sentence in answer.text
    assert "session" not in browser.cookies


def test_an_answer_serves_once_and_in_the_browser_that_asked(
    vouched: Site, browser: httpx.Client
) -> None:
    back = choose(browser, "s-1")
    with httpx.Client(base_url=vouched.url) as other:
        assert "统一身份认证已超过时限" in other.get(back).text
    visit = browser.cookies["identity"]
    assert browser.get(back).status_code == 303
    browser.cookies.delete("session")
    browser.cookies.set("identity", visit)

    assert "没有通过统一身份认证" in browser.get(back).text


def test_a_platform_without_such_a_service_says_so(site: Site) -> None:
    with site.client(language="zh") as browser:
        answer = browser.get("/sign-in/identity")
        page = browser.get("/sign-in").text

    assert answer.status_code == 422 and "暂时无法使用" in answer.text
    assert "统一身份认证登录" not in page
