"""A dataset as DCAT-AP 3.0.1 has it (数据目录应用规范). Of everything that is named it is said here
what it is, since whoever checks a dataset may not have our lists, or those of others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from actors.kernel.view import Row
from actors.kernel.words import Title
from actors.systems.open_data.describing.graph import (
    Iri,
    Text,
    Triple,
    Typed,
    about,
    both,
    day,
    moment,
)
from actors.systems.open_data.describing.period import period
from actors.systems.open_data.describing.vocabulary import (
    ADMS,
    DATA_THEMES,
    EU,
    FREQUENCIES,
    LICENCES,
    MEDIA_TYPES,
    Concept,
)

_IANA = "https://www.iana.org/assignments/media-types/"
_LOCAL = Concept("LocalAuthority", "地方机关", "Local authority")
_STABLE = Concept("STABLE", "长期提供", "Stable")
_PUBLIC = Concept("PUBLIC", "公开", "public")
_RESTRICTED = Concept("RESTRICTED", "限制", "restricted")


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A unit as others reach it; what is not known is ""."""

    code: str
    title: Title
    phone: str = ""
    credit_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Around:
    """What rows name and do not say. `base` is the address of the platform, without slash at its
    end; `place` gives the name of a division by its code, None for what is none."""

    base: str
    city: Title
    agent: Callable[[str], Agent]
    theme: Callable[[str], Title]
    place: Callable[[str], Title | None]

    def dataset(self, slug: str) -> Iri:
        """Return the name of a dataset, which stays the same from version to version."""
        return Iri(f"{self.base}/dataset/{slug}")

    def page(self, slug: str) -> Iri:
        """Return the address of a dataset's page."""
        return Iri(f"{self.base}/datasets/{slug}")

    def version(self, slug: str, number: int) -> Iri:
        """Return the permanent name of a version, which is the address of its page, too."""
        return Iri(f"{self.base}/datasets/{slug}/versions/{number}")

    def file(self, slug: str, version: int, format: str) -> Iri:
        """Return the address of a file of a version."""
        return Iri(f"{self.base}/datasets/{slug}/{version}.{format}")


def dataset_triples(row: Row, around: Around) -> Iterator[Triple]:
    """Yield what is said of a live dataset, its files, its unit and all that it names."""
    it, page = around.dataset(row["slug"]), around.page(row["slug"])
    cycle = FREQUENCIES[row["cycle"]]
    data_theme = DATA_THEMES[row["theme"]]
    theme = Iri(f"{around.base}/datasets?theme={row['theme']}#theme")
    contact, place, time = (Iri(f"{it}#{each}") for each in ("contact", "place", "time"))
    yield from about(
        it,
        ("rdf:type", Iri("dcat:Dataset")),
        *both("dct:title", row["title"], row["title_en"]),
        *both("dct:description", row["notes"], row["notes_en"]),
        ("dct:identifier", Text(row["slug"])),
        ("dct:issued", moment(row["created_at"])),
        ("dct:modified", moment(row["modified_at"])),
        ("dct:publisher", agent_of(row["unit"], around)),
        ("dct:language", Iri(f"{EU}language/ZHO")),
        ("dct:accessRights", Iri(f"{EU}access-right/{_access(row).code}")),
        ("dct:accrualPeriodicity", Iri(f"{EU}frequency/{cycle.code}")),
        ("dct:spatial", place if row["spatial"] else None),
        ("dct:temporal", time if row["temporal"] else None),
        ("dcat:contactPoint", contact),
        ("dcat:landingPage", page),
        ("dcat:theme", theme),
        ("dcat:theme", Iri(f"{EU}data-theme/{data_theme.code}")),
        ("dcat:version", Text(str(row["version"]))),
        *(("dcat:keyword", Text(each, "zh")) for each in row["tags"]),
        *(("dcat:distribution", Iri(f"{it}#{each['format']}")) for each in row["files"]),
    )
    yield (page, "rdf:type", Iri("foaf:Document"))
    yield from agent_triples(row["unit"], around)
    yield from _contact(contact, around.agent(row["unit"]), page)
    yield from _place(place, row["spatial"], around)
    yield from _time(time, row["temporal"])
    yield from language_triples()
    yield from _listed("access-right", _access(row), "dct:RightsStatement")
    yield from _listed("frequency", cycle, "dct:Frequency")
    yield from _listed("data-theme", data_theme, "skos:Concept")
    yield from _theme(theme, around.theme(row["theme"]), around)
    yield from _licence(row["licence"])
    for file in row["files"]:
        yield from _distribution(it, row, file, around)


def _access(row: Row) -> Concept:
    return _RESTRICTED if row.get("condition") else _PUBLIC


def agent_of(code: str, around: Around) -> Iri:
    """Return the name of a unit; what it has opened is found there."""
    return Iri(f"{around.base}/datasets?unit={code}#unit")


def agent_triples(code: str, around: Around) -> Iterator[Triple]:
    """Yield what is said of a unit."""
    agent, sort = around.agent(code), Iri(f"{ADMS}publishertype/{_LOCAL.code}")
    scheme = Iri(f"{ADMS}publishertype/1.0")
    yield from about(
        agent_of(code, around),
        ("rdf:type", Iri("foaf:Agent")),
        *both("foaf:name", agent.title.zh, agent.title.en),
        ("dct:identifier", Text(agent.credit_code)),
        ("dct:type", sort),
    )
    yield from _concept(sort, _LOCAL, scheme, "skos:Concept")
    yield from _scheme(scheme, "公共部门类型", "Publisher types")


def themes_of(around: Around) -> Iri:
    """Return the name of the seven domains as a list of terms."""
    return Iri(f"{around.base}/datasets#themes")


def themes_triples(around: Around) -> Iterator[Triple]:
    """Yield what is said of the seven domains as a list of terms."""
    yield from _scheme(themes_of(around), "数据领域", "Domains of data")


def language_triples() -> Iterator[Triple]:
    """Yield what is said of the language that data are in."""
    chinese = Concept("ZHO", "中文", "Chinese")
    yield from _listed("language", chinese, "dct:LinguisticSystem")


def _distribution(it: Iri, row: Row, file: Any, around: Around) -> Iterator[Triple]:
    format, titles = file["format"], (row["title"], row["title_en"])
    name, sum = Iri(f"{it}#{format}"), Iri(f"{it}#{format}-sha256")
    media_type, algorithm = Iri(_IANA + MEDIA_TYPES[format]), Iri("spdx:checksumAlgorithm_sha256")
    yield from about(
        name,
        ("rdf:type", Iri("dcat:Distribution")),
        *both("dct:title", *(f"{each} ({format.upper()})" if each else "" for each in titles)),
        *both("dct:description", row["notes"], row["notes_en"]),
        ("dct:issued", moment(row["modified_at"])),
        ("dct:modified", moment(row["modified_at"])),
        ("dct:format", Iri(f"{EU}file-type/{format.upper()}")),
        ("dct:license", Iri(LICENCES[row["licence"]].address)),
        ("dcat:accessURL", around.page(row["slug"])),
        ("dcat:downloadURL", around.file(row["slug"], row["version"], format)),
        ("dcat:mediaType", media_type),
        ("dcat:byteSize", Typed(str(file["bytes"]), "xsd:nonNegativeInteger")),
        ("dcatap:availability", Iri(f"{EU}planned-availability/{_STABLE.code}")),
        ("spdx:checksum", sum),
    )
    yield from about(
        sum,
        ("rdf:type", Iri("spdx:Checksum")),
        ("spdx:algorithm", algorithm),
        ("spdx:checksumValue", Typed(file["sha256"], "xsd:hexBinary")),
    )
    yield algorithm, "rdf:type", Iri("spdx:ChecksumAlgorithm")
    yield media_type, "rdf:type", Iri("dct:MediaType")
    called = Concept(format.upper(), format.upper(), format.upper())
    yield from _listed("file-type", called, "dct:MediaTypeOrExtent")
    yield from _listed("planned-availability", _STABLE, "skos:Concept")


def _contact(name: Iri, agent: Agent, page: Iri) -> Iterator[Triple]:
    digits = "".join(each for each in agent.phone if each in "+0123456789-")
    yield from about(
        name,
        ("rdf:type", Iri("vcard:Kind")),  # nobody who checks knows that an organisation is one
        ("rdf:type", Iri("vcard:Organization")),
        ("vcard:fn", Text(agent.title.zh, "zh")),
        ("vcard:hasTelephone", Iri(f"tel:{digits}") if digits else None),
        ("vcard:hasURL", page),
    )


def _place(name: Iri, said: str, around: Around) -> Iterator[Triple]:
    if not said:
        return
    title = around.place(said)
    yield from about(
        name,
        ("rdf:type", Iri("dct:Location")),
        ("dct:identifier", Text(said) if title else None),
        *both("skos:prefLabel", title.zh if title else said, title.en if title else ""),
    )


def _time(name: Iri, said: str) -> Iterator[Triple]:
    if not said:
        return
    found = period(said)
    yield from about(
        name,
        ("rdf:type", Iri("dct:PeriodOfTime")),
        ("skos:prefLabel", Text(said, "zh")),
        ("dcat:startDate", day(found.first) if found else None),
        ("dcat:endDate", day(found.last) if found else None),
    )


def _theme(name: Iri, title: Title, around: Around) -> Iterator[Triple]:
    called = Concept("", title.zh, title.en)
    yield from _concept(name, called, themes_of(around), "skos:Concept")
    yield from themes_triples(around)


def _licence(code: str) -> Iterator[Triple]:
    licence = LICENCES[code]
    sort, scheme = Iri(f"{ADMS}licencetype/{licence.sort}"), Iri(f"{ADMS}licencetype/1.0")
    yield from about(
        Iri(licence.address),
        ("rdf:type", Iri("dct:LicenseDocument")),
        ("dct:title", Text(licence.title, "en")),
        ("dct:identifier", Text(code)),
        ("dct:type", sort),
    )
    yield from about(
        sort,
        ("rdf:type", Iri("skos:Concept")),
        ("skos:prefLabel", Text(licence.sort, "en")),
        ("skos:inScheme", scheme),
    )


def _listed(list: str, concept: Concept, kind: str) -> Iterator[Triple]:
    """Yield what is said of an entry of one of the lists of the EU."""
    name = Iri(f"{EU}{list}/{concept.code}")
    yield from _concept(name, concept, Iri(f"{EU}{list}"), kind)


def _concept(name: Iri, concept: Concept, scheme: Iri, kind: str) -> Iterator[Triple]:
    yield from about(
        name,
        ("rdf:type", Iri(kind)),
        *both("skos:prefLabel", concept.zh, concept.en),
        ("skos:inScheme", scheme),
    )


def _scheme(name: Iri, zh: str, en: str) -> Iterator[Triple]:
    yield from about(name, ("rdf:type", Iri("skos:ConceptScheme")), *both("dct:title", zh, en))
