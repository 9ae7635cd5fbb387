"""How journeys answer the forms of items: by what stands on the page, not by names of controls."""

import re
from typing import Any

from playwright.sync_api import Page

from actors.blocks.cases.applicants import example_on
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.layout import Field
from actors.kernel.deadlines import local_day
from tests.acceptance.site import Site


def answer_all(page: Page, site: Site, code: str, *, section: int | None = None) -> None:
    """Answer the questions of an item, or those of one section from 0, with its example."""
    item: ServiceItem = site.library[Catalogue].item(code)
    on = local_day(site.services.clock.now())  # type: ignore[union-attr]
    answers = example_on(item, site.library, on)
    sections = item.sections if section is None else item.sections[section : section + 1]
    for field in (field for each in sections for field in each.fields):
        if field.name in answers:
            _answer(page, field, answers[field.name])


def choose(page: Page, label: str, title: str) -> None:
    """Choose what is called `title`, from buttons or a list. What is the only choice is given."""
    group = page.get_by_role("group", name=re.compile(rf"^\s*{re.escape(label)}"))
    listed = page.get_by_role("combobox", name=re.compile(rf"^\s*{re.escape(label)}"))
    if group.count():
        group.get_by_label(title, exact=True).check()
    elif listed.count():
        listed.select_option(label=title)


def follow(page: Page, title: str) -> None:
    """Follow an entry of the navigation; a telephone has the later ones behind a button."""
    link = page.get_by_role("navigation").get_by_role("link", name=title, exact=True).first
    if not link.is_visible():
        page.get_by_role("button", name="更多").click()
    link.click()


def _answer(page: Page, field: Field, value: Any) -> None:
    named = re.compile(rf"^\s*{re.escape(field.title.zh)}")
    if field.widget == "yes_no":
        page.get_by_role("group", name=named).get_by_label("是" if value else "否").check()
    elif field.widget == "choice":
        title = next(title.zh for code, title in field.choices if code == value)
        group = page.get_by_role("group", name=named)
        if group.count():
            group.get_by_label(title, exact=True).check()
        else:
            page.get_by_label(named).select_option(label=title)
    else:
        page.get_by_label(named).fill(str(value))
