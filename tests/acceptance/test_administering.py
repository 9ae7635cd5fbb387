"""What administrators change takes effect everywhere at once: first passwords, residents' accounts,
windows; and where they begin."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.shell.succession import hand_over
from actors.blocks.organisation.state import KEY
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.library import load_city
from tests.acceptance.own_accounts import sign_in
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key
from tests.opening import commits_in
from tests.waiting import until

PASSWORD = "Correct-horse-battery-9"
RESIDENT = load_city().applicants[-1].account  # whom no other test has signed in


def change(client: httpx.Client, name: str, /, **entries: str) -> httpx.Response:
    """Make a change that is confirmed at once."""
    sent = {"step": "confirmed", "key": uuid4().hex, "reason": "a trial", **entries}
    return client.post(f"/admin/changes/{name}", data=sent)


@contextmanager
def newcomer(site: Site) -> Iterator[str]:
    """Somebody who joins the staff as a clerk of the market's window, and is disabled again."""
    account, today = f"new-{uuid4().hex[:8]}", site_day(site)
    with site.client("administrator") as client:
        entered = change(
            client,
            "enter-staff",
            account=account,
            name="方宁",
            name_en="Fang Ning",
            role="window_clerk",
            scope="market_supervision",
            effective=today,
        )
        assert entered.headers["location"] == f"/admin/staff/{account}"
        yield account
        assert change(client, "disable-staff", account=account, effective=today).status_code == 303


def site_day(site: Site) -> str:
    assert site.services is not None
    return f"{local_day(site.services.clock.now())}"


def code_for(site: Site, account: str) -> str:
    with site.client("administrator") as client:
        given = client.post(
            f"/api/v1/staff/{account}/activation-codes",
            json={"reason": "a new colleague"},
            headers=key(),
        )
    assert given.status_code == 201
    return str(given.json()["code"])


def activate(client: httpx.Client, account: str, code: str, password: str = PASSWORD) -> int:
    wish = {"account": account, "code": code, "new_password": password}
    answer = client.post("/api/v1/activations", json=wish)
    if answer.status_code != 201:
        assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code


def usable(site: Site, account: str) -> None:
    """Wait until the account has the code that was given."""
    assert site.services is not None
    sender = site.services.sender

    async def given() -> None:
        async with asyncio.timeout(60):
            while (await sender.show(f"account:{account}")).state.activation is None:
                await asyncio.sleep(0.02)

    site.run(given())


def test_a_newcomer_sets_his_first_password_by_a_code_that_is_kept_nowhere(site: Site) -> None:
    with newcomer(site) as account, site.client() as client:
        code = code_for(site, account)
        usable(site, account)
        assert activate(client, account, "2222-2222-2222") == 401
        assert activate(client, account, code, "short") == 422
        assert activate(client, account, code.lower().replace("-", " ")) == 201
        assert activate(client, account, code) == 401

        credentials = {"account": account, "password": PASSWORD}
        told = client.post("/api/v1/sessions", json=credentials).json()
        assert (told["roles"], told["unit"]) == (["window_clerk"], "market_supervision")

        async def kept() -> str:
            keys = {"$in": [f"account:{account}", KEY]}
            return repr(await commits_in(site.database, {"key": keys}))

        journal = site.run(kept())
        for secret in (code, code.replace("-", ""), PASSWORD):
            assert secret not in journal


def test_an_administrator_sees_a_code_once_and_a_newcomer_uses_it_on_a_page(site: Site) -> None:
    with newcomer(site) as account, site.client("administrator") as client:
        assert client.get(f"/admin/staff/{account}/code").status_code == 200
        sent = {"reason": "a new colleague", "key": uuid4().hex}
        shown = client.post(f"/admin/staff/{account}/code", data=sent)
        assert shown.status_code == 200 and shown.headers["cache-control"] == "no-store"
        code = shown.text.partition('id="code">')[2].partition("<")[0]
        again = client.post(f"/admin/staff/{account}/code", data=sent)
        assert again.status_code == 409 and 'id="code"' not in again.text
        assert client.post(f"/admin/staff/{account}/code", data={"reason": ""}).status_code == 422
        usable(site, account)
        page = client.get(f"/admin/staff/{account}?lang=en").text
        assert "No password has been set yet" in page

        with site.client() as browser:
            form = browser.get("/activate", headers={"accept": "text/html"}).text
            token = form.partition('name="csrf_token" value="')[2].partition('"')[0]
            fields = {"account": account, "code": code, "csrf_token": token}
            wrong = browser.post("/activate", data={**fields, "new_password": "short"})
            assert wrong.status_code == 422 and code not in wrong.text
            done = browser.post("/activate", data={**fields, "new_password": PASSWORD})
            assert (done.status_code, done.headers["location"]) == (303, "/staff")


@pytest.mark.parametrize("account", ["market_approver", "chen_jiahui", ""])
def test_nobody_else_gives_codes_or_sees_accounts(site: Site, account: str) -> None:
    with site.client(account) as client:
        for place in ("/admin/residents", "/admin/staff/market_clerk/code"):
            assert client.get(place).status_code in (401, 403)
        given = client.post(
            "/api/v1/staff/market_clerk/activation-codes", json={"reason": "mine"}, headers=key()
        )
        assert given.status_code in (401, 403)


def test_a_resident_is_kept_out_everywhere_and_let_in_again(site: Site) -> None:
    who = RESIDENT
    with site.client(who) as theirs, site.client("administrator") as client:
        assert theirs.get("/api/v1/sessions/current").status_code == 200
        assert change(client, "disable-resident", account="nobody-here").status_code == 422
        done = change(client, "disable-resident", account=who)
        assert done.headers["location"] == f"/admin/residents?account={who}"
        page = client.get(f"{done.headers['location']}&lang=en").text
        assert "a trial" in page and "Disabled" in page

        until(lambda: theirs.get("/api/v1/sessions/current").status_code == 401)
        credentials = {"account": who, "password": site.password(who)}
        assert theirs.post("/api/v1/sessions", json=credentials).status_code == 401
        assert change(client, "enable-resident", account=who).status_code == 303
        until(lambda: theirs.post("/api/v1/sessions", json=credentials).status_code == 201)
    site.forget(who)


def test_the_name_of_a_new_unit_is_known_to_every_page_at_once(site: Site) -> None:
    assert site.services is not None
    library, today = site.services.library, site_day(site)
    with site.client("administrator") as client:
        made = change(
            client,
            "rename-unit",
            unit="fire_rescue",
            title="市消防局",
            title_en="Fire Bureau",
            effective=today,
        )
        assert made.status_code == 303
        site.until(lambda: library[Organisation].units["fire_rescue"].title.en == "Fire Bureau")
        page = client.get("/admin/units/fire_rescue").text
        number = page.partition("number=")[2].partition('"')[0]
        undone = change(client, "undo", subject="unit:fire_rescue", number=number)
        assert undone.status_code == 303
        site.until(lambda: library[Organisation].units["fire_rescue"].title.en != "Fire Bureau")


def undo(client: httpx.Client, subject: str, page: str) -> None:
    """Undo the last change of what `page` is about."""
    number = client.get(page).text.partition("number=")[2].partition('"')[0]
    assert change(client, "undo", subject=subject, number=number).status_code == 303


@pytest.mark.feature("HALL-41")
def test_an_item_and_the_cases_of_a_closed_unit_go_on_at_who_took_over(site: Site) -> None:
    assert site.services is not None
    library, today, unit = site.services.library, site_day(site), "disabled_persons_federation"
    item, held = (
        "CJRZ-01",
        [
            (member.account, role)
            for member in library[Organisation].staff.values()
            if member.unit == unit
            for role in member.roles
        ],
    )
    with site.client("chen_jiahui") as resident:
        filed = apply(resident, application(site, item)).json()["case"]
    with site.client() as anybody, site.client("administrator") as client:
        assert "在线办理" in anybody.get(f"/items/{item}").text
        for account, role in held:
            wish = {"account": account, "role": role, "scope": unit, "effective": today}
            assert change(client, "end-appointment", **wish).status_code == 303
        closed = {"unit": unit, "successor": "civil_affairs", "effective": today}
        assert change(client, "close-unit", **closed).status_code == 303
        site.until(lambda: unit in library[Organisation].former)

        guide = anybody.get(f"/items/{item}").text
        assert "办理单位已变更" in guide and "/items?unit=civil_affairs" in guide
        assert "在线办理" in guide
        assert library[Organisation].former[unit].phone not in guide  # nobody is there any more
        services = site.services

        def unit_of(case: str) -> str:
            return site.run(services.sender.show(f"case:{case}")).state.unit

        def handed_over() -> bool:
            # the platform does so by itself, some seconds later
            site.run(hand_over(site.database, services.sender, library))
            return unit_of(filed) == "civil_affairs"

        until(handed_over)
        with site.client("chen_jiahui") as resident:
            assert resident.get(f"/items/{item}/apply").status_code == 200
            later = apply(resident, application(site, item))
            assert later.status_code == 201, later.text
            assert unit_of(later.json()["case"]) == "civil_affairs"
            until(lambda: "继续办理" in resident.get("/notices").text)
            shown = resident.get(f"/cases/{filed}")
            assert shown.status_code == 200 and "承接" in shown.text

        undo(client, f"unit:{unit}", f"/admin/units/{unit}")
        alone = {"unit": unit, "effective": today}
        assert change(client, "close-unit", **alone).status_code == 303
        site.until(lambda: library[Organisation].nobody(unit))
        assert "目前不能申请" in anybody.get(f"/items/{item}").text
        with site.client("chen_jiahui") as resident:
            begun = resident.get(f"/items/{item}/apply")
            assert (begun.status_code, begun.headers["location"]) == (303, f"/items/{item}")
            refused = apply(resident, application(site, item))
        assert refused.status_code == 422
        assert {each["code"] for each in refused.json()["errors"]} == {"item.unit_closed"}

        undo(client, f"unit:{unit}", f"/admin/units/{unit}")
        for account, _ in reversed(held):
            undo(client, f"staff:{account}", f"/admin/staff/{account}")
        site.until(lambda: unit in library[Organisation].units)
        assert "在线办理" in anybody.get(f"/items/{item}").text


def test_a_theme_that_is_published_is_on_the_pages_of_everybody_at_once(site: Site) -> None:
    assert site.services is not None
    library = site.services.library
    with site.client() as anybody, site.client("administrator") as client:
        assert "安居" not in anybody.get("/items").text
        at = "/admin/dictionaries/themes"
        terms = "\n".join(
            f"{code} | {'安居' if code == 'housing' else title.zh} | {title.en}"
            for code, title in library[Catalogue].themes.items()
        )
        sent = {"title": "主题", "title_en": "Themes", "terms": terms, "effective": site_day(site)}
        common = {"step": "confirmed", "reason": "a trial"}
        made = client.post(f"{at}/publish", data=sent | common | {"key": uuid4().hex})
        assert made.status_code == 303
        site.until(lambda: library[Catalogue].themes["housing"].zh == "安居")
        assert "安居" in anybody.get("/items").text
        assert "住房" in anybody.get("/items/suggestions?q=安居").text
        number = client.get(at).text.partition("number=")[2].partition('"')[0]
        back = client.post(f"{at}/take-back", data=common | {"key": uuid4().hex, "number": number})
        assert back.status_code == 303
        site.until(lambda: library[Catalogue].themes["housing"].zh != "安居")


def test_a_dictionary_that_nothing_chooses_from_is_neither_offered_nor_published(
    site: Site,
) -> None:
    at = "/admin/dictionaries/nobodys"
    sent = {"title": "无人用", "title_en": "Nobody's", "terms": "one | 一 | One", "reason": "x"}
    with site.client("administrator") as client:
        assert 'name="open"' not in client.get("/admin/dictionaries").text
        assert client.get(at).status_code == client.get(f"{at}/publish").status_code == 404
        refused = client.post(
            f"{at}/publish?lang=en", data=sent | {"effective": site_day(site), "step": "confirmed"}
        )
        assert refused.status_code == 422
        assert "Nothing here chooses from a dictionary “nobodys”" in refused.text


def test_what_was_looked_for_in_vain_is_told_to_editors_once_it_was_more_than_one(
    site: Site,
) -> None:
    with site.client("chen_jiahui") as resident, site.client("administrator") as client:
        resident.get("/items?q=xylophone&theme=housing")
        resident.get("/items", params={"q": "xylophone"}, headers={"hx-request": "true"})
        resident.get("/items?q=xylophone")
        assert "xylophone" not in client.get("/admin/searches").text
        resident.get("/items?q=Xylophone")
        assert "xylophone" in client.get("/admin/searches").text
        assert resident.get("/admin/searches").status_code == 403
        assert client.post("/admin/searches", data={"text": "xylophone"}).status_code == 303
        assert "xylophone" not in client.get("/admin/searches").text


def test_the_staff_are_found_by_name_and_unit(site: Site) -> None:
    with site.client("administrator") as client:
        first = client.get("/admin/staff").text
        found = client.get("/admin/staff?q=李慧敏").text
        of_unit = client.get("/admin/staff?unit=fire_rescue").text

    assert "下一页" in first and "/admin/changes/enter-staff" in first
    assert "/admin/staff/market_clerk" in found and "窗口人员" in found
    assert "/admin/staff/fire_reviewer" in of_unit and "/admin/staff/market_clerk" not in of_unit


@pytest.mark.parametrize(
    ("account", "place"),
    [("administrator", "/admin"), ("market_clerk", "/staff"), ("chen_jiahui", "/")],
)
def test_everybody_begins_at_the_page_of_his_role(site: Site, account: str, place: str) -> None:
    with site.client() as browser:
        answer = sign_in(browser, account, site.password(account))

    assert answer.headers["location"] == place
