"""Makes one paper by Typst: the template, what it says, the fonts of this machine, and nothing else
that may differ from one time to the next."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import segno
import typst

from actors.blocks.documents.shell.fonts import folders
from actors.blocks.documents.shell.work import Flaw, Rendered, Work

FORMAT: Mapping[str, Any] = {"format": "pdf", "pdf_standards": ["a-2b"], "pdf_tags": False}
_ROOT = Path(__file__).parents[1]  # templates import "/shared/…" from here, and read nothing else
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # how what has no look of its own is written
_typst = cast("Any", typst)  # its types are too loose to be of use here
_pdfium: Any = import_module("pypdfium2")  # which says nothing of its types


def compile_paper(work: Work) -> Rendered | Flaw:
    """Return the paper that `work` is of, as PDF/A-2b, or why it cannot be made.

    Raises:
        NoFonts: this machine lacks the fonts.
    """
    given = given_to_typst(work)
    made_at = int(work.at.timestamp())
    try:
        pdf: bytes = _typst.compile(**given, **FORMAT, timestamp=made_at)
        marks = _typst.query(**given, selector="<seal>", field="value") if work.sealed else "[]"
    except typst.TypstError as error:
        return _flaw(error, work)
    with _pdfium.PdfDocument(pdf) as read:
        pages = len(read)
    return Rendered(pdf=pdf, pages=pages, mark=_mark(json.loads(marks)))


def given_to_typst(work: Work) -> dict[str, Any]:
    """Return what Typst is given of `work`.

    Raises:
        NoFonts: this machine lacks the fonts.
    """
    return {
        "input": work.source.encode(),
        "root": str(_ROOT),
        "font_paths": fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"facts": json.dumps(work.facts), "paper": json.dumps(_about(work))},
    }


@lru_cache(1)
def fonts() -> Any:
    """Return the fonts of papers, read once a process.

    Raises:
        NoFonts: this machine lacks some.
    """
    return _typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders()],
    )


def _about(work: Work) -> dict[str, Any]:
    year, month, day = map(int, work.day.split("-"))
    drawn = io.BytesIO()
    segno.make(work.address, error="m", micro=False).save(drawn, kind="svg", border=0)
    return {
        "organ_name": work.organ_name,
        "number": work.number,
        "dated": work.day,
        "year": year,
        "month": month,
        "day": day,
        "code": "-".join(work.code[n : n + 4] for n in range(0, len(work.code), 4)),
        "address": work.address,
        "site": urlsplit(work.address).netloc + "/verify",
        "qr": drawn.getvalue().decode(),
        "sealed": work.sealed,
        "specimen": work.specimen,
    }


def _mark(marks: list[dict[str, Any]]) -> str:
    if not marks:
        return ""
    last = marks[-1]
    place = (last[name] for name in ("x", "y", "width", "height"))
    return ",".join([str(last["page"]), *(f"{each:.2f}" for each in place)])


def _flaw(error: Any, work: Work) -> Flaw:
    said = "\n".join([str(error.message), *error.hints])
    found = _MISSING.search(said)
    if found is None:
        return Flaw(code="template", detail=said[:500])
    text = _ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), found.group(1))
    return Flaw(code="missing_glyph", detail=text, field=_field_of(text, work.facts))


def _field_of(text: str, facts: Mapping[str, Any]) -> str:
    """Return the name of the field that holds `text`, "" if it comes from the template."""
    return next((name for name, value in facts.items() if text in set(_texts(value))), "")


def _texts(value: Any) -> Iterator[str]:
    """Yield every character that `value` holds."""
    if isinstance(value, str):
        yield from value
    elif isinstance(value, list | tuple):
        for part in cast("list[Any]", value):
            yield from _texts(part)
