"""Reads the templates of every block and system: all mistakes at once, with file and key."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import msgspec

from actors.blocks.documents.template import Field, Papers, Template
from actors.kernel.mistakes import Mistake
from actors.kernel.shape import NAME, read, repeated, title_faults
from actors.kernel.words import Title

FOLDER = "papers"
DECLARATION, SOURCE = "paper.toml", "template.typ"
_USED = re.compile(r"\bfacts\.(?:at\(\"([a-z0-9_]+)\"|([a-z][a-z0-9_]*))")
_OWN = frozenset({"at", "keys", "values", "pairs", "len"})  # what Typst can do with a dictionary
_SEAL = re.compile(r"<seal>|\bsigned\(|/shared/(?:notice|letter|certificate)\.typ")


class _Declared(msgspec.Struct, frozen=True, kw_only=True):
    """What `paper.toml` holds."""

    title: Title
    version: int = 1
    sealed: bool = False
    fields: tuple[Field, ...] = ()
    sample: dict[str, Any] = {}


def read_papers(owners: Iterable[tuple[str, Path]]) -> tuple[Papers, list[Mistake]]:
    """Return the templates of `owners`, each given as (name, folder), and all that is wrong."""
    mistakes: list[Mistake] = []
    found: dict[tuple[str, int], Template] = {}
    files: dict[tuple[str, int], str] = {}
    for _owner, folder in owners:
        for path in _folders(folder):
            file = str(path.relative_to(folder.parent.parent))
            template = _template(path, file, mistakes)
            if template is None:
                continue
            key = template.name, template.version
            if key in found:
                rule = f"version {template.version} stands in {files[key]} too"
                mistakes.append(Mistake(f"{file}/{DECLARATION}", "version", rule))
            found[key], files[key] = template, file
    return Papers(templates=found), mistakes


def _folders(owner: Path) -> Iterator[Path]:
    """Yield the folders of templates, those of earlier versions too."""
    for path in sorted((owner / FOLDER).glob("*/")):
        yield path
        yield from sorted(each for each in path.glob("*/") if each.name.isdigit())


def _template(path: Path, file: str, mistakes: list[Mistake]) -> Template | None:
    earlier = path.name.isdigit()
    name = path.parent.name if earlier else path.name
    before = len(mistakes)
    texts = {each: _text(path / each, f"{file}/{each}", mistakes) for each in (DECLARATION, SOURCE)}
    declared = _declared(texts[DECLARATION], f"{file}/{DECLARATION}", mistakes)
    if declared is None:
        return None
    template = Template(
        name=name,
        version=declared.version,
        title=declared.title,
        sealed=declared.sealed,
        fields=declared.fields,
        sample=declared.sample,
        source=texts[SOURCE] or "",
    )
    if not NAME.fullmatch(name):
        mistakes.append(Mistake(file, "", "a template is called by small letters, digits and _"))
    if earlier and str(declared.version) != path.name:
        rule = f"the folder says {path.name}"
        mistakes.append(Mistake(f"{file}/{DECLARATION}", "version", rule))
    found = (*_declaration_faults(template), *_sample_faults(template))
    mistakes += (Mistake(f"{file}/{DECLARATION}", place, rule) for place, rule in found)
    if texts[SOURCE] is not None:
        faults = _source_faults(template)
        mistakes += (Mistake(f"{file}/{SOURCE}", place, rule) for place, rule in faults)
    return template if len(mistakes) == before else None


def _text(path: Path, file: str, mistakes: list[Mistake]) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(Mistake(file, "", f"it cannot be read: {type(error).__name__}"))
        return None


def _declared(text: str | None, file: str, mistakes: list[Mistake]) -> _Declared | None:
    if text is None:
        return None
    try:
        document = cast("dict[str, Any]", msgspec.toml.decode(text))
    except ValueError as error:
        mistakes.append(Mistake(file, "", str(error)))
        return None
    declared, found = read(document, _Declared, file)
    mistakes += found
    titles = {key: part for key, part in document.items() if key != "sample"}
    mistakes += (Mistake(file, place, rule) for place, rule in title_faults(titles))
    return declared


def _declaration_faults(template: Template) -> Iterator[tuple[str, str]]:
    if template.version < 1:
        yield "version", "versions count from 1"
    names = [each.name for each in template.fields]
    for number, name in enumerate(names):
        if not NAME.fullmatch(name) or name in _OWN:
            yield f"fields[{number}].name", "a name is of small letters, digits and _"
    for name in repeated(names):
        yield "fields", f"two fields are called {name}"


def _sample_faults(template: Template) -> Iterator[tuple[str, str]]:
    for name, rule in template.faults(template.sample):
        yield f"sample.{name}", rule


def _source_faults(template: Template) -> Iterator[tuple[str, str]]:
    """Yield fields that only one of the two files knows, and a seal that has no place."""
    used = {at or name for at, name in _USED.findall(template.source)} - _OWN
    declared = {each.name for each in template.fields}
    for name in sorted(used - declared):
        yield f"facts.{name}", f"{DECLARATION} has no field {name}"
    for name in sorted(declared - used):
        yield f"facts.{name}", "the template does not show this field"
    if template.sealed and not _SEAL.search(template.source):
        yield "", "it wants a seal and has no place for it: signed(...) or <seal>"
