"""What the commands verify and archive take, and how they say what they found."""

from datetime import UTC, datetime

import pytest

from serve_apps.cli.archive import first_instant
from serve_apps.cli.verify import as_fields, named, noted_seal, sentences
from storage.chain import Damage
from storage.verdict import Verdict

NOW = datetime(2026, 3, 15, tzinfo=UTC)


def test_a_month_begins_at_local_midnight() -> None:
    assert first_instant("2026-03", NOW) == datetime(2026, 2, 28, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("march", "no month"), ("2026-13", "no month"), ("", "no month"), ("2026-04", "not begun")],
)
def test_only_closed_months_are_archived(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        first_instant(text, NOW)


def test_a_noted_seal_is_a_number_and_a_digest() -> None:
    assert noted_seal("") is None
    assert noted_seal("17:9F3C000000000000") == (17, "9f3c000000000000")
    for text in ("17", "x:9f3c000000000000", "17:9f"):
        with pytest.raises(ValueError, match="is no seal"):
            noted_seal(text)


def test_what_is_certain_is_said_and_no_more() -> None:
    assert named(Damage("case:a", 3, "altered", 3)) == "case:a: commit 3 was altered"
    assert named(Damage("case:a", 3, "missing", 3)) == "case:a: commit 3 is missing"
    assert named(Damage("case:a", 3, "altered", 1)) == (
        "case:a: one of the commits 1 to 3 was altered"
    )


def test_the_unsealed_rest_is_named() -> None:
    verdict = Verdict(
        commits=9, entities=2, unsealed=4, seals=3, last_seal=3, sealed_at=NOW, noted=b"\1" * 32
    )

    assert verdict.sound
    assert sentences(verdict)[-2:] == [
        f"4 commits since seal 3 of 2026-03-15 08:00:00 (3:{'01' * 16}) are not sealed yet",
        "Sound up to the seal of 2026-03-15 08:00:00, 4 commits unsealed.",
    ]
    assert not as_fields(verdict)["sound_to_the_end"]
    assert as_fields(verdict)["last_seal"] == f"3:{'01' * 16}"


def test_without_a_seal_no_more_is_claimed_than_is_proven() -> None:
    lines = sentences(Verdict(commits=9, unsealed=9))

    assert "There is no seal" in lines[-2]
    assert lines[-1] == "Nothing is sealed: no damage was found, 9 commits unsealed."


def test_where_all_is_sealed_nothing_is_left_open() -> None:
    verdict = Verdict(commits=9, seals=3, last_seal=3, sealed_at=NOW, noted=b"\1" * 32)

    assert sentences(verdict)[-1] == "Sound: nothing was altered or removed."
    assert as_fields(verdict)["sound_to_the_end"]


def test_broken_entities_beyond_those_shown_are_counted() -> None:
    verdict = Verdict(broken=3, damages=[Damage("case:a", 1, "missing", 1)])

    lines = sentences(verdict)
    assert lines[:2] == ["BROKEN case:a: commit 1 is missing", "and 2 more broken entities"]
    assert lines[-1] == "NOT SOUND."
