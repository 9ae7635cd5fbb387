"""What does not differ between visitors is made once, and answered with an ETag."""

import httpx
import pytest

from tests.acceptance.site import Site

PAGES = ("/", "/items", "/items?q=居住证", "/items/WFZM-01", "/items/suggestions?q=juzhu", "/help")


def browser(site: Site) -> httpx.Client:
    return httpx.Client(base_url=site.url, timeout=20)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_the_same_for_all_is_not_sent_twice_to_one(site: Site, path: str) -> None:
    with browser(site) as somebody:
        first = somebody.get(path)
        again = somebody.get(path, headers={"if-none-match": first.headers["etag"]})

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", PAGES)
def test_a_shared_page_holds_nothing_of_its_visitor(site: Site, path: str) -> None:
    with browser(site) as first, browser(site) as second:
        one, other = first.get(path), second.get(path)

    assert one.content == other.content
    assert not one.cookies and not other.cookies
    assert b"csrf_token" not in one.content


def test_each_language_has_a_page_of_its_own(site: Site) -> None:
    with browser(site) as somebody:
        chinese = somebody.get("/items")
        somebody.get("/items?lang=en")
        english = somebody.get("/items")

    assert 'lang="zh-CN"' in chinese.text and 'lang="en"' in english.text
    assert chinese.headers["etag"] != english.headers["etag"]


def test_a_part_of_a_page_is_not_taken_for_the_page(site: Site) -> None:
    with browser(site) as somebody:
        whole = somebody.get("/items")
        part = somebody.get("/items", headers={"hx-request": "true"})

    assert "<html" in whole.text and "<html" not in part.text


def test_who_has_signed_in_gets_a_page_with_his_name(site: Site) -> None:
    with browser(site) as somebody:
        somebody.get("/")
        form = somebody.get("/sign-in")
        token = form.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        sent = {"account": "chen_jiahui", "password": site.password("chen_jiahui")}
        somebody.post("/sign-in", data={**sent, "csrf_token": token})
        own = somebody.get("/")

    assert "nav__name" in own.text
    assert "etag" not in own.headers
    assert own.headers["cache-control"] == "no-store"


def test_what_is_not_there_is_not_kept(site: Site) -> None:
    with browser(site) as somebody:
        missing = somebody.get("/items/NONE-99")

    assert missing.status_code == 404
    assert "etag" not in missing.headers


def test_the_mark_never_leaves_us(site: Site) -> None:
    with browser(site) as somebody:
        assert "x-shared" not in somebody.get("/").headers
        assert "x-shared" not in somebody.get("/").headers
