"""What a published list makes of the items: new versions, from their days on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.item_lists.elements import with_elements
from actors.blocks.item_lists.records import ITEM_LIST, ElementsPublished, ItemList
from actors.kernel.amendment import Amendment
from actors.kernel.library import Library


@dataclass(frozen=True)
class AmendedItems:
    """Takes the place of the items that ship; every version of each stays: cases keep theirs."""

    publications: tuple[ElementsPublished, ...]

    def days(self) -> Iterable[date]:
        """Return the days from which on versions hold."""
        return (each.effective for each in self.publications)

    def parts(self, library: Library, on: date) -> Iterator[object]:
        """Yield the catalogue with the versions of the day, if any holds then."""
        begun = [each for each in self.publications if each.effective <= on]
        if not begun:
            return
        catalogue = library[Catalogue]
        items = dict(catalogue.items)
        latest = {item.code: item for item in catalogue.current_items()}
        for publication in sorted(begun, key=lambda each: (each.effective, each.number)):
            for row in publication.elements:
                item = latest.get(row.code)
                if item is None:
                    continue
                made = with_elements(item, row, item.version + 1)
                items[made.code, made.version] = latest[row.code] = made
        yield replace(catalogue, items=items)


def _items(library: Library, states: Mapping[str, ItemList]) -> AmendedItems:
    return AmendedItems(tuple(each for state in states.values() for each in state.publications))


AMENDMENTS = (Amendment(kind=ITEM_LIST, read=_items),)
