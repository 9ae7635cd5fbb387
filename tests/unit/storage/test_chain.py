"""Whatever is done to one commit of a chain is named: which commit, and what was done."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import bson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.chain import Damage, commit_id, digest_of, link, root
from storage.mongo import Document
from storage.verdict import Examination, Verdict

KEY = "case:7f3a"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def chain(count: int, key: str = KEY, *, unchained: int = 0) -> list[Document]:
    """Make a history of `count` commits, the first `unchained` of an earlier release."""
    commits: list[Document] = []
    head = root(key)
    for seq in range(1, count + 1):
        commit: Document = {"_id": commit_id(key, seq), "key": key, "seq": seq}
        if seq > unchained:
            commit["prev"] = head
        commit |= {"cmd": f"c{seq}", "by": "person:an", "at": AT, "ev": [{"type": "Added"}]}
        commits.append(commit)
        head = digest_of(commit)
    return commits


def seal(commits: Iterable[Document]) -> dict[tuple[str, int], bytes]:
    """Return the digests that a seal holds of `commits`."""
    return {(commit["key"], commit["seq"]): digest_of(commit) for commit in commits}


def examine(
    commits: Iterable[Document], sealed: Mapping[tuple[str, int], bytes] | None = None
) -> Verdict:
    sealed = sealed or {}
    last = {key: max(seq for other, seq in sealed if other == key) for key, _ in sealed}
    verdict = Verdict()
    examination = Examination(
        verdict, lambda key, seq: sealed.get((key, seq)), lambda key: last.get(key, 0)
    )
    for commit in sorted(commits, key=lambda commit: commit["_id"]):
        found = link(commit, bson.encode(commit))
        if found is None:
            verdict.strays.append(commit["_id"])
        else:
            examination.add(found)
    examination.end()
    return verdict


def the_damage(commits: Iterable[Document], sealed: Mapping[tuple[str, int], bytes]) -> Damage:
    verdict = examine(commits, sealed)
    assert verdict.broken == 1 and not verdict.sound
    return verdict.damages[0]


def moved(commit: Document, seq: int) -> Document:
    return {**commit, "_id": commit_id(commit["key"], seq), "seq": seq}


@st.composite
def sealed_histories(
    draw: st.DrawFn, least: int = 1
) -> tuple[list[Document], dict[tuple[str, int], bytes]]:
    """A history of which the last commit is sealed, and any of the others may be."""
    commits = chain(draw(st.integers(least, 8)))
    others = draw(st.sets(st.sampled_from(commits).map(lambda commit: commit["seq"])))
    return commits, seal(c for c in commits if c["seq"] in others or c is commits[-1])


ALTERATIONS: list[Callable[[Document], Document]] = [
    lambda commit: {**commit, "cmd": "other"},
    lambda commit: {**commit, "by": "person:li"},
    lambda commit: {**commit, "at": datetime(2026, 3, 3, tzinfo=UTC)},
    lambda commit: {**commit, "ev": [{"type": "Added", "amount": 1}]},
    lambda commit: {**commit, "ev": []},
    lambda commit: {**commit, "more": None},
    lambda commit: {**commit, "key": "case:other"},
    lambda commit: {**commit, "seq": commit["seq"] + 1},
    lambda commit: {**commit, "seq": float(commit["seq"])},
    lambda commit: {**commit, "prev": bytes(32)},
    lambda commit: {**commit, "prev": "text"},
    lambda commit: {name: value for name, value in commit.items() if name != "prev"},
    lambda commit: {name: value for name, value in commit.items() if name != "by"},
    lambda commit: dict(sorted(commit.items(), reverse=True)),
]


@given(history=sealed_histories(), data=st.data())
def test_an_altered_field_is_named(
    history: tuple[list[Document], dict[tuple[str, int], bytes]], data: st.DataObject
) -> None:
    commits, sealed = history
    place = data.draw(st.integers(0, len(commits) - 1))
    commits[place] = data.draw(st.sampled_from(ALTERATIONS))(commits[place])

    damage = the_damage(commits, sealed)

    assert (damage.kind, damage.seq) == ("altered", place + 1)


@given(history=sealed_histories(), data=st.data())
def test_a_removed_commit_is_named_even_at_the_end(
    history: tuple[list[Document], dict[tuple[str, int], bytes]], data: st.DataObject
) -> None:
    commits, sealed = history
    first = data.draw(st.integers(0, len(commits) - 1))
    until = data.draw(st.integers(first + 1, len(commits)))
    rest = commits[:first] + commits[until:]
    if not rest:
        rest = chain(1, "case:other")

    verdict = Verdict()
    if rest[0]["key"] == KEY:
        verdict = examine(rest, sealed)
    else:
        Examination(verdict, last=lambda key: len(commits)).gone(KEY)

    assert verdict.damages == [Damage(KEY, first + 1, "missing", first + 1)]


@given(history=sealed_histories(), data=st.data())
def test_a_commit_put_between_others_is_named(
    history: tuple[list[Document], dict[tuple[str, int], bytes]], data: st.DataObject
) -> None:
    commits, sealed = history
    place = data.draw(st.integers(2, len(commits) + 1))
    well_formed = data.draw(st.booleans())
    strange = moved({**commits[0], "cmd": "strange"}, place)
    strange["prev"] = digest_of(commits[place - 2]) if well_formed else bytes(32)
    later = [moved(commit, commit["seq"] + 1) for commit in commits[place - 1 :]]
    whole = [*commits[: place - 1], strange, *later]

    if place == len(commits) + 1 and well_formed:  # no seal can know it yet: it is counted as such
        assert (examine(whole, sealed).sound, examine(whole, sealed).unsealed) == (True, 1)
    else:
        damage = the_damage(whole, sealed)
        assert (damage.kind, damage.seq) == ("inserted", place)


@given(history=sealed_histories(least=2), data=st.data())
def test_of_two_commits_that_were_swapped_the_first_is_named(
    history: tuple[list[Document], dict[tuple[str, int], bytes]], data: st.DataObject
) -> None:
    commits, sealed = history
    one = data.draw(st.integers(0, len(commits) - 2))
    two = data.draw(st.integers(one + 1, len(commits) - 1))
    commits[one], commits[two] = moved(commits[two], one + 1), moved(commits[one], two + 1)

    assert the_damage(commits, sealed).seq == one + 1


@given(history=sealed_histories(), data=st.data())
def test_a_chain_made_anew_does_not_pass_the_seal(
    history: tuple[list[Document], dict[tuple[str, int], bytes]], data: st.DataObject
) -> None:
    commits, sealed = history
    place = data.draw(st.integers(0, len(commits) - 1))
    commits[place] = {**commits[place], "by": "person:li"}
    for later in range(place + 1, len(commits)):
        commits[later] = {**commits[later], "prev": digest_of(commits[later - 1])}

    damage = the_damage(commits, sealed)

    assert examine(commits).sound, "without a seal nobody could tell"
    assert damage.kind == "altered"
    assert damage.since <= place + 1 <= damage.seq


@given(count=st.integers(1, 6), unchained=st.integers(0, 6))
def test_a_sound_history_passes_and_says_what_has_no_chain(count: int, unchained: int) -> None:
    commits = chain(count, unchained=unchained)

    verdict = examine([*commits, *chain(3, "case:zz")], seal(commits[:1]))

    assert verdict.sound
    assert (verdict.entities, verdict.commits) == (2, count + 3)
    assert verdict.unchained == min(count, unchained)
    assert verdict.unsealed == count - 1 + 3


def test_the_last_commit_without_a_chain_is_protected_by_the_first_with_one() -> None:
    commits = chain(6, unchained=3)
    commits[2] = {**commits[2], "by": "person:li"}

    damage = the_damage(commits, {})

    assert (damage.kind, damage.seq) == ("altered", 3)


def test_a_chain_cannot_be_passed_off_as_one_of_an_earlier_release() -> None:
    commits = chain(4)
    stripped = [{k: v for k, v in commit.items() if k != "prev"} for commit in commits]

    assert the_damage([*stripped[:2], *commits[2:]], {}).seq == 2
    assert the_damage([*commits[:2], *stripped[2:]], {}).seq == 3
    assert the_damage(stripped, seal(commits[-1:])).seq == 4


@pytest.mark.parametrize("id", ["case:a", "case:a/1", "case:a/0000000001x", "/", 7, "x/0000000000"])
def test_an_id_that_no_commit_has_is_strange(id: Any) -> None:
    document = {"_id": id, "key": "case:a", "seq": 1}

    assert link(document, bson.encode(document)) is None


def test_the_same_commit_from_two_places_counts_once() -> None:
    commits = chain(3)
    doubled = sorted([*commits, *commits], key=lambda commit: commit["_id"])

    assert examine(doubled, seal(commits)).commits == 3
    assert the_damage([*commits, {**commits[1], "by": "person:li"}], seal(commits)).seq == 2


def test_every_key_has_a_root_of_its_own() -> None:
    assert root("case:a") != root("case:b")
    assert the_damage([{**commit, "key": "case:b"} for commit in chain(1)], {}).kind == "altered"
