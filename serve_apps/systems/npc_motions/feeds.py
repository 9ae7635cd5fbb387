"""What is published, as an Atom feed (RFC 4287) and as a sitemap (sitemaps.org 0.9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405 # writes only

ATOM = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_EMPTY = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries last changed


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page that everybody may read: its whole address, what it is called and says, and the
    instant of its last change."""

    address: str
    title: str
    text: str
    at: datetime


def as_atom(address: str, *, title: str, author: str, home: str, entries: Sequence[Entry]) -> bytes:
    """Return the feed at `address` of `entries`, in their order; `home` is the page that it is
    of."""
    root = Element("feed", {"xmlns": _ATOM})
    _say(root, "id", address)
    _say(root, "title", title)
    _say(root, "updated", _moment(max((each.at for each in entries), default=_EMPTY)))
    _say(SubElement(root, "author"), "name", author)
    SubElement(root, "link", {"rel": "self", "type": ATOM, "href": address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": home})
    for each in entries:
        entry = SubElement(root, "entry")
        _say(entry, "id", each.address)
        _say(entry, "title", each.title)
        _say(entry, "updated", _moment(each.at))
        SubElement(entry, "link", {"rel": "alternate", "href": each.address})
        _say(entry, "summary", each.text)
    return tostring(root, encoding="UTF-8", xml_declaration=True)


def as_sitemap(entries: Iterable[Entry]) -> bytes:
    """Return the sitemap of `entries`, of which it takes 50,000 at most."""
    root = Element("urlset", {"xmlns": _SITEMAP})
    for each in list(entries)[:50_000]:
        url = SubElement(root, "url")
        _say(url, "loc", each.address)
        _say(url, "lastmod", _moment(each.at))
    return tostring(root, encoding="UTF-8", xml_declaration=True)


def _say(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = "".join(filter(_in_xml, text))


def _in_xml(character: str) -> bool:
    """Tell whether XML can hold `character`."""
    return character in "\t\n\r" or (character >= " " and not "\ud800" <= character <= "\udfff")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
