"""A tree of units, posts and staff comes as a table: all of it from a day on, or nothing."""

import html
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace

from actors.blocks.accounts.commands import ChangeRoles, Enrol
from actors.blocks.organisation import changes as made
from actors.blocks.organisation import commands as c
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.kind import organisation_kind
from actors.blocks.organisation.state import KEY
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from tests.acceptance.site import Site
from tests.acceptance.test_page_structure import faults as faults_of
from tests.acceptance.test_page_structure import fetched
from tests.blocks.organisation.changing import TOMORROW, WHY
from tests.blocks.organisation.city import AN, AT, DAY, FIRST, LIBRARY, LIU, NOTHING_YET, TODAY

pytestmark = pytest.mark.feature("GRASS-01")
SECTION = c.ImportRow(
    sort="unit", unit="section", title="窗口科", title_en="Window Section", place="440600",
    superior="office",
)  # fmt: skip
OFFICE = replace(SECTION, unit="office", title="办公室", title_en="Office", superior="market")
FANG = c.ImportRow(
    sort="post", unit="section", account="fang", name="方宁", name_en="Fang Ning",
    role="window_clerk",
)  # fmt: skip
LI = c.ImportRow(sort="post", unit="section", account="li", role="reviewer")


def table(*rows: c.ImportRow, **changed: Any) -> c.ImportTree:
    return replace(c.ImportTree(rows=rows, effective=TOMORROW, reason=WHY), **changed)


def decided(wish: c.ImportTree, by: Identity = AN) -> Turn[Any]:
    kind = organisation_kind(LIBRARY)
    turn = Turn(KEY, kind.initial(KEY), kind.evolve, now=AT, by=by, command_id="c", seq=1)
    kind.decide(turn, wish)
    return turn


def refused(*rows: c.ImportRow) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as found:
        decided(table(*rows))
    return [(each.code.partition(".")[2], each.field) for each in found.value.reasons]


def test_units_and_posts_are_as_the_table_says_from_its_day_on() -> None:
    turn = decided(table(SECTION, OFFICE, FANG, LI, replace(LI, unit="office")))
    after = Chronicle(FIRST, turn.state.changes)

    assert after.tree(TODAY).units.keys() == FIRST.units.keys()
    assert after.tree(TOMORROW).units["section"].superior == "office"
    assert "fang" in after.holders("window_clerk", "section", TOMORROW)
    assert "fang" not in after.holders("window_clerk", "section", TODAY)
    assert after.holders("reviewer", "office", TOMORROW) == ("li",)
    assert after.holders("reviewer", "market", TOMORROW) == ("li",)  # what is not named stays
    assert [each.number for each in turn.state.changes] == [1, 2, 3, 4, 5]
    assert [m.command["type"] for m in turn.messages] == [Enrol.__name__]


def test_a_table_of_today_is_told_to_the_accounts_at_once() -> None:
    told = decided(table(OFFICE, replace(FANG, unit="office"), effective=TODAY)).messages

    assert [(m.key, m.command["type"]) for m in told] == [
        ("account:fang", Enrol.__name__),
        ("account:fang", ChangeRoles.__name__),
    ]


def test_what_differs_is_renamed_and_moved_and_what_is_the_same_is_left() -> None:
    market = FIRST.units["market"]
    same = c.ImportRow(
        sort="unit", unit="market", title=market.title.zh, title_en=market.title.en, place="440600",
        superior="government",
    )  # fmt: skip
    moved = replace(same, title="市场局", superior="services")
    held = c.ImportRow(sort="post", unit="market", account="liu", name="liu", role="approver")

    kinds = [type(e) for e in decided(table(moved, held)).events]
    assert kinds == [made.UnitRenamed, made.UnitMoved, made.TookEffect]
    assert refused(same, held) == [("nothing_new", "")]
    assert refused(replace(same, place="440604")) == [("place_stays", "/rows/0/place")]


def test_every_fault_is_told_by_its_row_and_nothing_happens() -> None:
    nowhere = replace(OFFICE, unit="Office!", place="999999", title_en="")
    stranger = replace(FANG, account="zhao", role="nobody")

    assert refused(nowhere, FANG, FANG, replace(LI, name="别人"), stranger) == [
        ("title_in_both_languages", "/rows/0/title"),
        ("unit_code", "/rows/0/unit"),
        ("unknown", "/rows/0/place"),
        ("row_twice", "/rows/2/unit"),
        ("other_name", "/rows/3/name"),
        ("unknown_role", "/rows/4/role"),
    ]


def test_what_does_not_fit_together_is_told_by_the_row_from_which_on_it_does_not() -> None:
    circle = (replace(OFFICE, superior="section"), SECTION)
    found = refused(OFFICE, FANG, replace(LI, unit="market", account="wen", role="administrator"))

    assert ("unit_not_there", "/rows/1/unit") in found
    assert ("administrators_hold_no_other_role", "/rows/2/role") in found
    assert {code for code, _ in refused(*circle)} == {"circle"}
    assert ("no_superior", "/rows/1/superior") in refused(
        OFFICE, replace(SECTION, superior="nowhere")
    )


def test_it_is_for_administrators_and_never_about_themselves_or_the_past() -> None:
    own = c.ImportRow(sort="post", unit="market", account="an", role="administrator")

    NOTHING_YET.when(table(OFFICE), by=LIU).then_refused("organisation.unknown").run()
    NOTHING_YET.when(table(own), by=AN).then_refused("organisation.own_account").run()
    past = table(OFFICE, effective=TODAY - DAY)
    NOTHING_YET.when(past, by=AN).then_refused("organisation.in_the_past", "/effective").run()
    mute = table(OFFICE, reason=" ")
    NOTHING_YET.when(mute, by=AN).then_refused("organisation.reason", "/reason").run()


def test_five_hundred_rows_take_no_longer_than_a_turn_may() -> None:
    rows = [replace(OFFICE, unit=f"office_{n}") for n in range(250)]
    rows += [replace(FANG, unit=f"office_{n}", account=f"fang_{n}") for n in range(250)]

    assert len(decided(table(*rows)).state.changes) == c.MOST_IMPORTED
    assert Reason("organisation.unit_not_there", "/rows/499/unit", {"unit": "elsewhere"}) in [
        *faults(*rows[:-1], replace(rows[-1], unit="elsewhere"))
    ]


def faults(*rows: c.ImportRow) -> tuple[Reason, ...]:
    with pytest.raises(Refusal) as found:
        decided(table(*rows))
    return found.value.reasons


def test_a_table_is_looked_at_confirmed_and_holds_from_its_day(site: Site) -> None:
    assert site.services is not None
    code, account = f"office_{uuid4().hex[:6]}", f"lin-{uuid4().hex[:6]}"
    on = local_day(site.services.clock.now()) + timedelta(days=3)
    head = "类别,单位代码,名称,英文名称,服务区划,上级单位,账号,姓名,英文姓名,角色\n"
    unit = f"单位,{code},示例科,Sample Section,440600,market_supervision,,,,\n"
    post = f"岗位,{code},,,,,{account},林方,Lin Fang,window_clerk\n"
    typed = {"effective": on.isoformat(), "reason": "机构改革"}

    def sent(client: httpx.Client, text: str, **more: str) -> httpx.Response:
        file = {"file": ("tree.csv", text.encode(), "text/csv")}
        return client.post("/admin/import", data={**typed, **more}, files=file)

    with site.client("zumiao_clerk") as clerk:
        assert clerk.get("/admin/import").status_code == 403
    with site.client("administrator", language="zh") as client:
        assert 'href="/admin/import"' in client.get("/admin/units").text
        assert list(faults_of(fetched(client, "/admin/import"))) == []
        wrong = sent(client, head + unit + post + f"岗位,{code},,,,,chen_jiahui,陈,Chen,reviewer\n")
        assert wrong.status_code == 422 and "这个账号已经有人使用" in wrong.text
        odd = sent(client, head + unit.replace("单位,", "火星,", 1) + post)
        assert odd.status_code == 422 and '<th scope="row" class="number">2</th>' in odd.text
        assert sent(client, head + unit + post, effective="x").status_code == 422
        assert client.post("/admin/import", data=typed).status_code == 422
        shown = sent(client, head + unit + post)
        assert shown.status_code == 200 and "示例科" in shown.text and "林方" in shown.text
        assert client.get(f"/admin/units/{code}").status_code == 404  # it was looked at only
        rows = value_of(shown.text, "rows")
        confirmed = {**typed, "rows": rows, "step": "confirmed", "key": uuid4().hex}
        assert client.post("/admin/import", data=confirmed).headers["location"] == "/admin"
        later = {"on": on.isoformat()}
        assert "林方" in client.get(f"/admin/units/{code}", params=later).text
        again = client.post("/admin/import", data={**confirmed, "key": uuid4().hex})
        assert again.status_code == 422 and "与现状一致" in again.text
        broken = client.post("/admin/import", data={**confirmed, "rows": "[{"})
        assert broken.status_code == 422
        taken_back(site, client, f"staff:{account}", f"unit:{code}")


def taken_back(site: Site, client: httpx.Client, *subjects: str) -> None:
    """Undo the last change of each, so that others have the organisation as it was."""
    assert site.services is not None
    changes = site.run(site.services.sender.show(KEY)).state.changes
    for each in subjects:
        number = max(one.number for one in changes if made.subject(one) == each)
        undo = {"subject": each, "number": f"{number}", "reason": "试导入", "step": "confirmed"}
        answer = client.post("/admin/changes/undo", data={**undo, "key": uuid4().hex})
        assert answer.status_code == 303, answer.text


def value_of(text: str, name: str) -> str:
    """Return what a page carries unseen under `name`."""
    found = re.search(f'name="{name}" value="([^"]*)"', text)
    assert found
    return html.unescape(found[1])
