"""An office drafts a document, and it goes its way to its issue, by pages alone."""

import pytest
from playwright.sync_api import expect

from actors.blocks.documents.make import paper_id
from actors.blocks.documents.paper import PaperMade
from actors.kernel.identity import PLATFORM
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.journeys import act, look_over
from tests.acceptance.site import Site
from tests.systems.collaborative_office.living import send, until

TITLE, BODY = "关于联合检查的函", "拟于3个月内开展联合检查，请予支持。"
LONGER = BODY.replace("3", "6")


@pytest.mark.feature("OA-01", "OA-03", "OA-27")
def test_a_draft_is_signed_again_after_a_change_numbered_sealed_and_issued(
    open_page: OpenPage, site: Site
) -> None:
    drafter = open_page("office_drafter")
    drafter.goto("/official-documents/new")
    drafter.locator("[name='genre']").first.wait_for()
    draft = {"genre": "letter", "main": "health", "title": TITLE}
    act(drafter, "起草公文", **draft, body=f"密级：机密\n{BODY}")
    expect(drafter.get_by_role("alert")).to_contain_text("密级标志")
    act(drafter, "起草公文", body=BODY)
    expect(drafter.get_by_role("heading", level=1)).to_have_text(TITLE)
    look_over(drafter, "draft of an official document")
    address = drafter.url
    key = f"official_document:{address.rpartition('/')[2]}"
    act(drafter, "送审")

    pages = {"office_drafter": drafter}

    def at(account: str, title: str, **entries: str) -> None:
        page = pages.setdefault(account, open_page(account))
        page.goto(address)
        act(page, title, **entries)

    def sha256() -> str:
        return until(site, key, lambda state: True).sha256

    at("office_checker", "审核通过")
    at("office_drafter", "送会签")
    at("office_signer", "签发", sha256=sha256())
    at("office_proofreader", "复核", body=LONGER)
    signer = pages["office_signer"]
    signer.goto(address)
    signer.get_by_role("button", name="业务办理").click()
    expect(signer.get_by_role("main")).to_contain_text("「3」→「6」")
    look_over(signer, "what was changed after the signature")
    at("office_signer", "签发", sha256=sha256())
    at("office_proofreader", "复核")
    at("office_registry", "登记编号")
    number = until(site, key, lambda state: bool(state.number)).number
    at("seal_custodian", "用印并印制", sha256=sha256())
    until(site, key, lambda state: state.phase == "printing")
    made = PaperMade(
        template="official_letter",
        n=1,
        document=paper_id(key, "official_letter"),
        sha256="ab" * 32,
        bytes=1_000,
        pages=1,
    )
    send(site, key, made, PLATFORM)
    at("office_registry", "核发")
    registry = pages["office_registry"]
    expect(registry.locator("header.heading")).to_contain_text("已核发")
    registry.goto("/official-documents")
    expect(registry.get_by_role("link", name=TITLE)).to_be_visible()
    expect(registry.get_by_role("main")).to_contain_text(number)
    look_over(registry, "list of official documents")
