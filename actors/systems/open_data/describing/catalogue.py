"""The catalogue as DCAT-AP has it (目录分页), with the words of Hydra for its pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from actors.kernel.view import Row
from actors.systems.open_data.describing.dcat import (
    Around,
    agent_of,
    agent_triples,
    dataset_triples,
    language_triples,
    themes_of,
    themes_triples,
)
from actors.systems.open_data.describing.graph import Iri, Triple, Typed, about, both, moment
from actors.systems.open_data.describing.vocabulary import EU

_NAMES = {  # of a page now, and as harvesters still look for it
    "first": ("hydra:first", "hydra:firstPage"),
    "previous": ("hydra:previous", "hydra:previousPage"),
    "next": ("hydra:next", "hydra:nextPage"),
    "last": ("hydra:last", "hydra:lastPage"),
}


@dataclass(frozen=True, kw_only=True)
class Paging:
    """Page `number`, from 1, of `total` datasets of which `size` are on each; `at` gives the
    address of a page."""

    number: int
    total: int
    size: int
    at: Callable[[int], str]

    @property
    def last(self) -> int:
        """The number of the last page; there always is one."""
        return max(1, -(-self.total // self.size))

    @property
    def beside(self) -> dict[str, str]:
        """The addresses of the pages that lead on, by what they are to this one."""
        found = {"first": self.at(1), "last": self.at(self.last)}
        if self.number > 1:
            found["previous"] = self.at(min(self.number - 1, self.last))
        if self.number < self.last:
            found["next"] = self.at(self.number + 1)
        return found


def catalogue_triples(
    rows: Sequence[Row],
    paging: Paging,
    *,
    publisher: str,
    modified: datetime | None,
    around: Around,
) -> Iterator[Triple]:
    """Yield what is said of the catalogue, of one page of it, and of the datasets `rows` that are
    on it; the unit `publisher` runs it, and something in it was last `modified` then."""
    it, home = Iri(f"{around.base}/catalog"), Iri(f"{around.base}/datasets")
    city, place = around.city, Iri(f"{around.base}/catalog#place")
    yield from about(
        it,
        ("rdf:type", Iri("dcat:Catalog")),
        *both("dct:title", f"{city.zh}开放数据目录", f"Open data of {city.en}"),
        *both(
            "dct:description",
            f"{city.zh}各单位向社会开放的数据。",
            f"Data that units of {city.en} have opened to society.",
        ),
        ("dct:publisher", agent_of(publisher, around)),
        ("dct:language", Iri(f"{EU}language/ZHO")),
        ("dct:modified", moment(modified) if modified else None),
        ("dct:spatial", place),
        ("dcat:themeTaxonomy", themes_of(around)),
        ("foaf:homepage", home),
        *(("dcat:dataset", around.dataset(row["slug"])) for row in rows),
    )
    yield home, "rdf:type", Iri("foaf:Document")
    yield from about(
        place, ("rdf:type", Iri("dct:Location")), *both("skos:prefLabel", city.zh, city.en)
    )
    yield from agent_triples(publisher, around)
    yield from themes_triples(around)
    yield from language_triples()
    yield from _page(it, paging)
    for row in rows:
        yield from dataset_triples(row, around)


def _page(it: Iri, paging: Paging) -> Iterator[Triple]:
    led = [(name, Iri(address)) for to, address in paging.beside.items() for name in _NAMES[to]]
    yield from about(
        Iri(paging.at(paging.number)),
        ("rdf:type", Iri("hydra:PartialCollectionView")),
        ("rdf:type", Iri("hydra:PagedCollection")),
        ("hydra:totalItems", Typed(str(paging.total), "xsd:integer")),
        ("hydra:itemsPerPage", Typed(str(paging.size), "xsd:integer")),
        *led,
    )
    yield from about(it, ("hydra:view", Iri(paging.at(paging.number))))
