"""`make test ONLY=…`: the tests of one system or block, with what it stands on."""

import sys
from collections.abc import Iterator
from pathlib import Path

from actors.kernel.system import Installed
from actors.scan import load

TESTS = Path(__file__).parent
OF_ALL = ("architecture", "unit/kernel", "unit/testing", "systems/test_*.py")


def folders_of(name: str, installed: Installed) -> list[str]:
    """Return what pytest is to run for the system or block `name`: its own tests, those of all that
    it uses, and those that everybody must pass; as paths from the root of the project.

    Raises:
        LookupError: nothing of that name is installed.
    """
    everybody = [path for each in OF_ALL for path in TESTS.glob(each)]
    found = {path for owner in _under(name, installed) for path in TESTS.glob(f"*/{owner}")}
    return sorted(path.relative_to(TESTS.parent).as_posix() for path in {*found, *everybody})


def _under(name: str, installed: Installed) -> Iterator[str]:
    owners = {owner.name: owner for owner in installed.owners}
    if name not in owners:
        raise LookupError(f"{name!r} is none of {', '.join(sorted(owners))}")
    waiting, met = [name], set[str]()
    while waiting:
        owner = waiting.pop()
        if owner not in met:
            met.add(owner)
            waiting += owners[owner].uses
            yield owner


if __name__ == "__main__":
    try:
        print(*folders_of(sys.argv[1], load()))
    except LookupError as error:
        sys.exit(str(error))
