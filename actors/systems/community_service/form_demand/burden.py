"""What forms cost the communities (减负): fields asked twice, forms without approval, hours."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actors.systems.community_service.form_demand.held import key_of

STANDING = ("listed", "issued", "returned", "unlisted")


@dataclass
class Load:
    """What one department asks: how many `listed` and `unlisted` forms there are, how many of their
    fields are asked `twice`, how many forms were `returned`, and the `minutes` that took."""

    listed: int = 0
    unlisted: int = 0
    twice: int = 0
    returned: int = 0
    minutes: int = 0

    @property
    def hours(self) -> str:
        """The time that was spent, in hours with one decimal."""
        return f"{self.minutes / 60:.1f}"


@dataclass(frozen=True)
class Burden:
    """What all of them ask: by department, and `fields` with how many forms ask for each of them,
    the register's own answer included, most often asked first."""

    departments: Mapping[str, Load]
    fields: tuple[tuple[str, int], ...]
    total: Load = field(default_factory=Load)


def burden(rows: Iterable[Mapping[str, Any]]) -> Burden:
    """Return what the demands of `rows` cost. A field is asked twice where a second form that
    stands asks communities to type it, or one does that the list does not have though the registers
    hold it: held fields of forms on the list are filled in, and asked of nobody."""
    known = list(rows)
    times: Counter[str] = Counter()
    called: dict[str, str] = {}
    typed: dict[int, list[str]] = {}
    for at, row in enumerate(known):
        asked = [(key_of(name), name) for name in row["asked"]] if row["state"] in STANDING else []
        typed[at] = [key for key, _ in asked]
        for key, name in asked:
            called.setdefault(key, name)
            times[key] += 1
        if row["state"] == "unlisted":
            typed[at] += row["held"]
            for code in row["held"]:
                times[code] += 1
                called[code] = code
    held = {code for row in known if row["state"] == "unlisted" for code in row["held"]}
    again = {key: n + (key in held) for key, n in times.items()}
    departments: dict[str, Load] = {}
    total = Load(twice=sum(n - 1 for n in again.values()))
    for at, row in enumerate(known):
        for load in (departments.setdefault(row["unit"], Load()), total):
            load.listed += row["state"] in STANDING[:-1]
            load.unlisted += row["state"] == "unlisted"
            load.returned += row["returned"]
            load.minutes += row["minutes"]
        departments[row["unit"]].twice += sum(again[key] > 1 for key in typed[at])
    most = sorted(((called[key], n) for key, n in again.items() if n > 1), key=lambda e: -e[1])
    return Burden(departments, tuple(most), total)
