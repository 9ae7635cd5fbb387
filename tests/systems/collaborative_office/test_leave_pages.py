"""A member of staff asks for leave, and it is decided, taken and ended, by forms of pages alone."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from actors.kernel.deadlines import local_day
from actors.systems.collaborative_office.leave.book import leave_id
from storage.clock import WallClock
from tests import waiting
from tests.acceptance.site import Site
from tests.systems.collaborative_office.living import in_a_year, until
from tests.systems.collaborative_office.test_pages import done, fetched, post

BOOKS, AT = "/leave-books", "/leave-requests"


@pytest.mark.feature("OA-22")
def test_leave_is_opened_asked_for_decided_cancelled_and_ended(site: Site) -> None:
    person, personnel = "office_registry_housing", "office_personnel_housing"
    head, leader, colleague = (
        "office_unit_head_housing", "office_leader_housing", "office_housing"
    )  # fmt: skip
    with site.client(personnel, language="zh") as client:
        named = {"key": uuid4().hex, "account": person}
        book = done(client.post(f"{BOOKS}/new/open_leave_book", data=named))
    assert book == f"{BOOKS}/{person}"
    until(site, f"leave_book:{person}", lambda state: state.phase == "open")
    wish = {"leave_kind": "annual", "first": in_a_year(), "last": in_a_year(13)}
    some = {**wish, "reason": "回乡探亲"}
    none = post(site, person, book, "ask_leave", **some)
    assert none.status_code == 422 and "的年休假还剩 0 个工作日" in none.text
    for year in sorted({date.fromisoformat(wish[name]).year for name in ("first", "last")}):
        done(post(site, personnel, book, "set_allowance", year=f"{year}", days="10"))
    done(post(site, person, book, "ask_leave", **some))
    again = post(site, person, book, "ask_leave", **some)
    assert again.status_code == 422 and f"与 {wish['first']} 至 {wish['last']} 的" in again.text

    def told(account: str, where: str) -> str:
        with site.client(account, language="zh") as client:
            return client.get(where, follow_redirects=True).text

    def asked(n: int) -> str:
        id = leave_id(person, n)
        until(site, f"leave_request:{id}", lambda state: bool(state.phase))
        return f"{AT}/{id}"

    at = asked(1)
    waiting.until(lambda: at in told(person, "/leave"))
    for who in (head, leader, personnel, person):
        waiting.until(lambda who=who: at in told(who, AT))
    assert "回乡探亲" in post(site, head, at, "open", purpose="handling").text
    assert "冼收建" in told(head, at)  # the panel names him
    done(post(site, head, at, "approve_leave", note="同意"))
    done(post(site, leader, at, "approve_leave", note=""))
    assert "回乡探亲" not in told(colleague, AT) and at not in told(colleague, AT)
    assert fetched(site, colleague, at) == fetched(site, colleague, book) == 404
    assert "您还没有休假簿" in told(colleague, "/leave")
    done(post(site, person, at, "cancel_leave"))
    until(site, f"leave_book:{person}", lambda state: not state.entries)

    today = local_day(WallClock().now())
    days = {"first": today - timedelta(days=7), "last": today + timedelta(days=7)}
    ill = {name: day.isoformat() for name, day in days.items()}
    done(post(site, person, book, "ask_leave", leave_kind="sick", reason="感冒", **ill))
    sick = asked(2)
    for who in (head, leader):
        done(post(site, who, sick, "approve_leave", note=""))
    until(site, f"leave_request:{leave_id(person, 2)}", lambda state: state.phase == "taken")
    done(post(site, person, sick, "return_from_leave", back_on=today.isoformat()))
    waiting.until(lambda: "已销假" in told(person, sick))
    (entry,) = until(
        site, f"leave_book:{person}", lambda state: state.entries[0].last < today
    ).entries
    assert entry.last == today - timedelta(days=1)
