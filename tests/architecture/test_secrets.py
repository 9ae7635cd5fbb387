"""No secret stands in a tracked file: no key, no token, no password, no address that holds one."""

import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KINDS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bLTAI[A-Za-z0-9]{12,24}\b"),
    "token of a forge": re.compile(r"\b(?:gh[opsur]_|glpat-|github_pat_)[A-Za-z0-9_]{20,}"),
    "token of a chat": re.compile(r"\bxox[abpr]-[A-Za-z0-9-]{10,}"),
    "token of a session": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
    "address with a password": re.compile(r"\b[a-z][a-z0-9+]*://[^\s/@:{}\"']+:[^\s/@{}\"']+@"),
}
NAMED = re.compile(
    r"""(?ix) (?:password|passwd|secret|token|api_?key|signing_?key)["']? \s* [=:] \s*
    b?["'] ([^"'\s{}$<>]{12,}) ["']"""
)
CHANCE_BITS = 3.5  # of a character, above which something was drawn and not thought of
EXCUSED = {
    "actors/blocks/files/shell/judging.py": {'SECRET = "EncryptedPackage"'},  # a part of a file
    "tests/integration/test_database_users.py": {"mongodb://a:b@", "mongodb://me:secret@"},
    "tests/acceptance/running/test_up.py": {"mongodb://somebody:whoever@"},  # opens nothing
}
"""What in a file is no secret."""


def secrets_in(text: str) -> Iterator[str]:
    """Yield what looks like a secret."""
    for kind in KINDS.values():
        yield from (found[0] for found in kind.finditer(text))
    yield from (found[0] for found in NAMED.finditer(text) if bits(found[1]) > CHANCE_BITS)


def bits(text: str) -> float:
    """Return how much chance a character of `text` holds."""
    shares = [count / len(text) for count in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares)


def tracked() -> list[str]:
    """Return the names of what is under version control, or is about to be."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(
        words, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN EC PRIVATE" + " KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp" + "_abcdefghijklmnopqrstuvwxyz0123456789",
        "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".x",
        "mongodb://root" + ":hunter2" + "@db-1/",
        'API_KEY = "' + "k3Jx9Qm2Vt7Lw5Zr" + '"',
        "password: '" + "7fK2-xP9q-Lm4z" + "'",
    ],
)
def test_what_is_a_secret_is_found(text: str) -> None:
    assert list(secrets_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "mongodb://127.0.0.1:27117/?replicaSet=yimen",
        'password = read(folder / "operator")',
        'f"mongodb://{user}:{key}@{address}/"',
        '"token": ""',
        "password: 'correct horse'",
    ],
)
def test_what_is_none_is_not(text: str) -> None:
    assert not list(secrets_in(text))


def test_no_tracked_file_holds_a_secret() -> None:
    found: dict[str, set[str]] = {}
    for name in set(tracked()) - {Path(__file__).relative_to(ROOT).as_posix()}:
        path = ROOT / name
        if path.is_symlink() or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        if secrets := set(secrets_in(text)) - EXCUSED.get(name, set()):
            found[name] = secrets

    assert found == {}


def test_no_excuse_outlives_what_it_was_for() -> None:
    for name, excused in EXCUSED.items():
        assert excused <= set(secrets_in((ROOT / name).read_text("utf-8"))), name
