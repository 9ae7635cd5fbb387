"""The catalogue as DCAT-AP 3.0.1, held against the shapes of its authors (OPEN-03)."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

import pyshacl
import pytest
from msgspec.structs import replace
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from actors.kernel.words import Title
from actors.systems.open_data.dataset.terms import CYCLE_DAYS, LICENCES, THEMES
from actors.systems.open_data.describing.catalogue import Paging, catalogue_triples
from actors.systems.open_data.describing.dcat import Agent, Around, dataset_triples
from actors.systems.open_data.describing.graph import PREFIXES
from actors.systems.open_data.describing.period import Period, period
from serve_apps.systems.open_data.dcat.writing import NOTATIONS, graph_of, written
from tests.conformance import yardstick
from tests.systems.open_data.opening import SLUG, WORDING, published

DCAT, DCTERMS, FOAF, HYDRA, RDF, SKOS, VCARD = (
    Namespace(PREFIXES[each]) for each in ("dcat", "dct", "foaf", "hydra", "rdf", "skos", "vcard")
)
SH = Namespace("http://www.w3.org/ns/shacl#")
MUST = ("shapes", "range", "dcat-ap-SHACL")
NOT_FOLLOWED = {  # what is recommended, and why it is not there
    ("Location", "bbox"): "divisions have no coordinates here",
    ("Location", "centroid"): "the same",
    ("Catalog", "issued"): "the catalogue has no first day",
    ("Catalog", "license"): "nobody has decided under which licence descriptions are",
}
AROUND = Around(
    base="https://city.example",
    city=Title(zh="佛山市", en="Foshan"),
    agent=lambda code: Agent(
        code=code, title=Title(zh="民政局", en="Civil affairs"), phone="12345"
    ),
    theme=lambda code: Title(zh=code, en=code),
    place=lambda code: Title(zh="佛山市", en="Foshan") if code == "440600" else None,
)


@cache
def shapes(name: str) -> Graph:
    return Graph().parse(yardstick("dcat-ap-3.0.1") / f"{name}.ttl")


def findings(graph: Graph, name: str) -> list[tuple[str, str]]:
    """Return of what class, and of which property of it, each finding of the shapes `name` is."""
    report: Graph = cast("Any", pyshacl).validate(graph, shacl_graph=shapes(name))[1]
    found: list[tuple[str, str]] = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        kind = graph.value(focus, RDF.type)
        found.append((_last(kind), _last(path)))
    return found


def _last(name: Any) -> str:
    return str(name).replace("#", "/").rpartition("/")[2]


def violations(graph: Graph) -> dict[str, int]:
    return {name: len(findings(graph, name)) for name in MUST}


NONE = dict.fromkeys(MUST, 0)


def dataset(row: Any) -> Graph:
    return graph_of(dataset_triples(row, AROUND))


def catalogue(rows: list[Any], number: int = 1, size: int = 50) -> Graph:
    paging = Paging(number=number, total=5, size=size, at=lambda n: f"https://x/catalog?page={n}")
    told = catalogue_triples(
        rows, paging, publisher="u", modified=datetime(2026, 9, 1, tzinfo=UTC), around=AROUND
    )
    return graph_of(told)


def every_choice() -> list[Any]:
    """Return datasets that make use of every choice, and one that says what nobody can read."""
    wordings = (
        *(replace(WORDING, theme=theme) for theme in THEMES),
        *(replace(WORDING, cycle=cycle) for cycle in (*CYCLE_DAYS, "irregular")),
        *(replace(WORDING, licence=licence) for licence in LICENCES),
        replace(WORDING, notes="<b> & \"'", temporal="某年", spatial="全市", tags=("a b/c?",)),
    )
    return [published(each, slug=f"set-{n}") for n, each in enumerate(wordings)]


def test_whatever_is_said_of_a_dataset_keeps_to_the_shapes() -> None:
    graph = catalogue(every_choice())

    assert violations(graph) == NONE
    unread = {("PeriodOfTime", "startDate"), ("PeriodOfTime", "endDate")}
    assert set(findings(graph, "shapes_recommended")) == NOT_FOLLOWED.keys() | unread


def test_who_says_as_little_as_may_be_said_keeps_to_the_shapes() -> None:
    little = replace(WORDING, title_en="", tags=(), temporal="", spatial="")
    graph = dataset(published(little))

    assert violations(graph) == NONE
    assert {name for _, name in findings(graph, "shapes_recommended")} == {
        "keyword", "spatial", "temporal",
    }  # fmt: skip


def by_hand(*steps: str) -> Graph:
    """Return a catalogue with one dataset, made by hand: all that must be there, and then what
    each step adds, or takes away."""
    graph = Graph()
    x = Namespace("https://x/")
    for each, kind in ((x.c, DCAT.Catalog), (x.d, DCAT.Dataset)):
        graph.add((each, RDF.type, kind))
        graph.add((each, DCTERMS["title"], Literal("a")))
        graph.add((each, DCTERMS.description, Literal("a")))
        graph.add((each, DCTERMS.publisher, x.u))
    graph.add((x.u, RDF.type, FOAF.Agent))
    graph.add((x.u, FOAF["name"], Literal("a")))
    graph.add((x.c, DCAT.dataset, x.d))
    graph.add((x.d, DCAT.distribution, x.f))
    graph.add((x.f, RDF.type, DCAT.Distribution))
    graph.add((x.f, DCAT.accessURL, x.page))
    if "named" in steps:
        graph.add((x.d, DCAT.theme, x.theme))
        graph.add((x.d, DCTERMS.accrualPeriodicity, x.cycle))
        graph.add((x.d, DCAT.contactPoint, x.contact))
        graph.add((x.f, DCTERMS["format"], x.form))
        graph.add((x.f, DCTERMS.license, x.licence))
    if "typed" in steps:
        graph.add((x.theme, RDF.type, SKOS.Concept))
        graph.add((x.theme, SKOS.prefLabel, Literal("a")))
        graph.add((x.cycle, RDF.type, DCTERMS.Frequency))
        graph.add((x.contact, RDF.type, VCARD.Organization))
        graph.add((x.form, RDF.type, DCTERMS.MediaTypeOrExtent))
        graph.add((x.licence, RDF.type, DCTERMS.LicenseDocument))
    if "kind" in steps:
        graph.add((x.contact, RDF.type, VCARD.Kind))
    if "undescribed" in steps:
        graph.remove((x.d, DCTERMS.description, None))
    return graph


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((), NONE),
        (("named",), {"shapes": 0, "range": 5, "dcat-ap-SHACL": 5}),
        (("named", "typed"), {"shapes": 0, "range": 1, "dcat-ap-SHACL": 1}),
        (("named", "typed", "kind"), NONE),
    ],
)
def test_the_check_finds_what_is_not_typed(steps: tuple[str, ...], found: dict[str, int]) -> None:
    assert violations(by_hand(*steps)) == found


def test_the_check_finds_that_a_dataset_is_not_described() -> None:
    assert findings(by_hand("undescribed"), "shapes") == [("Dataset", "description")]


def test_every_notation_says_the_same() -> None:
    paging = Paging(number=1, total=1, size=50, at="https://x/{}".format)
    triples = list(
        catalogue_triples([published()], paging, publisher="u", modified=None, around=AROUND)
    )
    graph = graph_of(triples)

    for ending, (name, _) in NOTATIONS.items():
        assert isomorphic(Graph().parse(data=written(triples, ending), format=name), graph)


def test_a_dataset_says_what_its_steward_says() -> None:
    graph = dataset(published())
    it = URIRef(f"{AROUND.base}/dataset/{SLUG}")

    assert graph.value(it, DCTERMS.identifier) == Literal(SLUG)
    assert set(graph.objects(it, DCTERMS["title"])) == {
        Literal("公交站点", lang="zh"), Literal("Bus stops", lang="en"),
    }  # fmt: skip
    file = graph.value(it, DCAT.distribution)
    assert graph.value(file, DCAT.downloadURL) == URIRef(f"{AROUND.base}/datasets/{SLUG}/1.csv")
    assert graph.value(file, DCTERMS.license) == URIRef(
        "https://creativecommons.org/licenses/by/4.0/"
    )
    place = graph.value(it, DCTERMS.spatial)
    assert Literal("Foshan", lang="en") in set(graph.objects(place, SKOS.prefLabel))


@pytest.mark.parametrize(
    ("number", "beside"),
    [
        (1, {"first": 1, "next": 2, "last": 3}),
        (2, {"first": 1, "previous": 1, "next": 3, "last": 3}),
        (3, {"first": 1, "previous": 2, "last": 3}),
        (9, {"first": 1, "previous": 3, "last": 3}),
    ],
)
def test_pages_lead_to_each_other(number: int, beside: dict[str, int]) -> None:
    graph = catalogue([], number, size=2)
    it = graph.value(predicate=RDF.type, object=HYDRA.PartialCollectionView)

    assert it == URIRef(f"https://x/catalog?page={number}")
    assert graph.value(it, HYDRA.totalItems) == Literal(5)
    for name in ("first", "previous", "next", "last"):
        led = graph.value(it, HYDRA[name])
        assert led == (URIRef(f"https://x/catalog?page={beside[name]}") if name in beside else None)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2007/2026-03", "2007-01-01", "2026-03-31"),
        ("2025年9月1日至2026年6月", "2025-09-01", "2026-06-30"),
        ("2007/", "2007-01-01", None),
    ],
)
def test_a_time_is_read(said: str, first: str, last: str | None) -> None:
    found = period(said)

    assert found == Period(date.fromisoformat(first), date.fromisoformat(last) if last else None)


@pytest.mark.parametrize("said", ["", "/", "去年", "2026-13", "2026/2025", "2024/2025/2026", "20"])
def test_what_is_no_time_is_none(said: str) -> None:
    assert period(said) is None
