"""What people type and what is written are brought to one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.folding import folded, is_han, is_number, pieces
from storage.search.readings import SYLLABLES, blurred, fits, read_run, readings_of, spellings
from storage.search.terms import MOST_CHARACTERS, clues, terms_of

CHARACTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
LETTERS = st.one_of(st.characters(), CHARACTERS)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("居住証", "居住证"),
        ("營業執照", "营业执照"),
        ("於本市開飯店", "于本市开饭店"),
        ("乾燥、著火", "干燥 着火"),
        ("ＪＺＺ－０１", "jzz 01"),
        ("Jūzhùzhèng", "juzhuzheng"),
        ("Nǚ'ér", "nv er"),
        ("占用、挖掘城市道路", "占用 挖掘城市道路"),
        ("零\u200b宽", "零宽"),
        ("①号窗口", "1号窗口"),
        ("……！？", ""),
        ("\ud800", ""),
    ],
)
def test_both_scripts_and_all_widths_fold_to_one_form(typed: str, form: str) -> None:
    assert folded(typed) == form


@given(st.text(LETTERS))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(CHARACTERS), st.text(CHARACTERS))
def test_a_part_of_a_text_folds_to_a_part_of_it(one: str, other: str) -> None:
    assert folded(one + other) == folded(one) + folded(other)


def test_a_text_falls_apart_into_runs_words_and_numbers() -> None:
    found = pieces(folded("3号楼A座 Residence-Permit 居住证2026"))

    assert found == ("3", "号楼", "a", "座", "residence", "permit", "居住证", "2026")
    assert [is_han(piece) for piece in found[:2]] == [False, True]
    assert [is_number(piece) for piece in ("2026", "a4", "permit", "居住证")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_every_character_of_daily_use_has_a_reading_that_can_be_typed() -> None:
    daily = [
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    ]

    assert {sound for each in daily if each for sound in readings_of(each)} <= SYLLABLES
    assert [each for each in daily if each and not readings_of(each)] == []


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        ("chancheng", "禅城"),
        ("shancheng", "禅城"),
        ("foshan", "佛山"),
        ("panyu", "番禺"),
        ("yinhang", "银行"),
        ("xingzheng", "行政"),
        ("zhangqi", "长期"),
        ("changqi", "长期"),
        ("kuaiji", "会计"),
        ("chongqing", "重庆"),
        ("jzz", "居住证"),
        ("juzz", "居住证"),
        ("jzhuzheng", "居住证"),
        ("lvse", "绿色"),
    ],
)
def test_letters_fit_the_readings_and_initials_of_a_run(typed: str, run: str) -> None:
    assert fits(typed, read_run(run)) == len(run)


def test_letters_that_spell_something_else_do_not_fit() -> None:
    assert fits("jiehun", read_run("居住证")) == 0
    assert fits("jzzz", read_run("居住证")) == 0
    assert fits("", read_run("居住证")) == 0
    assert fits("j", ()) == 0


def test_letters_are_cut_into_syllables_with_the_least_left_over() -> None:
    assert spellings("juzhuzheng")[0] == ("ju", "zhu", "zheng")
    assert spellings("xian") == (("xian",), ("xi", "an"))
    assert spellings("juzz")[0] == ("ju", "z", "z")
    assert spellings("juzhuzhen")[0] == ("ju", "zhu", "zhen")


def test_sounds_that_southern_speakers_do_not_tell_apart_are_one() -> None:
    assert blurred("zhang") == blurred("zan")
    assert blurred("chuang") == blurred("cuan")
    assert blurred("ning") == blurred("lin")
    assert blurred("shi") != blurred("xi")


def test_terms_do_not_reach_across_lines_and_punctuation() -> None:
    terms = terms_of("占用、挖掘\n城市")

    assert "用挖" not in terms
    assert "掘城" not in terms
    assert {"占用", "挖掘", "城市"} <= set(terms)


def test_a_text_has_few_terms_and_a_long_one_no_more_than_its_beginning() -> None:
    assert len(terms_of("居住证申领 Residence permit")) <= 26
    assert terms_of("居" * MOST_CHARACTERS + "住证") == terms_of("居" * MOST_CHARACTERS)


@given(st.text(CHARACTERS, min_size=2, max_size=12))
def test_a_run_has_a_term_of_every_part_of_it(run: str) -> None:
    text = folded(run)
    terms = set(terms_of(f"甲{text}乙"))

    for start in range(len(text) - 1):
        assert terms & {clue.term for clue in clues(text[start : start + 2])}
