"""`yimen new system NAME`: the folders of a system that works, to begin from."""

import keyword
import re
import sys
from pathlib import Path

from rich.console import Console

from actors import scan
from actors.blocks.access.vocabulary import resource_type

ROOT = Path(__file__).parents[2]
SKELETON = Path(__file__).parent / "skeleton"
SUFFIX = ".skeleton"
STOREYS = ("actors", "serve_apps", "tests")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,23}")
_PLACEHOLDER = re.compile(r"@(\w+)@")


class NoName(ValueError):
    """No system can have this name; the message says why."""


def create(name: str, *, title_zh: str, title_en: str, root: Path = ROOT) -> tuple[Path, ...]:
    """Write the folders of the system `name` below `root` and return them.

    Raises:
        NoName: it is no identifier, is taken, or would hide a module.
    """
    folders = {storey: root / storey / "systems" / name for storey in STOREYS}
    _require_free(name, folders)
    values = {
        "name": name,
        "NAME": name.upper(),
        "Resource": resource_type(f"{name}_note"),
        "title_zh": title_zh,
        "title_en": title_en or name.replace("_", " ").capitalize(),
    }
    for source in sorted(SKELETON.rglob(f"*{SUFFIX}")):
        storey, *path = source.relative_to(SKELETON).parts
        target = folders[storey] / _filled("/".join(path).removesuffix(SUFFIX), values)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_filled(source.read_text("utf-8"), values), "utf-8")
    return tuple(folders.values())


def run(name: str, *, title_zh: str, title_en: str) -> int:
    """Write the folders and print what to do next; return the exit status."""
    console = Console()
    try:
        folders = create(name, title_zh=title_zh, title_en=title_en)
    except NoName as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        return 1
    for folder in folders:
        console.print(f"  {folder.relative_to(ROOT)}/")
    console.print(
        "It works as it stands, and is found by being there. Next:\n"
        f"  .venv/bin/python -m pytest tests/systems/{name}   its promises\n"
        f"  YIMEN_SYSTEMS={name} yimen up   the page /{name}, as {name}_keeper\n"
        "Then say in its README what it is for, and change the rest to that: "
        "actors/systems/README.md, “Add a system”.",
        highlight=False,
    )
    return 0


def _require_free(name: str, folders: dict[str, Path]) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise NoName(
            f"{name!r} cannot name a system: small letters, digits and _, beginning with a letter, "
            "at most 24, and no word of Python."
        )
    if name in sys.stdlib_module_names or (ROOT / name).is_dir():
        raise NoName(f"{name!r} would hide a module of that name.")
    if name in scan.folders("blocks"):
        raise NoName(f"{name!r} is a block: actors/blocks/{name}.")
    taken = [folder for folder in folders.values() if folder.exists()]
    if taken:
        raise NoName(f"{name!r} is there already: {', '.join(map(str, taken))}.")


def _filled(text: str, values: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
