"""Classes of retention (保管期限): how long records are kept, and whether they are destroyed then.

Storage is as short as its purpose needs (PIPL Art. 19), unless the law wants a record kept: the
duty to archive wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from actors.kernel.deadlines import local_day, start_of_day
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import NAME, read, repeated
from actors.kernel.words import Title


class RetentionClass(msgspec.Struct, frozen=True, kw_only=True):
    """`years` after the end of a case, 0 for ever; `archive`: it goes to the archive and is never
    destroyed here. `basis` is the law, or the rule of the place."""

    name: str
    title: Title
    years: int
    basis: str
    archive: bool = False

    @property
    def ends(self) -> bool:
        """Whether records of this class are to be destroyed one day."""
        return not self.archive and self.years > 0

    def closed_before(self, now: datetime) -> datetime | None:
        """Return the instant before which a case must have been closed to be due for destruction
        `now`; None: never. Years end with the day that has the same date; 29 February on the 28th.
        """
        if not self.ends:
            return None
        today = local_day(now)
        year = today.year - self.years
        try:
            day = today.replace(year=year)
        except ValueError:
            day = date(year, 2, 28)
        return start_of_day(day)


@dataclass(frozen=True)
class RetentionClasses:
    """The classes of this deployment, in their order, the shortest first."""

    classes: tuple[RetentionClass, ...]

    def find(self, name: str) -> RetentionClass | None:
        """Return the class called `name`, None if there is none."""
        return next((each for each in self.classes if each.name == name), None)


class _Document(msgspec.Struct, frozen=True):
    classes: tuple[RetentionClass, ...]


def read_classes(folder: Path) -> tuple[RetentionClasses | None, list[Mistake]]:
    """Read `classes.toml` of `folder`, and return everything that is wrong with it."""
    file = f"{folder.name}/classes.toml"
    try:
        document = msgspec.toml.decode((folder / "classes.toml").read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, _Document, file)
    if found is None:
        return None, mistakes
    mistakes += (Mistake(file, place, rule) for place, rule in _faults(found.classes))
    return RetentionClasses(found.classes), mistakes


def _faults(classes: tuple[RetentionClass, ...]) -> Iterator[tuple[str, str]]:
    for name in repeated([each.name for each in classes]):
        yield "classes", f"two are called {name}"
    for number, each in enumerate(classes):
        place = f"classes[{number}]"
        if not NAME.fullmatch(each.name):
            yield f"{place}.name", "a name is of small letters, digits and _"
        if each.years < 0:
            yield f"{place}.years", "is not negative; 0 is for ever"
        if not each.basis.strip():
            yield f"{place}.basis", "says by which right records are kept so long"
