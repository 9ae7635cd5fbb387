"""The synonyms of everything that is installed: a file `synonyms.toml` in a folder counts."""

import tomllib
from functools import cache
from pathlib import Path

from actors import scan
from actors.kernel.system import Installed
from storage.search.synonyms import Synonyms, parse, together


def synonyms_of(installed: Installed) -> Synonyms:
    """Return the synonyms of all owners, read once a process.

    Raises:
        SynonymMistakes: a file is wrong; all of its mistakes are named.
    """
    files = (scan.folder_of(owner) / "synonyms.toml" for owner in installed.owners)
    return _read(tuple(file for file in files if file.exists()))


@cache
def _read(files: tuple[Path, ...]) -> Synonyms:
    return together(parse(tomllib.loads(file.read_text("utf-8"))) for file in files)
