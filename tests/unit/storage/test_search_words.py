"""Search in memory: a text finds itself, with one slip too, in pinyin and in either script."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from opencc import OpenCC

from storage.search.folding import folded
from storage.search.query import query
from storage.search.score import score
from storage.search.synonyms import spelt
from storage.search.words import Entry, Words

# Of daily use, each the only one of its sound.
DISTINCT = "居住证营业执照公积金老补贴二手房户新生儿施许可食品残疾结婚道路广告"
WORDS = st.text(st.sampled_from(DISTINCT), min_size=3, max_size=8)
LATIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=4, max_size=12)
OTHERS = ("企业职工基本养老保险", "不动产转移登记", "Permit to sell medicines", "JZZ-01")


def names(*texts: str) -> Words[str]:
    return Words(Entry(text, ((text, 1.0),)) for text in texts)


@st.composite
def slips(draw: st.DrawFn, word: str, letters: str) -> str:
    """The word with one character wrong, missing, doubled, added or swapped with the next."""
    at = draw(st.integers(0, len(word) - 1))
    other = draw(st.sampled_from(letters))
    after = word[at + 1 :]
    return draw(
        st.sampled_from(
            [
                word[:at] + other + after,
                word[:at] + after,
                word[:at] + word[at] * 2 + after,
                word[:at] + other + word[at:],
                word[:at] + after[:1] + word[at] + after[1:],
            ]
        )
    )


@given(st.text(min_size=1, max_size=80))
def test_a_text_finds_itself(text: str) -> None:
    assume(folded(text))

    assert text in names(*OTHERS, text).find(text)
    assert score(query(text), text) >= 1.0 or len(folded(text)) > 100


@given(WORDS, WORDS)
def test_a_text_is_found_by_a_part_of_it(word: str, rest: str) -> None:
    text = f"{rest}{word}{rest}"

    assert text in names(*OTHERS, text).find(word)


@given(st.data())
def test_a_word_of_three_characters_is_found_with_one_slip(data: st.DataObject) -> None:
    word = data.draw(WORDS)
    text = f"佛山市{word}申领"

    assert text in names(*OTHERS, text).find(data.draw(slips(word, DISTINCT)))


@given(st.data())
def test_a_word_of_four_letters_is_found_with_one_slip(data: st.DataObject) -> None:
    word = data.draw(LATIN)
    text = f"A {word} here"

    typed = data.draw(slips(word, "abcdefghijklmnopqrstuvwxyz"))
    assume(len(typed) > 3)
    assert text in names(*OTHERS, text).find(typed)


@given(WORDS)
def test_a_word_is_found_in_traditional_characters(word: str) -> None:
    assert word in names(*OTHERS, word).find(OpenCC("s2t").convert(word))


@given(WORDS)
def test_a_word_is_found_by_its_pinyin_and_its_initials(word: str) -> None:
    text = f"佛山市{word}申领"
    written = [spelt(character) for character in word]
    index = names(*OTHERS, text)

    assert text in index.find("".join(written))
    assert text in index.find(" ".join(written))
    assert text in index.find("".join(one[0] for one in written))
    assert text in index.suggest("".join(written)[:-1])


@given(st.data())
def test_pinyin_of_three_syllables_is_found_with_one_slip(data: st.DataObject) -> None:
    word = data.draw(WORDS)
    text = f"佛山市{word}申领"

    typed = data.draw(slips(spelt(word), "abcdefghijklmnopqrstuvwxyz"))
    assert text in names(*OTHERS, text).find(typed)


@pytest.mark.parametrize("typed", ["", "  ", "！？", "xyzzy", "龘", "$where", '{"$ne": null}'])
def test_what_fits_nothing_finds_nothing(typed: str) -> None:
    assert names(*OTHERS).find(typed) == ()


def test_the_name_comes_before_the_description() -> None:
    index = Words(
        [
            Entry("described", (("公司登记", 1.0), ("领取营业执照", 0.7))),
            Entry("named", (("营业执照", 1.0),)),
            Entry("without a name", (("", 1.0),)),
        ]
    )

    assert index.find("營業執照") == ("named", "described")
    assert index.suggest("yingyezhi", 1) == ("named",)


def test_a_number_is_found_by_its_beginning_only() -> None:
    index = names("440600-2026-000017", "440600-2026-000018")

    assert index.find("440600-2026-000017") == ("440600-2026-000017",)
    assert len(index.find("4406")) == 2
    assert index.find("000018") == ("440600-2026-000018",)
    assert index.find("06002026") == ()


def test_a_thousand_entries_answer_while_somebody_types() -> None:
    index = names(*(f"{DISTINCT[at % 30 : at % 30 + 9]}第{at}号" for at in range(1000)))
    longest = 0.0
    for typed in ("居", "juzhu", "營業執照", "gongjijin", "老补贴贴", "yyzz", "第7"):
        began = time.perf_counter()
        assert index.suggest(typed)
        longest = max(longest, time.perf_counter() - began)

    assert longest < 0.5  # ten times what is promised, for machines that do much else
