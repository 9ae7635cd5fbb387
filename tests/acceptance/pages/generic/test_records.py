"""Records that follow from a kind alone pass every check that the pages of cases pass."""

import hashlib
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from actors.kernel.errors import Refusal
from tests.acceptance.pages.conftest import OpenPage
from tests.acceptance.pages.generic.boats import CLERK, ELSEWHERE, UNIT, clerk, register, send
from tests.acceptance.pages.journeys import languages, look_over
from tests.acceptance.site import Site
from tests.acceptance.steps import PNG
from tests.opening import commits_in


@pytest.mark.parametrize("language", languages(__name__))
def test_a_record_and_its_forms_have_no_violation(
    open_page: OpenPage, site: Site, language: str
) -> None:
    boat = register(site, "翔鹭", fee_fen=123450)
    page = open_page(CLERK)
    page.goto(f"/boats/{boat}?lang={language}")
    look_over(page, f"boat {language}")
    for summary in page.locator("details.action summary").all():
        summary.click()
    look_over(page, f"boat with forms open {language}")
    page.locator("form[action$='/inspect'] button[type=submit]").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_over(page, f"boat with faults {language}")
    page.goto(f"/boats/new?lang={language}")
    look_over(page, f"new boat {language}")
    page.wait_for_load_state("networkidle")  # what is given up on leaving is logged as an error


def test_a_boat_is_begun_worked_on_and_retired_without_scripts(plain_page: Page) -> None:
    page = plain_page
    page.goto("/boats/new")
    page.get_by_label("船名").fill("海晏")
    page.locator("[name=sort][value=ferry]").check()
    page.locator("[name=unit]").select_option(UNIT)
    page.get_by_label("船员人数").fill("１２")
    page.get_by_label("登记费").fill("1,234.50")
    page.get_by_label("船主").fill("梁海生")
    page.get_by_label("联系电话").fill("138 1234-5678")
    page.get_by_label("登记日期").fill("2026-03-05")
    page.get_by_role("button", name="登记渔船").click()

    expect(page.get_by_role("heading", name="海晏")).to_be_visible()
    expect(page.get_by_text("1,234.50").first).to_be_visible()
    expect(page.get_by_text("首次检查")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("已登记")
    assert "13812345678" not in page.content() and "梁海生" not in page.content()

    page.locator("summary", has_text="注销登记").click()
    page.locator("form[action$='/retire'] textarea").fill("沉没")
    page.get_by_role("button", name="注销登记").click()
    expect(page.locator(".tag", has_text="注销")).to_be_visible()
    expect(page.get_by_text("目前没有需要您办理的操作。")).to_be_visible()
    assert "沉没" not in page.content()  # a reason is not shown to everybody


def test_a_refused_form_keeps_every_entry_and_names_every_fault(
    plain_page: Page, site: Site
) -> None:
    boat = register(site, "归帆")
    page = plain_page
    page.goto(f"/boats/{boat}")
    page.locator("summary", has_text="登船检查").click()
    form = page.locator("form[action$='/inspect']")
    form.locator("[name=result][value=unsound]").check()
    form.get_by_label("时间", exact=True).fill("14:30")
    form.locator("[name=equipment][value=radio]").check()
    form.get_by_role("button", name="登船检查").click()

    expect(page).to_have_title(re.compile("^错误："))
    link = page.get_by_role("alert").get_by_role("link")
    expect(link).to_have_text("检查时间：请把日期和时间都填写完整")
    assert page.locator(str(link.get_attribute("href")).replace(".", "\\.")).count() == 1
    form = page.locator("form[action$='/inspect']")
    expect(form.get_by_label("时间", exact=True)).to_have_value("14:30")
    expect(form.get_by_label("日期", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(form.locator("[name=result][value=unsound]")).to_be_checked()
    expect(form.locator("[name=equipment][value=radio]")).to_be_checked()

    form.get_by_label("日期", exact=True).fill("2026-03-05")
    form.get_by_role("button", name="登船检查").click()
    expect(page.get_by_role("alert")).to_contain_text("备注：不合格的，必须说明情况")
    form = page.locator("form[action$='/inspect']")
    form.locator("[name=remarks]").fill("漏水")
    form.get_by_role("button", name="登船检查").click()
    expect(page.locator(".timeline")).to_contain_text("已检查")


def test_groups_grow_without_scripts_and_keep_what_was_typed(plain_page: Page, site: Site) -> None:
    boat = register(site, "同舟")
    page = plain_page
    page.goto(f"/boats/{boat}")
    page.locator("summary", has_text="分派管理单位").click()
    form = page.locator("form[action$='/assign']")
    form.locator("[name='parts.0.unit']").select_option(UNIT)
    form.locator("[name='parts.0.share']").fill("60")
    form.get_by_role("button", name="再加一项").click()
    form = page.locator("form[action$='/assign']")
    expect(form.locator("[name='parts.0.share']")).to_have_value("60")
    form.locator("[name='parts.1.unit']").select_option(ELSEWHERE)
    form.locator("[name='parts.1.share']").fill("30")
    form.get_by_role("button", name="分派管理单位").click()
    expect(page.get_by_role("alert")).to_contain_text("各单位比例合计应为 100")

    form = page.locator("form[action$='/assign']")
    form.locator("[name='parts.1.share']").fill("40")
    form.get_by_role("button", name="分派管理单位").click()
    expect(page.locator(".timeline")).to_contain_text("已分派")
    expect(page.locator("dl").first).to_contain_text("40")


def test_what_is_no_longer_possible_is_said_with_what_is_and_nothing_is_lost(
    open_page: OpenPage, site: Site
) -> None:
    boat = register(site, "迟到")
    page = open_page(CLERK)
    page.goto(f"/boats/{boat}")
    page.locator("summary", has_text="登船检查").click()
    form = page.locator("form[action$='/inspect']")
    form.locator("[name=result][value=sound]").check()
    form.get_by_label("日期", exact=True).fill("2026-03-05")
    form.get_by_label("时间", exact=True).fill("14:30")
    form.locator("[name=remarks]").fill("一切正常")
    send(site, boat, "Retire", reason="沉没")
    with page.expect_response(re.compile("/inspect$")) as answered:
        form.get_by_role("button", name="登船检查").click()

    assert answered.value.status == 409
    expect(page.get_by_role("alert")).to_contain_text("渔船目前的状态不允许此操作")
    expect(page.locator("[name=remarks]")).to_have_value("一切正常")
    expect(page.locator(".tag", has_text="注销")).to_be_visible()
    look_over(page, "boat too late")


def test_what_is_not_shown_is_opened_for_a_purpose_and_recorded_first(
    open_page: OpenPage, site: Site
) -> None:
    boat = register(site, "知情", owner="钟灵毓")
    page = open_page(CLERK)
    page.goto(f"/boats/{boat}")
    assert "钟灵毓" not in page.content()
    page.get_by_role("button", name="显示完整信息").click()

    expect(page.get_by_text("钟灵毓")).to_be_visible()
    commits = site.run(commits_in(site.database, {"key": f"access:boat.{boat}"}))
    assert [(one["by"], one["ev"][0]["purpose"]) for one in commits] == [
        (f"staff:{CLERK}", "handling")
    ]


@pytest.mark.parametrize("purpose", ["", "supervision", "own", "x" * 100])
def test_a_purpose_that_opens_nothing_shows_nothing(site: Site, purpose: str) -> None:
    boat = register(site, "无由", owner="钟灵毓")
    with site.client(CLERK) as client:
        answer = client.post(f"/boats/{boat}/open", data={"purpose": purpose})

    assert "钟灵毓" not in answer.text
    assert answer.status_code == (200 if not purpose else 403)


def test_others_see_neither_list_nor_record_nor_the_way_there(
    open_page: OpenPage, site: Site
) -> None:
    boat = register(site, "他方", unit=ELSEWHERE)
    page = open_page(CLERK)
    assert page.goto(f"/boats/{boat}").status == 404  # type: ignore[union-attr]
    expect(page.get_by_role("navigation").get_by_role("link", name="渔船")).to_be_visible()
    with site.client("chen_jiahui") as client:
        assert client.get("/boats").status_code == 403
    with site.client(CLERK) as client:
        answer = client.post(f"/boats/{boat}/retire", data={"reason": "theirs", "key": "k"})
        assert answer.status_code == 404
        assert client.post("/boats/nobody/sink", data={}).status_code == 404
        assert client.get("/boats/%E8%88%B9").status_code == 404
    with pytest.raises(Refusal):
        send(site, boat, "Retire", by=clerk(UNIT), reason="theirs")


def test_a_form_sent_twice_has_its_effect_once(site: Site) -> None:
    boat = register(site, "双击")
    sent = {"result": "sound", "seen_at": "2026-03-05 14:30", "key": "once"}
    with site.client(CLERK) as client:
        for _ in range(2):
            assert client.post(f"/boats/{boat}/inspect", data=sent).status_code == 303
    commits = site.run(site.database["journal"].count_documents({"key": f"boat:{boat}"}))

    assert commits == 2


def test_a_file_that_a_form_asks_for_is_kept_by_its_digest_may_be_left_out_and_taken_away(
    site: Site,
) -> None:
    boat = register(site, "留影")
    with site.client(CLERK) as client:

        def inspect(**sent: Any) -> httpx.Response:
            common = {"result": "sound", "seen_at": ["2026-03-05", "14:30"], "key": uuid4().hex}
            return client.post(f"/boats/{boat}/inspect", data=common | sent.pop("data", {}), **sent)

        form = client.get(f"/boats/{boat}").text
        assert 'type="file" id="inspect-photograph" name="photograph.file"' in form
        assert inspect().status_code == 303
        file = {"photograph.file": ("boat.png", PNG, "image/png")}
        assert inspect(files=file).status_code == 303
        text = {"photograph.file": ("boat.txt", b"a boat", "text/plain")}
        assert inspect(files=text).status_code == 422
        wrong = inspect(files=file, data={"result": "unsound"})
        assert wrong.status_code == 422 and 'name="photograph.gone"' in wrong.text
        again = {"photograph": hashlib.sha256(PNG).hexdigest()}
        assert inspect(data=again).status_code == 303
        assert inspect(data=again | {"photograph.gone": "1"}).status_code == 303
        assert inspect(data={"photograph": "0" * 64}).status_code == 422
    commits = site.run(commits_in(site.database, {"key": f"boat:{boat}"}))

    digest = hashlib.sha256(PNG).hexdigest()
    kept = [each["ev"][0].get("photograph", "") for each in commits[1:]]
    assert kept == ["", digest, digest, ""]
