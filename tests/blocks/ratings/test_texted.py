"""An answer by text message is the code that was asked with, and a digit from 1 to 5."""

from datetime import UTC, datetime, timedelta

import pytest

from actors.blocks.cases.commands import Decide
from actors.blocks.messages.template import Letters
from actors.blocks.ratings.texted import (
    COUNTS_FOR,
    REPLY,
    Answer,
    code_of,
    is_late,
    read_answer,
)
from tests import loaded
from tests.blocks.cases.city import APPROVER_LEAD
from tests.blocks.cases.test_closing import before_the_decision

pytestmark = pytest.mark.feature("HALL-18")
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("493817 5", Answer("493817", 5)),
        ("4938175", Answer("493817", 5)),
        (" ４９３８１７，１。", Answer("493817", 1)),
        ("493817+3", Answer("493817", 3)),
        ("493817 6", None),
        ("493817 0", None),
        ("493817", None),
        ("5", None),
        ("493817 55", None),
        ("493817 5 很好", None),
        ("493817 ٥", None),
        ("", None),
    ],
)
def test_what_an_answer_says(text: str, answer: Answer | None) -> None:
    assert read_answer(text) == answer


def test_each_service_that_is_asked_about_has_a_code_of_its_own() -> None:
    codes = {code_of(f"case:1/{n}") for n in range(200)}

    assert len(codes) == 200 and all(len(each) == 6 and each.isdigit() for each in codes)
    assert code_of("case:1/1") == code_of("case:1/1")


def test_an_answer_counts_for_some_days() -> None:
    assert not is_late(NOON, NOON + COUNTS_FOR)
    assert is_late(NOON, NOON + COUNTS_FOR + timedelta(seconds=1))
    asks = loaded.library()[Letters].templates["case.PleaseRate"].texts["sms"]
    assert f"{COUNTS_FOR.days}天内" in asks.zh and f"{COUNTS_FOR.days} days" in asks.en


def test_a_browser_is_not_shown_what_asks_for_an_answer_by_text_message() -> None:
    assert loaded.library()[Letters].templates["case.PleaseRate"].channels == ("mail", "sms")


def test_whoever_is_asked_to_rate_is_told_the_code() -> None:
    case = before_the_decision()
    case.when(APPROVER_LEAD, Decide(outcome="denied", reason="资金未落实"))
    told = [m.command for m in case.messages if m.command.get("template") == "case.PleaseRate"]

    assert told and all(len(each["facts"][REPLY]) == 6 for each in told)
