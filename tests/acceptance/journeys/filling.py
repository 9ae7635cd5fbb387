"""How somebody fills in an application who sees its labels and buttons, and nothing else."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from actors.blocks.cases.items import ServiceItem
from actors.blocks.forms.layout import Field, fields_in
from tests.acceptance.pages.journeys import FILE

YES_NO = {True: "是", False: "否"}


def answer_page(page: Page, item: ServiceItem, answers: dict[str, Any]) -> None:
    """Answer what the page of `item` asks, by its labels, and go on."""
    for field in fields_in(item.sections):
        value, title = answers.get(field.name), field.title.zh
        if value is None or field.widget in ("rows", "division"):
            continue
        if field.widget in ("choice", "yes_no"):
            answer_choice(page, field, value)
        elif (control := control_of(page, title)).count():
            control.first.fill(str(value))
    with page.expect_navigation():
        page.get_by_role("button", name="保存并继续").last.click()


def answer_choice(page: Page, field: Field, value: Any) -> None:
    """Choose, among buttons or in a list, where that is asked."""
    said = dict(field.choices)[value].zh if field.choices else YES_NO[value]
    group = page.get_by_role("group", name=re.compile(f"^{re.escape(field.title.zh)}"))
    if group.count():
        group.first.get_by_label(said, exact=True).check()
    elif (control := control_of(page, field.title.zh)).count():
        control.first.select_option(label=said)


def control_of(page: Page, title: str) -> Locator:
    """Return the control with this label, or none."""
    return page.get_by_label(re.compile(f"^{re.escape(title)}(?:（选填）)?$"))


def go_through(page: Page, item: ServiceItem, answers: dict[str, Any]) -> None:
    """Fill in every page from the first one that is not finished to the materials, and hand in a
    file for each that has to be."""
    for _ in item.sections:
        answer_page(page, item, answers)
        expect(page.get_by_role("alert")).to_have_count(0)
    hand_in(page)


def hand_in(page: Page) -> None:
    """Hand in a file for everything that is asked for."""
    expect(page.get_by_role("heading", level=1)).to_have_text("申请材料")
    for spec in page.get_by_label(re.compile(".")).all():
        if spec.get_attribute("type") == "file":
            spec.set_input_files(FILE)
    with page.expect_navigation():
        page.get_by_role("button", name="保存并继续").last.click()


def sought(page: Page, words: str, title: str) -> None:
    """Look for a service from the front page in one's own words, and open its guide."""
    page.goto("/")
    page.get_by_role("searchbox").first.fill(words)
    page.get_by_role("searchbox").first.press("Enter")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
