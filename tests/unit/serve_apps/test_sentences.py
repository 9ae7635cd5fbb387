"""Every sentence of the pages has its English, and no template speaks outside the catalogue."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment

import serve_apps
from serve_apps.front.faces import face_folders

HERE = Path(serve_apps.__file__).parent
FOLDERS = [HERE / "pages", HERE / "front", *face_folders()]
TEMPLATES = sorted(HERE.rglob("templates/**/*.html"))
EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"extensions": ",".join(EXTENSIONS)}}
KEYWORDS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2)}
SAME_IN_BOTH = {
    "中文",
    "English",
    "J",
    "K",
    "Enter",
    "CSV",
    "JSON",
}  # names of languages in themselves, keys


def sentences(folder: Path) -> set[str]:
    """Return every message id of the folder's templates and code."""
    found = extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def catalogue(folder: Path) -> Catalog:
    """Return the English catalogue of the folder."""
    file = folder / "locale" / "en" / "messages.po"
    return read_po(BytesIO(file.read_bytes() if file.exists() else b""), locale="en")


def answered(folder: Path) -> set[str]:
    return {
        str(message.id if isinstance(message.id, str) else message.id[0])
        for message in catalogue(folder)
        if message.id and all(message.string if message.pluralizable else [message.string])
    }


SHARED = answered(HERE / "pages")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_sentence_has_its_english_beside_it(folder: Path) -> None:
    assert sentences(folder) <= answered(folder) | SHARED


@pytest.mark.parametrize("folder", FOLDERS[1:], ids=lambda folder: folder.name)
def test_no_catalogue_answers_what_nobody_asks(folder: Path) -> None:
    assert answered(folder) == sentences(folder) - SHARED


def test_a_sentence_that_several_folders_ask_has_one_english() -> None:
    """All catalogues are one when a page is drawn: the last of two answers is on every page."""
    answers: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for message in catalogue(folder):
            answers.setdefault(str(message.id), set()).add(str(message.string))

    assert {said: each for said, each in answers.items() if len(each) > 1} == {}


def test_the_shared_catalogue_answers_nothing_that_nobody_asks() -> None:
    asked = set().union(*map(sentences, FOLDERS))

    assert len(asked) > 300
    assert asked >= SHARED


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_translation_keeps_the_placeholders_of_its_sentence(folder: Path) -> None:
    placeholder = re.compile(r"%\((\w+)\)s|%%")
    for message in catalogue(folder):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if message.pluralizable else (message.string,)
        for string in strings:
            assert set(placeholder.findall(ids[0])) == set(placeholder.findall(string)), ids[0]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_speaks_through_the_catalogue_only(template: Path) -> None:
    environment = Environment(extensions=EXTENSIONS)
    text = "".join(
        value if token == "data" else "0"
        for _line, token, value in environment.lex(template.read_text("utf-8"))
        if token == "data" or token == "variable_begin"
    )
    bare = re.sub(r"<[^>]*>", "\n", re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    bare = re.sub(r'[\w-]+="[^"]*"', "\n", bare)  # attributes that a macro adds to a tag
    marks = r"[A-Za-z\u3400-\u9fff]+|[\u3001-\u303f\uff01-\uff60]"  # words, Chinese punctuation
    words = set(re.findall(marks, bare)) - SAME_IN_BOTH
    spoken = re.findall(
        r'\s(?:alt|title|placeholder|aria-label)="([^"]*[A-Za-z\u3400-\u9fff][^"]*)"', text
    )
    assert not words and not spoken
