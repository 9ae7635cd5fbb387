"""Statements written down (序列化), in the notations that others read. The only place that knows
rdflib."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from rdflib import Graph, Literal, Namespace, URIRef

from actors.systems.open_data.describing.graph import PREFIXES, Iri, Text, Triple, Value, full


class Notation(NamedTuple):
    """A way to write statements: how rdflib calls it, and its media type."""

    name: str
    media_type: str


NOTATIONS: Mapping[str, Notation] = {
    "ttl": Notation("turtle", "text/turtle"),
    "xml": Notation("xml", "application/rdf+xml"),
    "rdf": Notation("xml", "application/rdf+xml"),
    "n3": Notation("n3", "text/n3"),
    "jsonld": Notation("json-ld", "application/ld+json"),
}
"""By the ending of the address."""
ALTERNATES = {each: NOTATIONS[each].media_type for each in ("ttl", "rdf", "jsonld")}
"""What pages lead to: each media type once."""
_CONTEXT = {"context": PREFIXES, "ensure_ascii": False, "indent": None}


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Return the statements as a graph; what is said twice is in it once."""
    graph = Graph(bind_namespaces="none")
    for prefix, address in PREFIXES.items():
        graph.bind(prefix, Namespace(address))
    for subject, name, value in triples:
        graph.add((URIRef(full(subject)), URIRef(full(name)), _term(value)))
    return graph


def written(triples: Iterable[Triple], ending: str) -> bytes:
    """Return the statements in the notation of `ending`; their order is not always the same."""
    name = NOTATIONS[ending].name
    options: dict[str, Any] = _CONTEXT if name == "json-ld" else {}
    graph: Any = graph_of(triples)
    return graph.serialize(format=name, encoding="utf-8", **options)


def _term(value: Value) -> Any:
    match value:
        case Iri():
            return URIRef(full(value))
        case Text(said, language):
            return Literal(said, lang=language or None)
        case _:
            return Literal(value.value, datatype=URIRef(full(value.datatype)), normalize=False)
