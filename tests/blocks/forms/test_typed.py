"""However something is typed, it is kept in one form; what means nothing is refused by its name."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from actors.blocks.cases.items import form_of
from actors.blocks.forms import normalise
from actors.blocks.forms.answers import exact
from actors.blocks.forms.form import Form
from actors.blocks.forms.layout import Check, Field, Section
from actors.kernel.system import Rule
from tests.blocks.cases.city import PERMIT, title

TODAY = date(2026, 3, 2)
NUMBER = "11440600MB2C9270XW4000131001000202611230001"


def form(rule: dict[str, Any], **field: Any) -> Form:
    section = Section(title=title("表"), fields=(Field(name="x", title=title("x"), **field),))
    return Form({"type": "object", "properties": {"x": rule}}, (section,))


def kept(rule: dict[str, Any], sent: object, **field: Any) -> object:
    """Return what is kept of `sent`, or the code of what is wrong with it."""
    asked = form(rule, **field)
    answers = asked.clean({"x": sent})
    faults = asked.faults(answers, today=TODAY, divisions={}, rules={})
    assert asked.clean(answers) == answers
    return faults[0].code if faults else answers.get("x")


@pytest.mark.parametrize(
    "typed",
    [
        "13800000008",
        "１３８０００００００８",
        "+86 138 0000 0008",
        "(+86) 138-0000-0008",
        "0086 13800000008",
        "8613800000008",
        "138 0000 0008",
        "138—0000—0008",
        "138\u200b0000\u200b0008",
        "\u202d13800000008\u202c",
        "\ufeff13800000008\n",
        "138.0000.0008",
    ],
)
def test_a_telephone_number_is_kept_in_one_form(typed: str) -> None:
    assert kept({"type": "string"}, typed, check="mobile") == "13800000008"


@pytest.mark.parametrize(
    "typed",
    ["44060819900101123x", "４４０６０８ １９９００１０１ １２３ｘ", "440608-19900101-123X"],
)
def test_an_id_number_is_kept_in_one_form(typed: str) -> None:
    assert normalise.identifier(typed, "resident_id") == "44060819900101123X"


@pytest.mark.parametrize("typed", ["²³", "4406081990010112³X", "9" * 5_000])
def test_what_only_looks_like_a_number_is_no_identifier(typed: str) -> None:
    assert kept({"type": "string"}, typed, check="resident_id") == "resident_id.shape"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("1，000", 1000),
        ("12 345 678", 12345678),
        ("１．５", 1.5),
        ("−2", -2),
        (".5", 0.5),
        ("1\u200b2", 12),
        ("3.0", 3),
    ],
)
def test_a_number_is_read_as_it_is_meant(typed: str, meant: float) -> None:
    assert kept({"type": "number"}, typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["1,5", "1.234,5", "1_5", "1,23,456", "1 5", "1,234 567", "²", "1²", "①", "½", "1e5", "一",
     "9" * 5_000, "9" * 40],
)  # fmt: skip
def test_a_number_that_may_mean_something_else_is_refused(typed: str) -> None:
    assert kept({"type": "number"}, typed) == "form.number"
    assert kept({"type": "integer"}, typed) == "form.whole_number"


def test_a_part_is_no_whole_number() -> None:
    assert kept({"type": "integer"}, "1.5") == "form.whole_number"
    assert kept({"type": "integer"}, "２") == 2


def test_amounts_are_compared_as_they_were_written() -> None:
    rules: dict[str, Rule] = {"fits": lambda answers: answers["x"] * answers["x"] <= answers["y"]}
    names = ("x", "y")
    section = Section(title=title("表"), fields=tuple(Field(name=n, title=title(n)) for n in names))
    schema = {"type": "object", "properties": {n: {"type": "number"} for n in names}}
    asked = Form(schema, (section,), (Check(rule="fits", question=title("?")),))

    def faults(**sent: object) -> int:
        answers = asked.clean(sent)
        return len(asked.faults(answers, today=TODAY, divisions={}, rules=rules))

    assert faults(x="1.1", y="1.21") == 0
    assert faults(x=1.1, y=1.21) == 0
    assert faults(x=1.1, y=1.2099) == 1
    assert exact({"a": 1.1, "b": 2, "c": "1.1"}) == {"a": Decimal("1.1"), "b": 2, "c": "1.1"}


def test_lines_are_counted_as_they_are_kept() -> None:
    written = "\r\n".join(["一二三四五六"] * 42 + ["一二三"])

    assert len(written) > 300
    assert kept({"type": "string", "maxLength": 300}, written) == written.replace("\r\n", "\n")
    assert kept({"type": "array"}, ["a\r\nb "]) == ["a\nb"]
    assert kept({"type": "object"}, {"a": ["b\r"]}) == {"a": ["b"]}


@pytest.mark.parametrize("pattern", ["^[0-9]+$", r"^\d+$", "^(?:[0-9]+)$", "^[0-9$]*[0-9]$"])
@pytest.mark.parametrize("sent", ["621700\n", "621700\n\n", "６２１７００"])
def test_a_pattern_is_of_the_whole_text(pattern: str, sent: str) -> None:
    asked = form({"type": "string", "pattern": pattern})

    def codes(answer: str) -> list[str]:
        found = asked.faults({"x": answer}, today=TODAY, divisions={}, rules={})
        return [reason.code for reason in found]

    assert codes("621700") == []
    assert codes(sent) == ["form.pattern"]
    assert asked.clean({"x": "621700\n"}) == {"x": "621700"}


@pytest.mark.parametrize(
    "typed", ["6222 0212 3456 7890", "６２２２０２１２３４５６７８９０", "6222-0212-34567890\n"]
)
def test_an_account_number_is_kept_without_what_is_typed_between(typed: str) -> None:
    rule = {"type": "string", "pattern": "^[0-9]+$"}

    assert kept(rule, typed, check="code") == "6222021234567890"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 张三\n", "张三"),
        ("\ufeff张\u200b三", "张三"),
        ("欧阳　 娜娜", "欧阳 娜娜"),
        ("𪚥", "𪚥"),
        ("李\u202e四", "name.control"),
        ("李\n四", "name.control"),
        ("\u3164", "name.empty"),
    ],
)
def test_a_name_is_kept_as_it_is_written(typed: str, meant: str) -> None:
    assert kept({"type": "string"}, typed, check="person_name") == meant


@pytest.mark.parametrize("typed", ["true", "是", "ＹＥＳ", True])
def test_a_yes_is_a_yes_by_every_channel(typed: object) -> None:
    assert kept({"type": "boolean"}, typed) is True
    assert kept({"type": "boolean"}, "perhaps") == "form.yes_or_no"


@pytest.mark.parametrize("typed", ["2026/3/5", "２０２６年３月５日", "20260305"])
def test_a_day_is_kept_in_one_form(typed: str) -> None:
    rule = {"type": "string", "format": "date"}

    assert kept(rule, typed, widget="date") == "2026-03-05"
    assert kept(rule, "2026-W10-4", widget="date") == "form.format"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("11440600mb2c9270xw4000131001000\n20261123 0001 ", NUMBER),
        ("１３８ 0000 0008", "13800000008"),
        ("+86 138-0000-0008", "13800000008"),
        ("440608 19900101 123x", "44060819900101123X"),
        (" 张三 ", "张三"),
        ("food permit", "food permit"),
        ("a 4", "a 4"),
        ("室内装修 2026", "室内装修 2026"),
    ],
)
def test_what_is_looked_for_is_read_as_it_is_kept(typed: str, meant: str) -> None:
    assert normalise.sought(typed) == meant


def test_an_item_has_its_form_with_these_readings() -> None:
    assert form_of(PERMIT).read("unknown", " x ") == " x "
