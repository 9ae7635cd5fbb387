"""Words that mean the same are data, and every mistake in them is told at once."""

import pytest

from storage.search.query import MOST_CHARACTERS, query
from storage.search.score import score
from storage.search.synonyms import NO_SYNONYMS, SynonymMistakes, Synonyms, parse, together

SYNONYMS = parse(
    {
        "same": [["老人", "高龄", "長者"], ["补贴", "津贴"]],
        "ignored": ["怎么", "办理", "how"],
        "means": {"开饭店": ["食品经营许可"], "Hukou": ["出生登记"]},
    }
)


def test_words_of_one_list_stand_for_each_other() -> None:
    assert SYNONYMS.of("老人") == ("高龄", "长者")
    assert SYNONYMS.of("长者") == ("老人", "高龄")


def test_what_is_said_means_what_is_written_and_not_the_other_way() -> None:
    assert SYNONYMS.of("开饭店") == ("食品经营许可",)
    assert SYNONYMS.of("hukou") == ("出生登记",)
    assert SYNONYMS.of("食品经营许可") == ()


def test_a_word_is_known_by_its_sound() -> None:
    assert SYNONYMS.of("kaifandian") == ("开饭店", "食品经营许可")
    assert SYNONYMS.of("开反店") == ("开饭店", "食品经营许可")


def test_a_run_is_cut_around_the_words_that_are_known() -> None:
    assert SYNONYMS.cut("老人补贴") == ("老人", "补贴")
    assert SYNONYMS.cut("怎么办理老人的补贴") == ("老人", "的", "补贴")
    assert SYNONYMS.cut("怎么办理") == ("怎么办理",)
    assert NO_SYNONYMS.cut("老人补贴") == ("老人补贴",)


def test_a_query_is_found_by_what_its_words_mean() -> None:
    assert score(query("老人补贴", SYNONYMS), "高龄津贴申领") == pytest.approx(0.87, abs=0.01)
    assert score(query("老人补贴"), "高龄津贴申领") == 0.0
    assert score(query("how hukou", SYNONYMS), "出生登记") == pytest.approx(0.87, abs=0.01)
    assert score(query("kai fan dian", SYNONYMS), "食品经营许可") == pytest.approx(0.87, abs=0.01)


def test_only_the_beginning_of_a_long_query_counts() -> None:
    assert query("居" * 1000).text == "居" * MOST_CHARACTERS


def test_a_query_without_letters_asks_for_nothing() -> None:
    assert query("？！ …").pieces == ()
    assert score(query("？！"), "居住证") == 0.0


def test_synonyms_of_several_owners_are_put_together() -> None:
    other = parse({"same": [["老人", "长辈"]], "ignored": ["请问"]})

    both = together([SYNONYMS, other])

    assert both.of("老人") == ("高龄", "长者", "长辈")
    assert both.ignored == {"怎么", "办理", "how", "请问"}
    assert together([]) == Synonyms()


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(SynonymMistakes) as told:
        parse(
            {
                "same": [["老人"], ["补贴", "補貼"], "津贴", ["a b", 3]],
                "means": {"开饭店": [], "！": ["餐饮"], "卖房": "过户"},
                "ignored": {},
                "meaning": 1,
            }
        )

    assert told.value.mistakes == (
        ("meaning", "there is no such key"),
        ("same[0]", "needs at least 2 words"),
        ("same[1]", "'補貼' stands there twice"),
        ("same[2]", "is no list"),
        ("same[3]", "'a b' is not one word"),
        ("same[3]", "3 is no word"),
        ("means.开饭店", "needs at least 1 word"),
        ("means.！", "'！' is not one word"),
        ("means.卖房", "is no list"),
        ("ignored", "is no list"),
    )
    assert str(told.value).startswith("meaning: there is no such key\nsame[0]: ")


def test_a_table_of_meanings_that_is_none_is_told() -> None:
    with pytest.raises(SynonymMistakes, match="means: is no table"):
        parse({"means": ["开饭店"]})
