"""What an operator types about hosts."""

from pathlib import Path

import pytest

from actors.runtime.cluster import NotPlaced
from serve_apps.cli.directory import with_directory
from serve_apps.cli.hosts import numbers_in
from storage.directory import Directory
from storage.passwords import make_password


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("7", [7]), ("0-3", [0, 1, 2, 3]), ("1,5, 9", [1, 5, 9]), ("1,4-5", [1, 4, 5])],
)
def test_shards_are_named_one_by_one_or_as_ranges(text: str, numbers: list[int]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize("text", ["1024", "3,1000-1024", "99999999999"])
def test_a_shard_that_there_is_not_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"there is no shard \d+: shards are 0 to 1023"):
        numbers_in(text)


@pytest.mark.parametrize("text", ["", "all", "3-", "-3", "5-2", "1;2"])
def test_what_names_no_shards_is_said_to(text: str) -> None:
    with pytest.raises(ValueError, match="names no shards"):
        numbers_in(text)


def test_a_refusal_is_told_to_the_letter(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "mongodb"
    make_password(folder, "operator")
    monkeypatch.setenv("YIMEN_MONGODB_USERS", str(folder))

    async def refuse(directory: Directory) -> None:
        raise NotPlaced("no host [/tmp/host] is up")

    assert with_directory(refuse) == 1
    assert capsys.readouterr().out == "no host [/tmp/host] is up\n"
