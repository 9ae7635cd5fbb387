"""Statements (三元组) as data: who, which property, what. Names are `prefix:name`, or whole
addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Iri(str):
    """The name of something: `prefix:name` of `PREFIXES`, or a whole address."""


@dataclass(frozen=True)
class Text:
    """A text, in a `language` where it is said in one."""

    value: str
    language: str = ""


@dataclass(frozen=True)
class Typed:
    """A value, as XML Schema writes its `datatype`."""

    value: str
    datatype: str


Value = Iri | Text | Typed
Triple = tuple[Iri, str, Value]
Said = tuple[str, Value | None]


def about(subject: Iri, *said: Said) -> Iterator[Triple]:
    """Yield what is said of `subject`; what is None, or an empty text, is not."""
    for name, value in said:
        if value is not None and not (isinstance(value, Text) and not value.value):
            yield subject, name, value


def both(name: str, zh: str, en: str) -> tuple[Said, Said]:
    """Return a text in both languages."""
    return (name, Text(zh, "zh")), (name, Text(en, "en"))


def moment(at: datetime) -> Typed:
    """Return an instant."""
    return Typed(at.isoformat(timespec="seconds"), "xsd:dateTime")


def day(on: date | None) -> Typed | None:
    """Return a day, None where there is none."""
    return Typed(on.isoformat(), "xsd:date") if on else None


def full(name: str) -> str:
    """Return the whole address that `name` is short for."""
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest if prefix in PREFIXES else name
