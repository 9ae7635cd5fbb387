"""Second factors: set up, asked for at sign-in and in the middle of work, and what they recover."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import msgspec
import pyotp
import pytest

from actors.blocks.accounts.commands import OfferActivation, SetAuthenticator
from actors.kernel.identity import PLATFORM
from serve_apps.front.authenticators import sealed_secret
from serve_apps.front.session import Sessions
from serve_apps.front.settings import WebSettings
from storage.clock import FixedClock, WallClock
from tests.acceptance.own_accounts import (
    PASSWORD,
    hidden_in,
    post,
    registered,
    sign_in,
    state_of,
    token_in,
    weak_hash,
)
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key
from tests.opening import commits_in

NEW = "Another-long-password-1"


@dataclass
class Owner:
    """Whoever holds an account and the telephone that makes its codes."""

    account: str
    secret: str
    used: int = 0

    def code(self) -> str:
        """Return the next code that was not used yet."""
        made = pyotp.TOTP(self.secret)
        self.used = max(made.timecode(WallClock().now()), self.used + 1)
        return made.generate_otp(self.used)


@pytest.fixture
def browser(site: Site) -> Iterator[httpx.Client]:
    with site.client(language="zh") as browser:
        browser.headers["accept"] = "text/html"
        yield browser


@pytest.fixture
def account(site: Site) -> str:
    return registered(site)


def set_up(browser: httpx.Client, account: str) -> tuple[Owner, list[str]]:
    """Sign in and set up an authenticator on the page; return its owner and the recovery codes."""
    assert sign_in(browser, account).status_code == 303
    page = browser.get("/account/authenticator").text
    plain = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)
    assert plain is not None
    owner = Owner(account, plain[1].replace(" ", ""))
    fields = {
        "csrf_token": token_in(page),
        "secret": hidden_in(page, "secret"),
        "code": owner.code(),
        "password": PASSWORD,
    }
    shown = browser.post("/account/authenticator", data=fields)
    assert shown.status_code == 200
    return owner, re.findall(r"<code>([A-Z0-9-]{14})</code>", shown.text)


def second_step(browser: httpx.Client, account: str) -> str:
    """Go the first step of signing in, and return the page that asks for the second."""
    asked = sign_in(browser, account)
    assert asked.status_code == 200 and "输入动态口令" in asked.text
    return asked.text


def take_step(browser: httpx.Client, page: str, code: str) -> httpx.Response:
    fields = {"csrf_token": token_in(page), "step": hidden_in(page, "step"), "code": code}
    return browser.post("/sign-in/second", data=fields)


def test_an_authenticator_is_set_up_with_a_secret_that_nobody_else_reads(
    site: Site, browser: httpx.Client, account: str
) -> None:
    owner, codes = set_up(browser, account)

    made = state_of(site, account).authenticator
    assert made is not None and len(codes) == len(set(codes)) == len(made.recovery) == 10
    assert len(owner.secret) * 5 >= 160
    kept = repr(site.run(journal_of(site, account)))
    assert owner.secret not in kept and not any(code in kept for code in codes)
    assert "已开启" in browser.get("/account").text


async def journal_of(site: Site, account: str) -> list[dict[str, object]]:
    """Return everything that is kept of the account, opened."""
    assert site.services is not None
    found = await commits_in(site.database, {"key": f"account:{account}"})
    shown = await site.services.sender.show(f"account:{account}")
    return [*found, msgspec.to_builtins(shown.state)]


def test_a_wrong_code_sets_nothing_up(site: Site, browser: httpx.Client, account: str) -> None:
    assert sign_in(browser, account).status_code == 303
    page = browser.get("/account/authenticator").text
    fields = {"csrf_token": token_in(page), "secret": hidden_in(page, "secret"), "code": "000000"}
    again = browser.post("/account/authenticator", data=fields | {"password": PASSWORD})

    assert again.status_code == 422 and "动态口令或恢复码不正确" in again.text
    assert state_of(site, account).authenticator is None


def test_signing_in_asks_for_the_code_and_takes_each_once(
    site: Site, browser: httpx.Client, account: str
) -> None:
    owner, _ = set_up(browser, account)
    browser.cookies.delete("session")
    page = second_step(browser, account)
    code = owner.code()

    assert take_step(browser, page, "").status_code == 422
    assert "请输入动态口令" in take_step(browser, page, "").text
    assert take_step(browser, page, "000000").status_code == 422
    assert take_step(browser, page, code).status_code == 303
    browser.cookies.delete("session")
    again = take_step(browser, second_step(browser, account), code)
    assert again.status_code == 422 and "已经用过" in again.text


def test_a_recovery_code_stands_in_once(site: Site, browser: httpx.Client, account: str) -> None:
    _owner, codes = set_up(browser, account)
    browser.cookies.delete("session")
    typed = codes[3].lower().replace("-", " ")

    assert take_step(browser, second_step(browser, account), typed).status_code == 303
    browser.cookies.delete("session")
    assert take_step(browser, second_step(browser, account), typed).status_code == 422


def test_a_step_of_another_password_or_of_nobody_leads_nowhere(
    site: Site, browser: httpx.Client, account: str
) -> None:
    set_up(browser, account)
    browser.cookies.delete("session")
    page = second_step(browser, account)
    fields = {"csrf_token": token_in(page), "step": "forged", "code": "000000"}
    forged = browser.post("/sign-in/second", data=fields)

    assert forged.status_code == 422 and "请重新登录" in forged.text


def test_programs_send_the_code_along(site: Site, browser: httpx.Client, account: str) -> None:
    owner, _ = set_up(browser, account)
    wish = {"account": account, "password": PASSWORD}
    with site.client() as program:
        without = program.post("/api/v1/sessions", json=wish)
        wrong = program.post("/api/v1/sessions", json=wish | {"code": "000000"})
        right = program.post("/api/v1/sessions", json=wish | {"code": owner.code()})

    assert without.status_code == wrong.status_code == 401
    assert without.json()["errors"][0]["code"] == "sign_in.code_needed"
    assert wrong.json()["errors"][0]["code"] == "sign_in.code_wrong"
    assert right.status_code == 201 and right.json()["assurance"] == "fresh"


def test_two_codes_set_a_new_password(site: Site, browser: httpx.Client, account: str) -> None:
    owner, codes = set_up(browser, account)
    browser.cookies.delete("session")
    form = {"account": account, "code": owner.code()}
    one = post(browser, "/recover", **form, new_password=NEW)
    short = post(browser, "/recover", **form, recovery=codes[0], new_password="short")
    both = post(browser, "/recover", **form, recovery=codes[0], new_password=NEW)

    assert one.status_code == 422 and "不正确" in one.text
    assert short.status_code == 422 and "12 至 128" in short.text
    assert both.status_code == 303 and browser.get("/account").status_code == 200
    assert len(state_of(site, account).sessions) == 1


def test_a_code_of_the_office_needs_the_second_factor_too(
    site: Site, browser: httpx.Client, account: str
) -> None:
    assert site.services is not None
    owner, _ = set_up(browser, account)
    browser.cookies.delete("session")
    offer = OfferActivation(code_hash=weak_hash("7KQ2MX9DRT4H"))
    site.run(site.services.sender.send(f"account:{account}", offer, id="offer", by=PLATFORM))
    wish = {"account": account, "code": "7KQ2-MX9D-RT4H", "new_password": NEW}

    alone = post(browser, "/activate", **wish)
    both = post(browser, "/activate", **wish, second=owner.code())

    assert alone.status_code == 422 and "还需要动态口令" in alone.text
    assert both.status_code == 303
    assert state_of(site, account).sessions[-1].is_strong


def test_what_one_proves_oneself_by_is_changed_by_who_proves_it_just_then(
    site: Site, browser: httpx.Client, account: str
) -> None:
    set_up(browser, account)
    stale = Sessions(
        site.services.sender,
        FixedClock(WallClock().now() + timedelta(minutes=20)),
        site.services.secrets.signing_key,
        WebSettings(),
    )
    assert site.run(stale.by_token(browser.cookies["session"])).identity.assurance == "high"
    removed = post(browser, "/account", "/account/authenticator/remove")

    assert removed.status_code == 303  # it was set up, and so proved, a moment ago
    assert state_of(site, account).authenticator is None


@pytest.fixture
def supervisor(site: Site) -> Owner:
    """A supervisor who has signed in by a password and could prove more."""
    assert site.services is not None
    unit = "discipline_inspection"
    account = registered(
        site, kind="staff", display="监督员", roles=("supervisor",), unit=unit, person=None
    )
    owner = Owner(account, pyotp.random_base32(32))
    site.token(account)
    sealed = sealed_secret(site.services.secrets.signing_key, account, owner.secret)
    wish = SetAuthenticator(
        session="", at=WallClock().now(), secret=sealed, step=1, recovery=("x",)
    )
    by = site.run(site.services.sessions.by_token(site.token(account))).identity
    site.run(site.services.sender.send(f"account:{account}", wish, id=account, by=by))
    site.services.sessions.checks.forget_account(account)
    return owner


def a_case(site: Site) -> str:
    with site.client("chen_jiahui") as resident:
        return str(apply(resident, application(site, "WFZM-01")).json()["case"])


def test_looking_at_personal_data_asks_for_proof_and_keeps_what_was_typed(
    site: Site, browser: httpx.Client, supervisor: Owner
) -> None:
    browser.cookies["session"] = site.token(supervisor.account)
    case = a_case(site)
    asked = post(browser, f"/staff/cases/{case}", f"/staff/cases/{case}/open",
                 purpose="supervision")  # fmt: skip
    assert asked.status_code == 403 and "再次核验身份" in asked.text
    fields = {"csrf_token": token_in(asked.text), "late": hidden_in(asked.text, "late")}

    wrong = browser.post("/prove", data=fields | {"code": "000000"})
    assert wrong.status_code == 422 and hidden_in(wrong.text, "late") == fields["late"]
    proved = browser.post("/prove", data=fields | {"code": supervisor.code()})

    assert proved.status_code == 200 and "身份已核验" in proved.text
    assert f'action="/staff/cases/{case}/open"' in proved.text
    again = {"csrf_token": token_in(proved.text), "purpose": hidden_in(proved.text, "purpose")}
    opened = browser.post(f"/staff/cases/{case}/open", data=again)
    assert opened.status_code == 200 and "本次查看已记录" in opened.text


def test_a_page_that_needs_proof_is_come_back_to(
    site: Site, browser: httpx.Client, supervisor: Owner
) -> None:
    browser.cookies["session"] = site.token(supervisor.account)
    case = a_case(site)
    asked = browser.get(f"/staff/cases/{case}/materials/household_register")

    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/prove?next=/staff/cases/")
    page = browser.get(asked.headers["location"]).text
    fields = {"csrf_token": token_in(page), "next": hidden_in(page, "next")}
    back = browser.post("/prove", data=fields | {"code": supervisor.code()})
    assert back.headers["location"] == f"/staff/cases/{case}/materials/household_register"


def test_programs_are_told_which_proof_is_needed(site: Site, supervisor: Owner) -> None:
    case = a_case(site)
    with site.client(supervisor.account) as client:
        ask = {"params": {"purpose": "supervision"}}
        refused = client.get(f"/api/v1/cases/{case}", headers=key(), **ask)
        proof = {"code": supervisor.code()}
        proved = client.post("/api/v1/sessions/current/proofs", json=proof)
        read = client.get(f"/api/v1/cases/{case}", headers=key(), **ask)

    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/proof_needed"
    assert refused.json()["assurance"] == "fresh"
    assert proved.status_code == 204 and read.status_code == 200


def test_who_can_prove_no_more_is_asked_for_no_more_unless_a_setting_says_so(site: Site) -> None:
    assert site.services is not None
    services = site.services
    name = registered(
        site, kind="staff", display="监督员", roles=("supervisor",), unit="health", person=None
    )

    def assurance(settings: WebSettings) -> str:
        key = services.secrets.signing_key
        sessions = Sessions(services.sender, WallClock(), key, settings)
        return site.run(sessions.open(state_of(site, name))).identity.assurance

    assert assurance(WebSettings()) == "plain"
    assert assurance(WebSettings(two_factors="staff")) == "basic"
