"""How soon an incident is to be told (报告时限), by who runs the platform."""

from pathlib import Path
from typing import Literal

import msgspec

from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read

Operator = Literal["critical", "organ", "other"]


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """`operator` is who runs the platform, `hours` how many each has from discovery."""

    operator: Operator
    hours: dict[Operator, int]

    @property
    def within(self) -> int:
        """How many hours there are here."""
        return self.hours[self.operator]


def read_notification(folder: Path) -> tuple[Notification | None, list[Mistake]]:
    """Read `notification.toml` of `folder`, and return what is wrong with it."""
    file = f"{folder.name}/notification.toml"
    try:
        document = msgspec.toml.decode((folder / "notification.toml").read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, Notification, file)
    if found is not None and found.hours.get(found.operator, 0) < 1:
        mistakes.append(Mistake(file, f"hours.{found.operator}", "is at least one hour"))
    return found, mistakes
