"""The secrets file: made once, readable by its owner alone."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from serve_apps.front.secrets_file import UnsafeSecrets, read_or_make, with_passwords


def test_the_file_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "yimen" / "secrets.json"

    first, second = read_or_make(path), read_or_make(path)

    assert first == second
    assert len(first.signing_key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_makers_at_the_same_time_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    with ThreadPoolExecutor(8) as pool:
        keys = {secrets.signing_key for secrets in pool.map(read_or_make, [path] * 16)}

    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.json"]


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    read_or_make(path)
    path.chmod(0o640)

    with pytest.raises(UnsafeSecrets, match="chmod 600"):
        read_or_make(path)


def test_a_file_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text("{}")
    path.chmod(0o600)

    with pytest.raises(UnsafeSecrets, match="does not hold secrets"):
        read_or_make(path)


def test_passwords_are_kept_and_the_key_stays(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    key = read_or_make(path).signing_key

    first = with_passwords(path, ("staff",))
    both = with_passwords(path, ("staff", "resident"))

    assert both.signing_key == key
    assert both.passwords["staff"] == first.passwords["staff"]
    assert both.passwords["staff"] != both.passwords["resident"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
