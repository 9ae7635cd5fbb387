"""Profiles as data: what they say, what is wrong with them, when they hold and may be used."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from actors.kernel.mistakes import Mistakes
from actors.systems.npc_motions import load
from actors.systems.npc_motions.profile import (
    REQUIRED,
    activate,
    by_key,
    missing,
    parse,
    profile_on,
    provisions,
)
from tests.systems.npc_motions.asking import PROFILES

FOLDER = load.FOLDER / "profiles"
SHANGHAI = PROFILES["shanghai_2015"]


def document(name: str = "shanghai_2015") -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def places(error: pytest.ExceptionInfo[Mistakes]) -> list[tuple[str, str]]:
    return [(mistake.file, mistake.place) for mistake in error.value.mistakes]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shanghai_2015", ("no_term", "form", 1, "", "each", "reports", 0, False, "consent")),
        ("qingdao_2021", ("no_term", "survey", 0, "", "lead_relays", "must", 0, False, "consent")),
        ("zhejiang_2016", ("no_term", "form", 1, "", "each", "reports", 0, False, "consent")),
        (
            "chongqing_2017",
            ("term", "", 2, "study_meeting", "each", "must", 2, False, "class"),
        ),
        ("beijing_2014", ("term", "writing", 2, "", "silent", "must", 0, False, "consent")),
        (
            "shandong_2017",
            ("no_term", "form", 1, "", "each_or_lead_by_consent", "must", 0, True, "consent"),
        ),
        (
            "henan_2017",
            ("term", "writing", 1, "expert_review", "each", "may", 0, False, "explanation"),
        ),
    ],
)
def test_a_place_rates_redoes_answers_and_publishes_as_its_regulation_says(
    name: str, said: tuple[object, ...]
) -> None:
    profile = PROFILES[name]
    assert profile.rating is not None
    assert profile.redo is not None
    assert profile.co_signers is not None
    assert profile.publication is not None
    assert profile.longer is not None

    assert said == (
        profile.rating.says,
        profile.rating.how,
        profile.redo.count,
        profile.redo.then,
        profile.co_signers.answered,
        profile.publication.duty,
        profile.publication.sites,
        profile.publication.feedback,
        profile.longer.condition,
    )


@pytest.mark.parametrize("name", sorted(set(PROFILES) - {"guangdong"}))
def test_a_place_whose_values_are_known_can_be_used_and_asks_to_be_compared_with_the_new_law(
    name: str,
) -> None:
    profile = PROFILES[name]

    assert activate(profile) is profile
    assert all(provision.check_2025 for _, provision in provisions(profile))
    assert profile.return_pause.effect == "not_added"
    assert profile.commitments.days == 30


def test_guangdong_is_empty_and_every_missing_value_is_named_when_it_is_to_be_used() -> None:
    guangdong = PROFILES["guangdong"]
    assert missing(guangdong) == REQUIRED

    with pytest.raises(Mistakes) as error:
        activate(guangdong)

    assert places(error) == [
        ("npc_motions/profiles/guangdong.toml", key) for key in sorted(REQUIRED)
    ]


@pytest.mark.parametrize("key", REQUIRED)
def test_one_missing_value_blocks_a_profile(key: str) -> None:
    lacking = replace(SHANGHAI, **{key: None})

    with pytest.raises(Mistakes) as error:
        activate(lacking)

    assert places(error) == [("npc_motions/profiles/shanghai_2015.toml", key)]


def test_the_sample_city_has_the_values_of_shanghai_and_says_of_each_that_it_is_borrowed() -> None:
    sample = dict(provisions(PROFILES["foshan_sample"]))
    own = sample.pop("fast_lane")  # which Shanghai does not know
    assert (own.borrowed_from, own.article, own.check_2025) == ("", "", True)
    assert {value.borrowed_from for value in sample.values()} == {"shanghai_2015"}

    returned = {key: replace(value, borrowed_from="") for key, value in sample.items()}

    assert returned == dict(provisions(SHANGHAI))
    assert sample["motions.report"].article == "议案规定第十五条"


def test_the_reviewer_of_a_place_finds_its_own_grounds_only() -> None:
    def names(name: str) -> tuple[str, ...]:
        grounds = PROFILES[name].grounds
        return () if grounds is None else tuple(ground.name for ground in grounds.reasons)

    assert len(names("shanghai_2015")) == 8
    assert "bidding" in names("zhejiang_2016")
    assert "bidding" not in names("shanghai_2015")
    assert names("henan_2017") == ("economic_activity", "judicial_case")
    assert names("chongqing_2017") == ()


def test_what_is_wrong_with_a_profile_is_named_all_at_once() -> None:
    wrong = document()
    wrong |= {"name": "Shanghai", "version": 0, "until": date(2015, 2, 28), "regulation": ""}
    wrong["assign"] |= {"count": 0}
    wrong["return_window"] |= {"start": ""}
    wrong["contact"] |= {"count": 3}
    wrong["longer"] |= {"condition": ""}
    wrong["redo"] |= {"article": "", "check_2025": False}
    wrong["reply"] |= {"check_2025": False}
    wrong["rating"] |= {"borrowed_from": "Shanghai"}
    wrong["commitments"] |= {"days": 0}
    wrong["motions"]["reconsideration"] |= {"least": 0, "hours": 0}
    wrong["grounds"] |= {"reasons": [wrong["grounds"]["reasons"][0]] * 2, "outcomes": []}

    with pytest.raises(Mistakes) as error:
        parse(wrong, "x.toml")

    assert places(error) == [
        ("x.toml", place)
        for place in (
            "assign.count",
            "commitments.days",
            "contact.count",
            "grounds.outcomes",
            "grounds.reasons",
            "longer.condition",
            "motions.reconsideration.hours",
            "motions.reconsideration.least",
            "name",
            "rating.borrowed_from",
            "redo.article",
            "redo.check_2025",
            "regulation",
            "reply.check_2025",
            "return_window.start",
            "until",
            "version",
        )
    ]


def test_unknown_keys_and_wrong_types_are_named_beside_what_is_missing() -> None:
    wrong = document()
    del wrong["place"]
    wrong["assign"] |= {"weeks": 1}
    wrong["reply"] |= {"unit": "year"}

    with pytest.raises(Mistakes) as error:
        parse(wrong, "x.toml")

    assert places(error) == [
        ("x.toml", "assign.weeks"), ("x.toml", "place"), ("x.toml", "reply.unit"),
    ]  # fmt: skip


def test_what_rests_on_the_new_law_need_not_be_compared_with_it() -> None:
    new = document() | {"since": date(2025, 3, 11)}
    new["reply"] |= {"check_2025": False}

    assert parse(new, "x.toml").reply is not None


def test_a_profile_holds_from_its_first_to_its_last_day() -> None:
    ended = replace(SHANGHAI, until=date(2026, 3, 31))

    assert profile_on([ended], "shanghai", date(2015, 2, 28)) is None
    assert profile_on([ended], "shanghai", date(2015, 3, 1)) is ended
    assert profile_on([ended], "shanghai", date(2026, 3, 31)) is ended
    assert profile_on([ended], "shanghai", date(2026, 4, 1)) is None
    assert profile_on([ended], "foshan", date(2026, 3, 31)) is None


def test_of_two_versions_of_one_day_the_higher_holds_in_any_order() -> None:
    corrected = replace(SHANGHAI, version=2)

    assert profile_on([SHANGHAI, corrected], "shanghai", date(2026, 3, 2)) is corrected
    assert profile_on([corrected, SHANGHAI], "shanghai", date(2026, 3, 2)) is corrected


def test_one_version_is_published_once() -> None:
    with pytest.raises(Mistakes) as error:
        by_key([SHANGHAI, SHANGHAI])

    assert places(error) == [("npc_motions/profiles/shanghai_2015.toml", "version")]


def test_every_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    text = (FOLDER / "shanghai_2015.toml").read_text("utf-8")
    (folder / "another.toml").write_text(text, "utf-8")
    (folder / "broken.toml").write_text("name =", "utf-8")
    (folder / "empty.toml").write_text("", "utf-8")

    with pytest.raises(Mistakes) as error:
        load.read_folder(folder, parse)

    assert places(error) == [
        ("npc_motions/profiles/another.toml", "name"),
        ("npc_motions/profiles/broken.toml", ""),
        *(
            ("npc_motions/profiles/empty.toml", key)
            for key in ("name", "place", "regulation", "since", "version")
        ),
    ]
