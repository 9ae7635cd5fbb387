"""What is published while the platform runs joins the catalogue that ships."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.designs.published import ITEM, PublishedItem, items_of
from actors.kernel.amendment import Amendment
from actors.kernel.library import Library


@dataclass(frozen=True)
class AmendedItems:
    """The versions that came into force here, and the items that were retired. They hold from the
    instant at which they were published, so that no day makes a difference."""

    items: Mapping[tuple[str, int], ServiceItem]
    retired: Mapping[str, tuple[str, ...]]

    def days(self) -> Iterable[date]:
        """Return no day."""
        return ()

    def parts(self, library: Library, on: date) -> Iterator[object]:
        """Yield the catalogue with them."""
        catalogue = library[Catalogue]
        yield replace(
            catalogue,
            items={**catalogue.items, **self.items},
            retired={**catalogue.retired, **self.retired},
        )


def _read(library: Library, states: Mapping[str, PublishedItem]) -> AmendedItems:
    items: dict[tuple[str, int], ServiceItem] = {}
    retired: dict[str, tuple[str, ...]] = {}
    for key, state in sorted(states.items()):
        code = key.partition(":")[2]
        items |= {(code, version): item for version, item in items_of(state).items()}
        if state.successors is not None:
            retired[code] = state.successors
    return AmendedItems(items, retired)


AMENDMENTS = (Amendment(kind=ITEM, read=_read),)
