"""What an item asks of people before and after a change of it, computed from its versions:
少跑一趟路、少跨一个门槛、少走一道程序 (GRASS-09)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby, pairwise

from actors.blocks.cases.items import ServiceItem
from actors.kernel.words import Title

SHARED = "licence_store"  # a source from which nobody has to bring a material


@dataclass(frozen=True)
class Burden:
    """What one version asks: `visits` are trips (跑动次数); `conditions` and `materials` what one
    has to meet and to give (门槛), `brought` those that nobody takes from shared licences,
    `answers` the questions of the form; `steps` the stages of the flow, taking in included (程序);
    `promised` and `statutory` the limits in days of the item's own unit."""

    visits: int
    conditions: int
    materials: int
    brought: int
    answers: int
    steps: int
    promised: int
    statutory: int


MEASURES = tuple(each.name for each in fields(Burden))


@dataclass(frozen=True)
class Change:
    """An item before and after it was published anew."""

    code: str
    title: Title
    unit: str
    versions: tuple[int, int]
    before: Burden
    after: Burden

    def difference(self, measure: str) -> int:
        """Return by how much a measure grew; less than nought: less is asked."""
        after: int = getattr(self.after, measure)
        before: int = getattr(self.before, measure)
        return after - before


def burden(item: ServiceItem) -> Burden:
    """Return what `item` asks of people. Materials that may be left out do not count."""
    needed = [each for each in item.materials if not each.optional]
    return Burden(
        visits=item.visits,
        conditions=len(item.conditions),
        materials=len(needed),
        brought=sum(SHARED not in each.sources for each in needed),
        answers=sum(len(section.fields) for section in item.sections),
        steps=1 + len(item.flow.stages),
        promised=item.limits.promised,
        statutory=item.limits.statutory,
    )


def changes(items: Iterable[ServiceItem]) -> Iterator[Change]:
    """Yield every change from one version of an item to the next, by code and version."""
    ordered = sorted(items, key=lambda item: (item.code, item.version))
    for code, versions in groupby(ordered, key=lambda item: item.code):
        known = list(versions)
        for before, after in pairwise(known):
            yield Change(
                code=code,
                title=after.title,
                unit=after.unit,
                versions=(before.version, after.version),
                before=burden(before),
                after=burden(after),
            )
