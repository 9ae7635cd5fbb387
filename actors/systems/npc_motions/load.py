"""Reads the profiles and congresses that ship with the system."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from actors.kernel.mistakes import Mistake, Mistakes
from actors.systems.npc_motions import congress as congresses
from actors.systems.npc_motions import profile as profiles
from actors.systems.npc_motions.congress import Congress
from actors.systems.npc_motions.profile import Profile

FOLDER = Path(__file__).parent
T = TypeVar("T", Profile, Congress)


@cache
def load_profiles() -> Mapping[str, Profile]:
    """Return the profiles that ship with the system, by name; not all of them can be activated.

    Raises:
        Mistakes: as for `read_folder`.
    """
    return read_folder(FOLDER / "profiles", profiles.parse)


@cache
def load_congresses() -> Mapping[str, Congress]:
    """Return the congresses that ship with the system, by name.

    Raises:
        Mistakes: as for `read_folder`.
    """
    return read_folder(FOLDER / "congresses", congresses.parse)


def read_folder(folder: Path, parse: Callable[[Mapping[str, Any], str], T]) -> Mapping[str, T]:
    """Return what `parse` makes of every `*.toml` in `folder`, by name; files are named so.

    Raises:
        Mistakes: everything that is wrong in all of them.
    """
    found: dict[str, T] = {}
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.toml")):
        file = f"npc_motions/{folder.name}/{path.name}"
        try:
            value = parse(tomllib.loads(path.read_text("utf-8")), file)
        except tomllib.TOMLDecodeError as error:
            mistakes.append(Mistake(file, "", str(error)))
        except Mistakes as error:
            mistakes += error.mistakes
        else:
            if value.name != path.stem:
                mistakes.append(Mistake(file, "name", f"the file is called {path.stem}"))
            found[value.name] = value
    if mistakes:
        raise Mistakes(mistakes)
    return found
