"""Calendars and dictionaries as texts of a form: what is published, read, and compared."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from actors.blocks.forms import normalise
from actors.blocks.organisation.calendars import (
    YEARS,
    CalendarPublished,
    PublishCalendar,
    TakeBackCalendar,
    as_file,
    calendar_kind,
)
from actors.blocks.organisation.dictionaries import (
    DictionaryPublished,
    PublishDictionary,
    TakeBackDictionary,
    Term,
    codes_of,
    dictionary_kind,
)
from actors.kernel.calendar import Calendar, CalendarYear
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kernel.turn import Command
from actors.kernel.words import Title
from serve_apps.front.words import word
from storage.mongo import Database, Document

Texts = dict[str, str]
_MOST = 200  # publications on a page
_LONGEST_HOLIDAY = 31  # days in a row


class Publications:
    """Reads which calendars and dictionaries have been published."""

    def __init__(self, database: Database) -> None:
        self._rows = database["publications"]

    async def of(self, kind: str) -> list[Document]:
        """Return the rows of a kind by their keys."""
        return await self._rows.find({"kind": kind}).sort("_id", 1).limit(_MOST).to_list()


@dataclass(frozen=True)
class Sort:
    """One sort of publication.

    Attributes:
        kind: of its entities.
        folder: in addresses.
        make: the kind over the library.
        fields: of its form, beside day and reason; those that are long.
        known: (library, id) -> whether one of that id can be published.
        ids: (library) -> those that the deployment begins with.
        shipped: (library, id) -> the texts that the deployment begins with; none if there is none.
        texts: the texts of a version.
        command: what publishes `sent`.
        take_back: what takes a version back.
        lines: what the texts say, line by line, for comparing.
        export: (library, id, version) -> the file that ships it with the platform.
    """

    kind: str
    folder: str
    make: Callable[[Library], EntityKind[Any]]
    fields: tuple[tuple[str, bool], ...]
    shipped: Callable[[Library, str], Texts]
    known: Callable[[Library, str], bool]
    ids: Callable[[Library], Iterable[str]]
    texts: Callable[[Any], Texts]
    command: Callable[[Mapping[str, str], date, str], Command]
    take_back: Callable[[int, str], Command]
    lines: Callable[[Mapping[str, str]], list[str]]
    export: Callable[[Library, str, Any], bytes]


def _days(sent: Mapping[str, str], name: str, faults: list[Reason]) -> tuple[date, ...]:
    """Return the days that were written down: each alone, or the first and the last of some that
    follow each other, "2027-02-05~2027-02-11"."""
    days: list[date] = []
    for text in sent.get(name, "").split():
        first, _, last = text.replace("～", "~").partition("~")
        since, until = normalise.day(first), normalise.day(last or first)
        if since is None or until is None:
            faults.append(Reason("organisation.no_such_day", f"/{name}", {"day": text[:24]}))
            continue
        if not 0 <= (until - since).days < _LONGEST_HOLIDAY:
            faults.append(Reason("organisation.no_such_day", f"/{name}", {"day": text[:24]}))
            continue
        days += (since + timedelta(days=each) for each in range((until - since).days + 1))
    return tuple(days)


def _publish_calendar(sent: Mapping[str, str], effective: date, reason: str) -> Command:
    faults: list[Reason] = []
    closed, made_up = _days(sent, "closed", faults), _days(sent, "made_up", faults)
    if faults:
        raise Refusal(*faults)
    return PublishCalendar(
        effective=effective,
        reason=reason,
        source=sent.get("source", ""),
        closed=closed,
        made_up=made_up,
    )


def _year_texts(year: CalendarYear | CalendarPublished) -> Texts:
    return {
        "source": year.source,
        "closed": "\n".join(f"{day}" for day in year.closed),
        "made_up": "\n".join(f"{day}" for day in year.made_up),
    }


def _year(library: Library, id: str) -> CalendarYear | None:
    return next((each for each in library.shipped[Calendar].years if str(each.year) == id), None)


def _shipped_year(library: Library, id: str) -> Texts:
    year = _year(library, id)
    if year is None:
        return {}
    return _year_texts(year) | ({} if year.published else {"source": ""})


def _calendar_lines(texts: Mapping[str, str]) -> list[str]:
    off = [f"− {day}" for day in sorted(texts.get("closed", "").split())]
    return off + [f"+ {day}" for day in sorted(texts.get("made_up", "").split())]


def _calendar_file(library: Library, id: str, version: CalendarPublished) -> bytes:
    shipped = _year(library, id)
    made = as_file(int(id), version, shipped.version if shipped else 0)
    return msgspec.json.format(msgspec.json.encode(made), indent=2)


def _publish_dictionary(sent: Mapping[str, str], effective: date, reason: str) -> Command:
    faults: list[Reason] = []
    terms: list[Term] = []
    for line in filter(None, map(str.strip, sent.get("terms", "").splitlines())):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            faults.append(Reason("organisation.no_term", "/terms", {"line": line[:40]}))
            continue
        terms.append(Term(parts[0], Title(zh=parts[1], en=parts[2])))
    if faults:
        raise Refusal(*faults)
    title = Title(zh=sent.get("title", ""), en=sent.get("title_en", ""))
    return PublishDictionary(effective=effective, reason=reason, title=title, terms=tuple(terms))


def _dictionary_texts(version: DictionaryPublished) -> Texts:
    return {
        "title": version.title.zh,
        "title_en": version.title.en,
        "terms": _terms(version.terms),
    }


def _terms(terms: Iterable[Term]) -> str:
    return "\n".join(f"{one.code} | {one.title.zh} | {one.title.en}" for one in terms)


def _shipped_dictionary(library: Library, id: str) -> Texts:
    """Return the choices of a field as they ship, with the city or with the words."""
    for field, vocabulary in library[Installed].vocabularies().items():
        if vocabulary.dictionary == id:
            shipped = vocabulary.shipped(library) if vocabulary.shipped is not None else {}
            paths = [(each, f"choices.{field}.{each}") for each in vocabulary.terms]
            terms = [Term(code, Title(zh=word(at, "zh"), en=word(at, "en"))) for code, at in paths]
            terms += [Term(code, title) for code, title in shipped.items()]
            title = vocabulary.title
            return {"title": title.zh, "title_en": title.en, "terms": _terms(terms)}
    return {}


def _dictionary_file(library: Library, id: str, version: DictionaryPublished) -> bytes:
    terms = {one.code: {"zh": one.title.zh, "en": one.title.en} for one in version.terms}
    return msgspec.toml.encode({id: terms})


CALENDARS = Sort(
    kind="calendar_year",
    folder="calendars",
    make=calendar_kind,
    fields=(("source", False), ("closed", True), ("made_up", True)),
    shipped=_shipped_year,
    known=lambda library, id: id.isdecimal() and int(id) in YEARS,
    ids=lambda library: [str(each.year) for each in library.shipped[Calendar].years],
    texts=_year_texts,
    command=_publish_calendar,
    take_back=lambda number, reason: TakeBackCalendar(number=number, reason=reason),
    lines=_calendar_lines,
    export=_calendar_file,
)
DICTIONARIES = Sort(
    kind="dictionary",
    folder="dictionaries",
    make=dictionary_kind,
    fields=(("title", False), ("title_en", False), ("terms", True)),
    shipped=_shipped_dictionary,
    known=lambda library, id: id in codes_of(library),
    ids=codes_of,
    texts=_dictionary_texts,
    command=_publish_dictionary,
    take_back=lambda number, reason: TakeBackDictionary(number=number, reason=reason),
    lines=lambda texts: [line.strip() for line in texts.get("terms", "").splitlines() if line],
    export=_dictionary_file,
)
SORTS = {each.folder: each for each in (CALENDARS, DICTIONARIES)}
