"""What people do on the pages again and again."""

import json
import os
import re
import time
from pathlib import Path
from typing import Any
from zlib import crc32

from playwright.sync_api import Page, expect

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG, application, apply

FOOD, CONSTRUCTION = "SPJY-01", "SGXK-01"
AXE = (Path(__file__).parent.parent / "vendor" / "axe-4.14.1.min.js").read_text("utf-8")
EVERY_WIDTH = "YIMEN_EVERY_WIDTH" in os.environ  # as in `make test-long`
PICTURES = os.environ.get("YIMEN_PICTURES", "")  # a folder to leave pictures in, to look at
PHONE, DESK, NARROWEST = 360, 1440, 320  # pixels; 320: 1280 at 400 % zoom
OFFERED_SECONDS = 30.0  # within which an act is offered that waits for something
FILE: Any = {"name": "paper.png", "mimeType": "image/png", "buffer": PNG}


def begin(page: Page, item: str) -> str:
    """Begin an application and return the id of its case."""
    page.goto(f"/items/{item}/apply")
    page.get_by_role("button", name="我已了解，开始填写").click()
    expect(page).to_have_url(re.compile(r"/apply/[0-9a-f]{32}$"))
    return page.url.rpartition("/")[2]


def fill_in(page: Page, item: ServiceItem, case: str) -> None:
    """Answer every page of the form with the item's own example, up to the materials or check."""
    for number, section in enumerate(item.sections, 1):
        page.goto(f"/apply/{case}/{number}")
        for field in section.fields:
            if field.name in item.example:
                answer(page, field.name, item.example[field.name])
        page.get_by_role("button", name="保存并继续").click()


def answer(page: Page, name: str, value: object) -> None:
    """Answer one question, whatever its control."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    control = page.locator(f"[name='form.{name}']")
    kind = control.first.evaluate("one => one.type")
    if kind == "radio":
        page.locator(f"[name='form.{name}'][value='{text}']").check()
    elif kind == "select-one":
        control.select_option(text)
    else:
        control.fill(text)


def hand_in(page: Page) -> None:
    """Hand in a file for every material that is asked for."""
    page.wait_for_url(re.compile("/materials$"))  # `all` does not wait for what is to come
    for control in page.locator("input[type=file]").all():
        control.set_input_files(FILE)
    page.get_by_role("button", name="保存并继续").click()


def apply_by_page(page: Page, site: Site, item: str) -> str:
    """Apply for `item` from beginning to end and return the id of the case."""
    found = site.library[Catalogue].item(item)
    case = begin(page, item)
    fill_in(page, found, case)
    if found.materials:
        hand_in(page)
    expect(page).to_have_url(re.compile(r"/check$"))
    page.get_by_role("button", name="确认并提交申请").click()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    return case


def applied(site: Site, item: str, account: str = "chen_jiahui") -> str:
    """Apply for `item` by program, which is quicker, and return the id of the case."""
    with site.client(account) as client:
        filed = apply(client, application(site, item, account))
    filed.raise_for_status()
    return str(filed.json()["case"])


def act(page: Page, title: str, /, **entries: str) -> None:
    """Carry out an action of the case page: open it, fill it in, send it.

    Choices are named by their value, everything else by its text.
    """
    named = re.compile(rf"^\s*{re.escape(title)}")
    box = page.locator("details.action", has=page.locator("summary", has_text=named)).first
    button = page.locator("form.action").get_by_role("button", name=named).first
    until = time.monotonic() + OFFERED_SECONDS
    while not box.count() and not button.count() and time.monotonic() < until:
        page.wait_for_timeout(300)  # some acts wait for a paper that is being made
        page.reload()
    if box.count() == 0:
        with page.expect_navigation():
            button.click()
        return
    if not box.evaluate("one => one.open"):
        box.locator("summary").click()
    for name, value in entries.items():
        control = box.locator(f"[name='{name}']")
        if control.first.evaluate("one => one.type") == "radio":
            box.locator(f"[name='{name}'][value='{value}']").check()
        elif control.first.evaluate("one => one.type") == "select-one":
            control.select_option(value)
        else:
            control.fill(value)
    with page.expect_navigation():
        box.get_by_role("button").click()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, one line each."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run({ resultTypes: ['violations'] })).violations")
    return [
        f"{one['id']}: {node['html'][:160]} {json.dumps(node['any'][:1], ensure_ascii=False)[:200]}"
        for one in found
        for node in one["nodes"]
    ]


def languages(place: str) -> tuple[str, ...]:
    """Return the languages in which to look at a page: without `EVERY_WIDTH` one of the two, by
    its address."""
    both = ("zh", "en")
    return both if EVERY_WIDTH else (both[crc32(place.encode()) % 2],)


def scrolls_sideways(page: Page) -> bool:
    """Tell whether the page is wider than its window."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def look_over(page: Page, state: str) -> None:
    """Fail if axe finds anything on a phone or a desk, or the page scrolls sideways anywhere. Leave
    pictures of the `state` if asked to.

    Without `EVERY_WIDTH` axe looks on one of the two, by the name of the state: what it finds wrong
    is seldom wrong on one alone.
    """
    expect(page.locator("body")).to_be_attached()
    page.wait_for_load_state("load")
    sample = (PHONE, DESK)[crc32(state.encode()) % 2]
    for width in (NARROWEST, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert not scrolls_sideways(page), f"{state} scrolls sideways at {width}"
        found = violations(page) if width == sample or (EVERY_WIDTH and width != NARROWEST) else []
        assert not found, f"{state} at {width}: {found}"
        if PICTURES and width != NARROWEST:
            name = re.sub(r"\W+", "-", f"{state}-{width}").strip("-")
            page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
