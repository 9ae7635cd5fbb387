"""How a copy of one's own data is asked for and made."""

from actors.blocks.own_records.copy import (
    AskCopy,
    CopyFailed,
    CopyLapsed,
    CopyMade,
    FailCopy,
    KeepCopy,
    NoteProgress,
)
from actors.blocks.own_records.kind import own_copy_kind
from actors.kernel.identity import PLATFORM, Identity
from actors.testing import Scenario
from tests.blocks.cases.city import LIBRARY

AN = Identity("person:an", ("resident",))
FILE = "0" * 64
KIND = own_copy_kind(LIBRARY)


def asked() -> Scenario:
    """An has asked for a copy."""
    return Scenario.of(KIND).on("own_copy:an").when(AskCopy(), by=AN).then(reply=1)


def made() -> Scenario:
    """An's copy lies ready."""
    return asked().when(KeepCopy(n=1, file=FILE, size=10), by=PLATFORM)


SCENARIOS: dict[str, Scenario] = {
    "a copy that is made and lapses": asked()
    .when(NoteProgress(n=1, done=3, most=9), by=PLATFORM)
    .when(KeepCopy(n=1, file=FILE, size=10), by=PLATFORM)
    .then(events=(CopyMade,), reply=True)
    .after(days=2)
    .then(events=(CopyLapsed,)),
    "a copy that cannot be made": asked()
    .when(FailCopy(n=1), by=PLATFORM)
    .then(events=(CopyFailed,)),
    "a copy that nobody finishes": asked().after(hours=2).then(events=(CopyFailed,)),
}
