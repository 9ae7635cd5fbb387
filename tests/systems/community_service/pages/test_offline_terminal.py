"""The terminal of a village without a line, in a browser: a form opens, what is taken in waits,
arrives once the line is back, and is wiped when the terminal is revoked."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from serve_apps.front.visitor import COOKIE
from tests.acceptance.pages.conftest import Sessions
from tests.acceptance.site import Site
from tests.systems.community_service.test_entrustment_pages import (
    PICTURE,
    entrusted,
    posted,
    row,
    typed,
)

pytestmark = pytest.mark.feature("GRASS-07")
AGENT = "zhenan_agent"
KEPT = """async () => {
  const open = indexedDB.open("village-terminal", 1);
  await new Promise((done) => { open.onsuccess = done; });
  const store = open.result.transaction("outbox").objectStore("outbox").getAll();
  await new Promise((done) => { store.onsuccess = done; });
  return JSON.stringify(store.result, (name, value) =>
    value instanceof ArrayBuffer ? `hidden ${value.byteLength}` : value);
}"""


@pytest.fixture
def terminal(sessions: Sessions, site: Site) -> Iterator[tuple[Page, BrowserContext]]:
    """A browser of the agent's own, of which nobody else has anything afterwards."""
    context = sessions.begin(site.url, scripts=True)
    context.add_cookies([{"name": COOKIE, "value": site.token(AGENT), "url": site.url}])
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    yield page, context
    context.close()


def fill(page: Page, site: Site) -> None:
    """Fill in the form that is shown, with its example."""
    for name, value in typed(site).items():
        control = page.locator(f'[name="{name}"]')
        if control.first.get_attribute("type") == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            control.fill(value)
    page.get_by_label("已向本人说明个人信息如何处理").check()
    card = {"name": "card.png", "mimeType": "image/png", "buffer": PICTURE}
    page.get_by_label("居民身份证或者社会保障卡").set_input_files([card])  # type: ignore[list-item]
    page.locator('[name="promise.end_certificate"]').check()


def test_a_form_opens_without_a_line_and_what_was_taken_in_arrives_once(
    terminal: tuple[Page, BrowserContext], site: Site
) -> None:
    page, context = terminal
    with site.client(AGENT) as client:
        id = entrusted(client).rpartition("/")[2]
    row(site, id, state="entrusted")
    page.goto("/village/terminal")
    page.get_by_role("button", name="登记为村级终端").click()
    expect(page.get_by_role("heading", name="离线收件")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # the worker has the page from now on
    expect(page.get_by_text("已连接平台")).to_be_visible()
    page.wait_for_function(
        "async () => (await (await caches.open('village-terminal-1')).keys()).length > 5"
    )

    context.set_offline(True)
    page.reload()
    expect(page.get_by_text("现在没有网络")).to_be_visible()
    page.get_by_label("代办委托").select_option(id)
    fill(page, site)
    page.get_by_role("button", name="保存到待发箱").click()
    expect(page.get_by_text("临时编号")).to_be_visible()
    expect(page.get_by_role("img", name="凭条的二维码")).to_be_visible()
    expect(page.get_by_text("等待网络")).to_be_visible()
    kept = page.evaluate(KEPT)
    assert "hidden" in kept
    assert typed(site)["form.bank_account"] not in kept

    context.set_offline(False)
    page.reload()
    expect(page.get_by_text("已收件登记")).to_be_visible()
    number = row(site, id, state="received")["number"]
    expect(page.get_by_text(number)).to_be_visible()

    device = site.run(site.database["village_terminals"].find_one(sort=[("updated_at", -1)]))
    with site.client(AGENT) as client:
        address = f"/village-terminals/{device['_id']}/revoke_terminal"
        posted(client, address, reason="lost")
    page.reload()
    expect(page.get_by_text("保存的内容已清除")).to_be_visible()
    assert page.evaluate(KEPT) == "[]"
