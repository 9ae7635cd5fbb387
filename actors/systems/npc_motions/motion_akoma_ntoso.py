"""Motions, replies and agendas as Akoma Ntoso 3.0 (OASIS LegalDocML), for whoever archives them."""

import re
from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # nosec B405 # writes

import msgspec

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
SOURCE = "#source"
_AUTHOR = "#author"
_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z0-9._~-]+")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One section of a paper. Each line of its `text` is a paragraph."""

    heading: str
    text: str


class Paper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is written as one document.

    `name` is its sort ("motion", "reply", "agenda"), `number` what it is called by within a year
    ("J20260001"), `on` the local day of the work. `jurisdiction` is "cn-" and the code of the
    division, `author` the body in whose name it is kept, `source` the platform that wrote it.
    `about` is the work URI of the paper that it answers.
    """

    name: str
    jurisdiction: str
    on: date
    number: str
    title: str
    author: str
    source: str
    parts: tuple[Part, ...]
    about: str = ""
    language: str = "zho"


def work_uri(paper: Paper) -> str:
    """Return the URI of the work: "/akn/cn-440000/doc/motion/2026-02-03/J20260001".

    Raises:
        ValueError: a part of it cannot stand in a URI.
    """
    parts = (paper.jurisdiction, "doc", paper.name, paper.on.isoformat(), paper.number)
    wrong = [part for part in parts if not _NAME.fullmatch(part)]
    if wrong:
        raise ValueError(f"no part of a URI: {', '.join(map(repr, wrong))}")
    return "/".join(("/akn", *parts))


def write(paper: Paper) -> bytes:
    """Return `paper` as an XML document in UTF-8; the same paper is the same bytes. Characters that
    XML cannot hold are left out.

    Raises:
        ValueError: as for `work_uri`, or it has no parts.
    """
    if not paper.parts:
        raise ValueError("a paper has at least one part")
    root = Element("akomaNtoso", {"xmlns": NAMESPACE})
    doc = _add(root, "doc", name=paper.name)
    _meta(_add(doc, "meta"), paper)
    title = _add(_add(_add(doc, "preface"), "longTitle"), "p")
    _add(title, "docTitle", text=paper.title)
    body = _add(doc, "mainBody")
    for number, part in enumerate(paper.parts, start=1):
        _section(body, number, part)
    indent(root)
    return tostring(root, encoding="UTF-8", xml_declaration=True)


def _meta(meta: Element, paper: Paper) -> None:
    work, on = work_uri(paper), paper.on.isoformat()
    expression = f"{work}/{paper.language}@{on}"
    manifestation = f"{expression}.akn"
    identification = _add(meta, "identification", source=SOURCE)
    level = _level(identification, "FRBRWork", f"{work}/!main", work, on)
    _add(level, "FRBRcountry", value=paper.jurisdiction.partition("-")[0])
    _add(level, "FRBRsubtype", value=paper.name)
    _add(level, "FRBRnumber", value=paper.number)
    level = _level(identification, "FRBRExpression", f"{expression}/!main", expression, on)
    _add(level, "FRBRlanguage", language=paper.language)
    level = _level(
        identification, "FRBRManifestation", f"{expression}/!main.akn", manifestation, on
    )
    _add(level, "FRBRformat", value="application/akn+xml")
    references = _add(meta, "references", source=SOURCE)
    if paper.about:
        _add(references, "original", eId="about", href=paper.about, showAs=paper.about)
    for id, shown in (("author", paper.author), ("source", paper.source)):
        href = f"/akn/ontology/organization/{paper.jurisdiction}/{id}"
        _add(references, "TLCOrganization", eId=id, href=href, showAs=shown)


def _level(
    identification: Element,
    tag: str,
    this: str,
    uri: str,
    on: str,
) -> Element:
    level = _add(identification, tag)
    _add(level, "FRBRthis", value=this)
    _add(level, "FRBRuri", value=uri)
    _add(level, "FRBRdate", date=on, name="Generation")
    _add(level, "FRBRauthor", href=_AUTHOR)
    return level


def _section(
    body: Element,
    number: int,
    part: Part,
) -> None:
    section = _add(body, "section", eId=f"sec_{number}")
    _add(section, "num", text=str(number))
    _add(section, "heading", text=part.heading)
    content = _add(section, "content", eId=f"sec_{number}__content")
    for line in _lines(part.text):
        _add(content, "p", text=line)


def _lines(text: str) -> Iterable[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines or [""]


def _add(
    parent: Element,
    tag: str,
    *,
    text: str = "",
    **attributes: str,
) -> Element:
    kept = {name: _NO_XML.sub("", value) for name, value in attributes.items()}
    child = SubElement(parent, tag, kept)
    if text:
        child.text = _NO_XML.sub("", text)
    return child
