"""Templates of letters are data: what is wrong with them is named before anything is sent, all of
it at once, and what they say is right in both languages."""

from pathlib import Path

import pytest

from actors.blocks.messages.delivery_rules import DeliveryRules
from actors.blocks.messages.reach import CHANNELS, Channel, Language
from actors.blocks.messages.template import (
    Letters,
    Source,
    Template,
    placeholders,
    read_letters,
)
from actors.blocks.messages.writing import masked, write
from actors.blocks.organisation.units import Organisation
from tests import loaded
from tests.blocks.cases.city import LIBRARY

LETTERS = LIBRARY[Letters]
RULES: DeliveryRules = LETTERS.rules
NUMBER = "11440600MB2D0000014440117001001202603020001"
EXAMPLES = {
    "number": NUMBER, "item": "食品经营许可", "item_en": "Food business licence",
    "unit": "market_supervision", "due": "2026-03-09", "day": "2026-03-09", "days": "3",
    "procedure": "hearing", "clock": "case", "level": "red", "count": "5", "code": "493817",
    "minutes": "30", "reply": "493817", "parcel": "EB123456789CN", "version": "2",
}  # fmt: skip
EVERY = loaded.library()[Letters]

GOOD = """
[pet.Found]
class = "service"
facts = { number = "number", day = "day" }
"""
WORDS = """
[pet.notices]
Found = { zh = "找到了", en = "Found" }

[pet.letters.Found]
subject = { zh = "找到了", en = "Found" }
mail = { zh = "编号 {number}，{day}", en = "Number {number}, {day}" }
sms = { zh = "编号 {number}", en = "Number {number}" }
"""


def read(tmp_path: Path, letters: str = GOOD, words: str = WORDS) -> tuple[Letters, list[str]]:
    (tmp_path / "letters.toml").write_text(letters, "utf-8")
    (tmp_path / "words.toml").write_text(words, "utf-8")
    found, mistakes = read_letters([Source(tmp_path, "blocks/pets")], RULES)
    return found, [str(mistake) for mistake in mistakes]


def test_a_letter_is_read_with_the_channels_that_it_has_words_for(tmp_path: Path) -> None:
    found, mistakes = read(tmp_path)

    assert mistakes == []
    assert found.templates["pet.Found"].channels == CHANNELS


@pytest.mark.parametrize(
    ("letters", "words", "mistake"),
    [
        (GOOD.replace("service", "gossip"), WORDS, "no class 'gossip'"),
        (GOOD, WORDS.replace("{day}", "{dya}"), "no fact 'dya'; did you mean 'day'?"),
        (GOOD, WORDS.replace("，{day}", "").replace(", {day}", ""), "none of its words asks"),
        (GOOD.replace('"day" }', '"name" }'), WORDS, "no sort of fact 'name'"),
        (GOOD, WORDS.replace("{number}，", "{number!r}，"), "no fact 'number!r:'"),
        (GOOD, WORDS.replace("{number}，", "{number，"), "unexpected '{'"),
        (GOOD, WORDS.replace("{number}，", "{}，"), "no fact ''"),
        (GOOD, WORDS.replace("subject = ", "title = "), "a mail has a subject and a text"),
        (GOOD, WORDS.replace("[pet.notices]\nFound", "[pet.notices]\nLost"), "has no notice"),
        (GOOD.replace("[pet.Found]", "[pet.Lost]"), WORDS, "does not declare pet.Found"),
        (GOOD.replace('day = "day"', 'day = "choice:nothing"'), WORDS, "called 'nothing'"),
        (GOOD.replace('day = "day"', 'day = "code"'), WORDS, "holds no 'code' by mail"),
        (GOOD, WORDS.replace('sms = { zh = "', f'sms = {{ zh = "{"长" * 120}'), "longer than"),
        (GOOD + "\nurgent = true", WORDS, "no key 'urgent'"),
        ("[pet", WORDS, "letters.toml"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_named(
    tmp_path: Path, letters: str, words: str, mistake: str
) -> None:
    _, mistakes = read(tmp_path, letters, words)

    assert any(mistake in each for each in mistakes), mistakes


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    letters = GOOD.replace("service", "gossip").replace('"day" }', '"name" }')
    _, mistakes = read(tmp_path, letters, WORDS.replace("{number}", "{nmuber}"))

    assert len(mistakes) >= 4


def test_a_short_message_holds_nothing_that_its_class_does_not_allow(tmp_path: Path) -> None:
    letters = GOOD.replace('"day" }', '"title" }').replace("service", "work")
    _, mistakes = read(tmp_path, letters, WORDS.replace('编号 {number}"', '编号 {day}"'))

    assert any("holds no 'title' by sms" in each for each in mistakes)
    assert any("holds no 'title' by mail" in each for each in mistakes)


def test_every_letter_has_its_notice_inside_the_platform_or_goes_at_once() -> None:
    without = {
        template.name
        for template in EVERY.templates.values()
        if template.name.replace(".", ".notices.") not in EVERY.words
    }

    assert without == {n for n, each in EVERY.templates.items() if RULES.classes[each.of].at_once}
    assert "mailbox.Proof" in without


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("template", EVERY.templates.values(), ids=lambda each: each.name)
def test_every_letter_can_be_written(template: Template, language: Language) -> None:
    units = loaded.library()[Organisation].title
    for channel in template.channels:
        written = write(template, channel, EXAMPLES, language, EVERY, units)

        text = f"{written.subject} {written.text}"
        assert "{" not in text and NUMBER[:20] not in (written.text if channel == "sms" else "")
        if channel == "sms":
            assert len(written.text) <= RULES.sms_longest
        if language == "en":
            assert text.isascii(), text


def said(channel: Channel, language: Language) -> str:
    template = EVERY.templates["case.ClockPaused"]
    units = loaded.library()[Organisation].title
    return write(template, channel, EXAMPLES, language, EVERY, units).text


def test_facts_are_told_in_the_language_of_the_letter() -> None:
    assert "听证" in said("mail", "zh") and "2026年3月9日" in said("mail", "zh")
    assert "Hearing" in said("mail", "en") and "9 March 2026" in said("mail", "en")
    assert "食品经营许可" in said("mail", "zh") and "Food business licence" in said("mail", "en")


def test_a_short_message_shows_the_end_of_a_number_alone() -> None:
    assert NUMBER in said("mail", "zh")
    assert "**0001" in said("sms", "zh") and NUMBER[:-4] not in said("sms", "zh")
    assert masked("12") == "12"


def test_what_a_fact_holds_does_not_break_a_subject() -> None:
    template = EVERY.templates["case.Lapsed"]
    facts = {**EXAMPLES, "item": "甲\r\nBcc: all@example.org"}
    written = write(template, "mail", facts, "zh", EVERY, lambda code: None)

    assert "\n" not in written.subject and "\r" not in written.text


def test_what_a_template_lacks_is_told_by_name() -> None:
    template = EVERY.templates["case.ClockPaused"]

    assert template.lacking("mail", {"number": "1", "item": "甲"}) == (
        "procedure", "days", "due", "unit",
    )  # fmt: skip
    assert template.lacking("sms", {"number": "1", "days": "3", "due": "2026-03-09"}) == ()


def test_names_in_a_text_are_found_in_order() -> None:
    assert placeholders("a {b} {{c}} {d}") == ("b", "d")
