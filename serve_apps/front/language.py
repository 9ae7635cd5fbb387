"""The language of an answer: simplified Chinese first, English on request."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import HTTPConnection

from serve_apps.front.faces import face_folders

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
COOKIE = "language"
_PAGES = Path(__file__).parents[1] / "pages"


def language_of(connection: HTTPConnection) -> Language:
    """Return the language to answer in.

    `?lang=` wins, then the cookie that remembers it; programs (paths below /api) may also ask by
    `Accept-Language`. Otherwise Chinese.
    """
    for wish in (connection.query_params.get("lang"), connection.cookies.get(COOKIE)):
        if wish == "en":
            return "en"
        if wish == "zh":
            return "zh"
    if connection.url.path.startswith("/api/"):
        return _accepted(connection.headers.get("accept-language", ""))
    return "zh"


def _accepted(header: str) -> Language:
    best: tuple[float, Language] = (0.0, "zh")
    for part in header.split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag[:2].lower()
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue  # a malformed weight: as if the language had not been named
        if language in LANGUAGES and weight > best[0]:
            best = weight, "en" if language == "en" else "zh"
    return best[1]


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """Return the catalogue of `language`; Chinese needs none, its sentences are the message ids.

    It is compiled in memory from `locale/<language>/messages.po` of the pages that all share and of
    every face that is installed.
    """
    merged = Catalog(locale=language)
    for folder in (_PAGES, *face_folders()):
        source = folder / "locale" / language / "messages.po"
        if source.exists():
            with source.open("rb") as file:
                for message in read_po(file, locale=language):
                    merged[message.id] = message
    if not len(merged):
        return gettext.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
