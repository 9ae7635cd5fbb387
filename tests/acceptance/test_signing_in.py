"""Wrong passwords: what is answered, who has to wait, and that no stranger keeps an owner out."""

import httpx
import pytest

from actors.blocks.accounts.tries import OF_ONE_ADDRESS
from tests.acceptance.own_accounts import PASSWORD, registered, sign_in, state_of
from tests.acceptance.site import Site
from tests.waiting import until

MINE = {"x-forwarded-for": "198.51.100.9"}


def theirs(account: str) -> dict[str, str]:
    """Return the header of a stranger's network, which tries at no other account."""
    return {"x-forwarded-for": f"2001:db8:{account[1:5]}:{account[5:9]}::7"}


@pytest.fixture
def account(site: Site) -> str:
    return registered(site)


def by_program(site: Site, account: str, password: str, **more: str) -> httpx.Response:
    with site.client() as client:
        wish = {"account": account, "password": password, **more}
        return client.post("/api/v1/sessions", json=wish)


def tried_by_a_stranger(site: Site, account: str) -> httpx.Response:
    """Have somebody try as often as he may, and once more with the right password."""
    with site.client() as stranger:
        stranger.headers.update(theirs(account))
        for attempt in range(OF_ONE_ADDRESS):
            wrong = {"account": account, "password": f"wrong {attempt}"}
            assert stranger.post("/api/v1/sessions", json=wrong).status_code == 401
        right = {"account": account, "password": PASSWORD}
        return stranger.post("/api/v1/sessions", json=right)


def test_a_wrong_password_and_an_unknown_account_get_one_answer(site: Site, account: str) -> None:
    wrong, unknown = by_program(site, account, "x"), by_program(site, "nobody-here", "x")

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["detail"] == unknown.json()["detail"]
    assert wrong.json()["type"] == "/problems/unproven"
    assert wrong.headers["www-authenticate"].startswith("Bearer")
    assert wrong.headers["content-type"] == "application/problem+json"


def test_a_stranger_waits_after_five_wrong_passwords_and_the_owner_does_not(
    site: Site, account: str
) -> None:
    waits = tried_by_a_stranger(site, account)

    assert waits.status_code == 429 and 0 < int(waits.headers["retry-after"]) <= 15 * 60
    with site.client() as owner:
        owner.headers.update(MINE)
        assert sign_in(owner, account).status_code == 303


def test_a_stranger_ends_no_session_of_the_owner(site: Site, account: str) -> None:
    with site.client() as owner:
        owner.headers.update(MINE)
        assert sign_in(owner, account).status_code == 303
        tried_by_a_stranger(site, account)

        assert owner.get("/account").status_code == 200


def test_a_device_of_the_owner_enters_even_from_where_the_stranger_is(
    site: Site, account: str
) -> None:
    with site.client() as owner:
        owner.headers.update(MINE)
        assert sign_in(owner, account).status_code == 303
        device = owner.cookies["device"]
        owner.cookies.delete("session")
        tried_by_a_stranger(site, account)
        owner.headers.update(theirs(account))

        assert sign_in(owner, account).status_code == 303
    credentials = {"account": account, "password": PASSWORD}
    with site.client() as program:
        program.headers.update(theirs(account))
        assert program.post("/api/v1/sessions", json=credentials).status_code == 429
        known = program.post("/api/v1/sessions", json=credentials | {"device": device})
        assert known.status_code == 201
        another = registered(site)
        tried_by_a_stranger(site, another)
        program.headers.update(theirs(another))
        for_another = {"account": another, "password": PASSWORD, "device": device}
        assert program.post("/api/v1/sessions", json=for_another).status_code == 429


def test_a_device_that_we_did_not_sign_is_none(site: Site, account: str) -> None:
    tried_by_a_stranger(site, account)
    with site.client() as program:
        program.headers.update(theirs(account))
        wish = {"account": account, "password": PASSWORD, "device": f"abc.{account}.forged"}

        assert program.post("/api/v1/sessions", json=wish).status_code == 429


def test_tries_are_counted_for_all_replicas_before_a_password_is_checked(
    site: Site, account: str
) -> None:
    tried_by_a_stranger(site, account)

    tries = state_of(site, account).wrong
    assert len(tries) == OF_ONE_ADDRESS and len({each.source for each in tries}) == 1
    assert "2001" not in tries[0].source  # a digest, no address


def test_the_page_says_when_to_try_again(site: Site, account: str) -> None:
    with site.client(language="zh") as stranger:
        stranger.headers.update(theirs(account))
        for _ in range(OF_ONE_ADDRESS):
            wrong = sign_in(stranger, account, "not it")
            assert wrong.status_code == 422 and "账号或密码不正确" in wrong.text
        waits = sign_in(stranger, account)

    assert waits.status_code == 429 and "retry-after" in waits.headers
    assert "尝试次数过多，请在 15 分钟后再试" in waits.text


def test_an_empty_form_is_told_what_is_missing(site: Site) -> None:
    with site.client(language="zh") as browser:
        answer = sign_in(browser, "", "")
    by_api = by_program(site, "", "")

    assert answer.status_code == 422
    assert "请输入账号" in answer.text and "请输入密码" in answer.text
    assert "不正确" not in answer.text
    assert by_api.status_code == 422
    assert [each["pointer"] for each in by_api.json()["errors"]] == ["/account", "/password"]


def test_the_owner_hears_of_wrong_tries_by_the_bell(site: Site, account: str) -> None:
    tried_by_a_stranger(site, account)
    with site.client(account, language="zh") as owner:
        until(lambda: "尝试登录您的账号" in owner.get("/notices").text)
        page = owner.get("/account").text

    assert f"有 {OF_ONE_ADDRESS} 次错误尝试" in page
