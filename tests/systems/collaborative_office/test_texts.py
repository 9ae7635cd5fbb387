"""What differs between two texts, and what never stands in one."""

from time import process_time

import pytest
from msgspec.structs import replace

from actors.kernel.errors import Refusal
from actors.kernel.identity import Identity
from actors.kernel.turn import Command, Turn
from actors.systems.collaborative_office.outgoing import commands as c
from actors.systems.collaborative_office.texts import (
    differences,
    plain_digest,
    require_open,
    without_layout,
)
from actors.testing import Scenario
from tests.systems.collaborative_office import office as o

MARK = "密级：机密"
EDIT = c.EditDocument(genre="letter", main=o.UNITS, title=o.TITLE, body=o.BODY)


@pytest.mark.feature("OA-01")
@pytest.mark.parametrize(
    ("signed", "now", "found"),
    [
        (("题", "3 个月\n"), ("题", "3个\u3000月"), ()),
        (("题", "请予支持"), ("题", "请支持"), ("「予」→「」",)),
        (("题1", "000元"), ("题", "1000元"), ("「1」→「」", "「」→「1」")),
        (("题", "1\n000元"), ("题", "1000元"), ("「 」→「」",)),
        (("题", "1\n000元"), ("题", "1  000元"), ()),
        (("题", "no\none"), ("题", "noone"), ("「 」→「」",)),
        (
            ("题", "首" + "甲" * 501 + "尾"),
            ("题", "首乙尾"),
            (f"「{'甲' * 501}」→「乙」",),
        ),
    ],
)
def test_what_differs(signed: tuple[str, str], now: tuple[str, str], found: tuple[str]) -> None:
    assert differences(signed, now) == found
    assert (plain_digest(*signed) == plain_digest(*now)) == (not found)


@pytest.mark.feature("OA-01")
@pytest.mark.parametrize(
    ("signed", "now"),
    [
        ("元" * 20_000, "元" * 20_000),
        ("元" * 20_000, "元" * 10_000 + "角" + "元" * 9_999),
        ("元" * 9_000 + "角" * 9_000, "角" * 9_000 + "元" * 9_000),
        ("元角" * 250, "元分" * 250),
        ("首" + "元" * 498 + "尾", "尾" + "元角" * 249 + "首"),
    ],
)
def test_no_text_takes_long_to_compare(signed: str, now: str) -> None:
    began = process_time()
    differences(("题", signed), ("题", now))

    assert process_time() - began < 1


def test_blanks_that_count_are_one() -> None:
    assert without_layout(" 第 1 条\n\n12 \n 34 GB  T 9 ") == "第1条12 34GB T9"


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize(
    "text",
    [
        "机密",
        "密级：秘密",
        "绝密★30年",
        "【机 密】",
        "（秘密）",
        "〔绝密〕",
        "秘密级",
        "机密件",
        "正文\n机密\n正文",
        "机密 关于联合检查的函",
        "密级为机密",
        "密级机密",
        "机密级文件",
        "密级：机密文件",
        "秘密一年",
        "秘密 10 年",
        "机密长期",
        "特急机密",
        "机密特急",
        "加急　秘密",
        "機密",
        "密級：絕密",
        "机\u200b密",
    ],
)
def test_a_mark_of_secrecy_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        require_open({"body": f"{text}\n请予支持。"})

    (reason,) = refusal.value.reasons
    assert (reason.code, reason.facts) == ("official_document.secrecy_mark", {})


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize(
    "text",
    [
        "学习保守国家秘密法。",
        "不得泄露商业秘密。",
        "国家秘密分为绝密、机密、秘密三级。",
        "标“秘密”字样",
        "统计泄露国家秘密件次，保守国家秘密三十年。",
        "国家秘密级别",
    ],
)
def test_a_word_is_no_mark(text: str) -> None:
    require_open({"body": text})


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize(
    ("before", "command", "by", "field"),
    [
        (o.drafted(), replace(EDIT, title=MARK), o.DRAFTER, "/title"),
        (o.drafted(), replace(EDIT, body=MARK), o.DRAFTER, "/body"),
        (o.handed_in(), c.CheckDocument(note=MARK), o.CHECKER, "/note"),
        (o.checked(), c.AskOpinions(reason=MARK), o.DRAFTER, "/reason"),
        (o.asked(), c.GiveOpinion(view="agree", note=MARK), o.HEALTH, "/note"),
        (o.signed(), c.RecheckDocument(title=MARK, body=o.BODY), o.PROOFREADER, "/title"),
        (o.signed(), c.RecheckDocument(title=o.TITLE, body=MARK), o.PROOFREADER, "/body"),
        (o.printed(), c.SendBack(to="draft", reason=MARK), o.REGISTRY, "/reason"),
    ],
)
def test_no_field_of_any_command_bears_a_mark(
    before: Scenario, command: Command, by: Identity, field: str
) -> None:
    before.when(command, by=by).then_refused("official_document.secrecy_mark", field).run()


@pytest.mark.feature("OA-03")
@pytest.mark.parametrize("field", ["title", "body"])
def test_of_a_draft_with_a_mark_nothing_is_kept(field: str) -> None:
    wish = replace(o.DRAFT, **{field: MARK})
    kind = o.KINDS["official_document"]
    nothing = kind.initial(o.KEY)
    turn = Turn(o.KEY, nothing, kind.evolve, now=o.MORNING, by=o.DRAFTER, command_id="c1")

    with pytest.raises(Refusal, match="secrecy_mark"):
        kind.decide(turn, wish)
    assert (turn.events, turn.messages, turn.reminders) == ([], [], [])
