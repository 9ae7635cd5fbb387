"""What can be said of a page by reading it, without a browser: its parts, names and links."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urldefrag

import httpx
import pytest
from lxml import html

from actors.blocks.cases.catalogue import Catalogue
from tests.acceptance.site import Site
from tests.acceptance.steps import application, apply, key

FOOD, CONSTRUCTION = "SPJY-01", "SGXK-01"
PAGES = {
    "": ("/", "/events", "/events/open_a_shop", "/events/retirement?lang=en",
         "/items", "/items?q=zzzz", f"/items/{FOOD}", f"/items/{CONSTRUCTION}", "/help",
         "/accessibility", "/sign-in", "/progress", "/no-such-page", "/?lang=en"),
    "operator": ("/operator", "/terminals", "/design", "/password"),
    "administrator": ("/admin", "/admin/units", "/admin/staff", "/admin/staff/supervisor",
                      "/admin/roles", "/admin/windows", "/admin/residents", "/admin/searches",
                      "/admin/calendars", "/admin/calendars/2026", "/admin/dictionaries",
                      "/admin/dictionaries/topics", "/admin/changes/establish-unit"),
    "supervisor": ("/oversight", "/oversight/cards?state=all", "/oversight/cases?q=食品",
                   "/oversight/cases?q=zzzz", "/oversight/watched", "/tasks"),
    "npc_deputies_work": ("/suggestions", "/clues", "/clues/new", "/deputies/new",
                          "/conversations", "/handling-reports", "/statistics/proposals",
                          "/suggestions?reply_due.from=2026-03-05"),
    "market_clerk": ("/staff", "/staff?level=red", "/staff/search?q=食品", "/staff?lang=en",
                     "/staff/filing", f"/staff/filing/{FOOD}", f"/staff/card-readings/{FOOD}",
                     f"/staff/card-readings/{FOOD}/{'0' * 32}"),
    "security_administrator": ("/security/events", "/security/events?sort=forged&lang=en"),
    "npc_secretary": ("/sessions", "/sessions/new"),
    "education_npc_clerk": ("/suggestions", "/handlings"),
    "chen_jiahui": ("/cases", "/consents", "/consents?lang=en",
                    f"/items/{FOOD}/apply", "/notices", "/my/conversations",
                    "/account/records", "/account/records?lang=en", "/account/records/parts",
                    "/account/records/parts?record=account", "/statements/child.1",
                    "/statements/child.1?lang=en"),
    "archivist": ("/retention", "/retention?lang=en", "/destructions"),
    "data_protection": ("/breaches", "/breaches?lang=en", "/breaches/new"),
}  # fmt: skip
EVERY = [(account, path) for account, paths in PAGES.items() for path in paths]
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "list")
SAMPLES = "/design"  # shows every component, with links that lead nowhere
SILENT = {"hidden", "submit", "button", "image", "reset"}
UNSPOKEN = {"script", "style", "textarea", "option", "code", "kbd"}
HAN = re.compile("[\u3400-\u9fff]")
MARKS = re.compile("[\u3001-\u303f\uff01-\uff60]")  # Chinese punctuation
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def fetched(client: httpx.Client, path: str) -> html.HtmlElement:
    """Return the page at `path` as it is sent."""
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == (404 if path.startswith("/no-such-page") else 200), (
        answer.status_code
    )
    return html.document_fromstring(answer.text)


def faults(page: html.HtmlElement) -> Iterator[str]:
    """Return what is wrong with the build of `page`, one sentence each."""
    if not page.get("lang"):
        yield "the language is not said"
    if not page.findtext(".//title", "").strip():
        yield "there is no title"
    for name in ("main", "h1"):
        if len(page.findall(f".//{name}")) != 1:
            yield f"there is not one {name}"
    levels = [int(each.tag[1]) for each in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    ids = Counter(page.xpath("//@id"))
    yield from (f"the id {id} is there {count} times" for id, count in ids.items() if count > 1)
    for name in REFERENCES:
        for each in page.xpath(f"//*[@{name}]"):
            for id in each.get(name).split():
                if id not in ids:
                    yield f"{name} of a {each.tag} names {id}, which is not there"
    for each in page.xpath("//a[@href]|//button|//summary"):
        if not named(each):
            yield f"a {each.tag} has no name: {html.tostring(each)[:120]!r}"
    for each in page.xpath("//img[not(@alt)]"):
        yield f"a picture has no words: {each.get('src')}"
    for each in page.xpath("//input|//select|//textarea"):
        if each.get("type") not in SILENT and not labelled(page, each):
            yield f"a field has no label: {each.get('name')}"
    for each in page.xpath("//table[not(.//th)]"):
        yield f"a table has no headings: {html.tostring(each)[:120]!r}"
    for each in page.xpath("//tbody//th//a[@href]"):
        if each.text_content().strip() == each.get("href").rpartition("/")[2]:
            yield f"a row is called by its id: {each.get('href')}"
    for each in page.xpath("//form[contains(@class, 'filters')]"):
        if not any(one.get("type") not in SILENT for one in each.xpath(".//input|.//select")):
            yield f"a filter asks nothing: {each.get('action')}"
    yield from misspoken(page)


def misspoken(page: html.HtmlElement) -> Iterator[str]:
    """Return what a page says as a machine or another language would."""
    for text in page.xpath("//body//text()"):
        around = text.getparent()
        if around.tag in UNSPOKEN or "field__hint" in (around.get("class") or ""):
            continue
        if DAY.search(text):
            yield f"a day as a machine writes it: {text.strip()}"
        if page.get("lang") == "en" and MARKS.search(text) and not HAN.search(text):
            yield f"Chinese punctuation in English: {text.strip()}"


def named(each: html.HtmlElement) -> bool:
    """Tell whether a link or a button says what it is."""
    words = [each.text_content(), each.get("aria-label"), each.get("title")]
    words += [*each.xpath(".//img/@alt"), *each.xpath(".//svg/title/text()")]
    return bool(each.get("aria-labelledby") or any(word and word.strip() for word in words))


def labelled(page: html.HtmlElement, field: html.HtmlElement) -> bool:
    """Tell whether a field has a label: around it, for it, or by an attribute."""
    if field.get("aria-label") or field.get("aria-labelledby") or field.xpath("ancestor::label"):
        return True
    return bool(field.get("id") and page.xpath("//label[@for=$id]", id=field.get("id")))


@pytest.mark.feature("HALL-04", "HALL-21")
@pytest.mark.parametrize(("account", "path"), EVERY)
def test_a_page_is_built_as_readers_and_screen_readers_need_it(
    site: Site, account: str, path: str
) -> None:
    with site.client(account, language="zh") as client:
        assert list(faults(fetched(client, path))) == []
        english = f"{path}{'&' if '?' in path else '?'}lang=en"
        assert list(faults(fetched(client, english))) == []


@pytest.mark.feature("HALL-04", "HALL-09", "HALL-21")
def test_every_step_of_an_application_and_its_case_are_built_so(site: Site) -> None:
    with site.client("chen_jiahui", language="zh") as resident:
        wish = application(site, FOOD)
        begun = resident.post("/api/v1/drafts", json=wish, headers=key()).json()["case"]
        case = apply(resident, wish).json()["case"]
        sections = len(site.library[Catalogue].item(FOOD).sections)
        steps = ("", *(f"/{n}" for n in range(1, sections + 1)), "/materials", "/check")
        paths = [f"/apply/{begun}{step}" for step in steps]
        paths += [f"/cases/{case}{part}" for part in ("", "/withdraw", "/access")]
        wrong = {path: list(faults(fetched(resident, path))) for path in paths}
    with site.client("market_clerk", language="zh") as officer:
        path = f"/staff/cases/{case}"
        wrong[path] = list(faults(fetched(officer, path)))

    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.feature("HALL-04")
@pytest.mark.parametrize("account", PAGES)
def test_every_link_leads_somewhere(site: Site, account: str) -> None:
    broken = []
    with site.client(account, language="zh") as client:
        pages = {path: fetched(client, path) for path in PAGES[account]}
        links = {link for page in pages.values() for link in page.xpath("//main//a/@href")}
        for link in sorted(link for link in links if link.startswith("/")):
            address, _ = urldefrag(link)
            status = client.get(address, headers={"accept": "text/html"}).status_code
            if status == 404 or status >= 500:
                broken.append((link, status))
        for path, page in pages.items():
            if path == SAMPLES:
                continue
            ids = set(page.xpath("//@id"))
            inside = {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")}
            broken += [(f"{path}#{id}", 0) for id in sorted(inside - ids - {""})]
    assert broken == []
