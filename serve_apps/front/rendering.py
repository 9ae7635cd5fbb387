"""Pages: the Jinja environments, one a language, and what every template may use."""

import hashlib
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from babel import Locale
from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from actors.blocks.access.access import Access
from actors.blocks.access.where import NOTHING as NO_ROW
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import CHINA
from actors.kernel.library import Library
from serve_apps.front.cookies import Cookie
from serve_apps.front.csrf import VISITOR_COOKIE, new_visitor, token_for, visitor_of
from serve_apps.front.face import Entry
from serve_apps.front.faces import entries, face_folders, served
from serve_apps.front.language import COOKIE as LANGUAGE_COOKIE
from serve_apps.front.language import LANGUAGES, Language, language_of, translations
from serve_apps.front.shared import share
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import services_of
from serve_apps.front.words import sentence, word
from serve_apps.pages.for_forms import FOR_FORMS

HERE = Path(__file__).parents[1]
PAGES = HERE / "pages"
_DAY = {"zh": "yyyy年M月d日", "en": "d MMMM yyyy"}
_MOMENT = {"zh": "yyyy年M月d日 HH:mm", "en": "d MMMM yyyy, HH:mm"}
_SHORT = {"zh": "M月d日", "en": "d MMM"}
_LOCALE = {"zh": Locale.parse("zh_Hans_CN"), "en": Locale.parse("en_GB")}
_DAYS_KEPT = 4_096  # written out: a list has the same day in many rows
A_YEAR_SECONDS = 31_536_000


def page(
    connection: HTTPConnection,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    shared: float = 0.0,
) -> HTMLResponse:
    """Render `template` in the language of the request.

    A page that differs between visitors by their names alone may be told to others for `shared`
    seconds: whoever has not signed in gets it without token and cookie (see `shared.py`).

    Besides `context`, a template has: `visitor` (who is signed in; `visitor.csrf` belongs in every
    form as `csrf_token`), `language`, `path`, `address_in(language)` (this page's URL in another
    language), `now` (the platform's clock), `demo`, `identity_service` (whether people
    can sign in by one), `errors` (none unless given), `navigation`
    (its entries for the visitor), `city` (its Title), `unit_name(code)`, `theme_name(code)`;
    the functions `_`, `ngettext`, `word`, `asset`, `served(path)` (whether this platform has that
    page) and those of pages/for_forms.py; the filters `moment`, `clock` (the time of day of an
    instant), `day`, `yuan`, `title` (a Title in the page's language) and `sentence` (a Reason).
    """
    services = services_of(connection)
    language = language_of(connection)
    visitor: Visitor = getattr(connection.state, "visitor", None) or Visitor()
    key = services.secrets.signing_key
    known = visitor_of(key, connection)
    same_for_all = shared > 0 and not visitor.kind
    fresh = "" if visitor.kind or known or same_for_all else new_visitor(key)
    if not visitor.kind and not same_for_all:
        visitor = replace(visitor, csrf=token_for(key, known or fresh))
    given = {
        "visitor": visitor,
        "language": language,
        "path": connection.url.path,
        "address_in": lambda other: _in_language(connection, other),
        "now": services.clock.now(),
        "demo": services.settings.demo,
        "identity_service": services.identity_service.there,
        "errors": (),
        "navigation": [entry for entry in entries() if _leads(entry, visitor, services.library)],
        "city": services.library[Organisation].city,
        "unit_name": lambda code: unit_name(services.library, code, language),
        "theme_name": lambda code: _theme(services.library, code, language),
    }
    text = environment(language).get_template(template).render(given | dict(context or {}))
    response = HTMLResponse(text, status, headers={"vary": "cookie"})
    if same_for_all:
        share(response, shared)
    cookie = Cookie(services.settings)
    if fresh:
        cookie.set(response, VISITOR_COOKIE, fresh)
    if connection.query_params.get("lang") in LANGUAGES:
        cookie.set(response, LANGUAGE_COOKIE, language, seconds=A_YEAR_SECONDS)
    return response


def _leads(entry: Entry, visitor: Visitor, library: Library) -> bool:
    """Tell whether `entry` of the navigation leads `visitor` somewhere."""
    fits = {
        "staff": visitor.kind == "staff",
        "resident": visitor.kind != "staff",
        "visitor": not visitor.kind,
        "any": True,
    }[entry.of]
    if not fits or (entry.roles and not visitor.has(*entry.roles)):
        return False
    if not entry.action:
        return True
    return library[Access].where(visitor.identity, entry.action) != NO_ROW


def unit_name(library: Library, code: str, language: Language) -> str:
    """Return the name of a unit, its last one if it was closed; any other code is its own name."""
    title = library[Organisation].title(code)
    return title[language] if title else code


def _theme(library: Library, code: str, language: Language) -> str:
    return library[Catalogue].themes[code][language] if code in library[Catalogue].themes else code


class _Environment(Environment):
    """Gives templates their globals in one dict. Jinja looks at every import whether a template has
    some that the other lacks, and takes thirteen times as long for its own chain of dicts: an
    eighth of a page. Globals must stand before the first template is loaded."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template with its own, `d`."""
        return {**self.globals, **(d or {})}


@cache
def environment(language: Language) -> Environment:
    """Return the Jinja environment of `language`: autoescape on, undefined names are mistakes.

    Templates stand in `templates/` of the face that shows them, what all share in `pages/`.
    """
    made = _Environment(
        loader=FileSystemLoader([folder / "templates" for folder in (PAGES, *face_folders())]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "moment": lambda at: moment_text(at, language),
        "clock": lambda at: f"{at.astimezone(CHINA):%H:%M:%S}",
        "day": lambda on: day_text(on, language),
        "yuan": yuan,
        "title": lambda title: _title(title, language),
        "sentence": lambda reason: sentence(reason.code, language, reason.facts),
    }
    made.globals |= {"asset": asset, "word": lambda code: word(code, language), **FOR_FORMS}
    made.globals["served"] = lambda path: path in served()
    return made


def yuan(fen: int) -> str:
    """Return an amount of `fen` in yuan with two decimals, "1,234.50"."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def moment_text(at: datetime | str | None, language: Language) -> str:
    """Write an instant in the hall's local time; views hold datetimes, events in JSON strings."""
    if not at:
        return ""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return format_datetime(at, _MOMENT[language], tzinfo=CHINA, locale=_LOCALE[language])


def day_text(on: date | str | None, language: Language) -> str:
    """Write a local day. An instant is written as the hall's day it falls on."""
    if not on:
        return ""
    if isinstance(on, str):
        on = datetime.fromisoformat(on) if "T" in on else date.fromisoformat(on)
    if isinstance(on, datetime):
        on = on.astimezone(CHINA).date()
    return _written(on, language)


@lru_cache(_DAYS_KEPT)
def _written(on: date, language: Language) -> str:
    return format_date(on, _DAY[language], locale=_LOCALE[language])


def short_day(on: date, language: Language) -> str:
    """Write a local day of about now, without its year."""
    return format_date(on, _SHORT[language], locale=_LOCALE[language])


def _title(title: Any, language: Language) -> str:
    """Return a Title, or the document {zh, en} that a view holds of one, in `language`."""
    if isinstance(title, msgspec.Struct):
        return str(getattr(title, language))
    return str(title[language])


def _in_language(connection: HTTPConnection, language: Language) -> str:
    query = [(name, value) for name, value in connection.query_params.multi_items()]
    kept = [(name, value) for name, value in query if name != "lang"]
    return f"{connection.url.path}?{urlencode([*kept, ('lang', language)])}"


@cache
def asset(name: str) -> str:
    """Return the URL of a file of `static/`, with a digest of its contents so that browsers may
    keep it for ever.

    Raises:
        FileNotFoundError: there is no such file.
    """
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
