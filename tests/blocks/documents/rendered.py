"""Papers made for tests, and what stands where on them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pypdfium2

from actors.blocks.documents.shell.compiling import compile_paper
from actors.blocks.documents.shell.making import filled
from actors.blocks.documents.shell.work import Flaw, Rendered, Work
from actors.blocks.documents.template import Papers, Template
from tests import loaded

MM = 72 / 25.4
CODE = "7K3MP2QWX9ZRT5HC"
BODY = """#import "/shared/given.typ": facts
#import "/shared/sheet.typ": sheet
#show: sheet.with("正文")
#par(facts.says)
"""


def work(source: str, facts: Mapping[str, Any], **more: Any) -> Work:
    """Return the work of one paper of 12 March 2026."""
    given: dict[str, Any] = {
        "source": source,
        "facts": dict(facts),
        "organ_name": "佛山市市场监督管理局",
        "number": "SPJY-01-2026-00017",
        "day": "2026-03-12",
        "at": datetime(2026, 3, 12, 2, tzinfo=UTC),
        "code": CODE,
        "address": f"https://hall.example/verify/{CODE}",
        "sealed": False,
    }
    return Work(**given | more)


def made(template: Template, **more: Any) -> Rendered:
    """Return the paper of a template's own sample."""
    facts = filled(template, template.sample)
    paper = compile_paper(work(template.source, facts, sealed=template.sealed, **more))
    assert not isinstance(paper, Flaw), paper
    return paper


def body(text: str) -> Rendered | Flaw:
    """Return a paper that is one indented paragraph of `text`."""
    return compile_paper(work(BODY, {"says": text}))


@cache
def papers() -> Papers:
    """Return every template of what is installed."""
    return loaded.library()[Papers]


def letters(pdf: bytes) -> list[list[tuple[str, tuple[float, float, float, float]]]]:
    """Return the characters of each page with their boxes (left, bottom, right, top in pt)."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            [
                (text.get_text_range(n, 1), text.get_charbox(n, loose=True))
                for n in range(text.count_chars())
            ]
            for page in document
            for text in (page.get_textpage(),)
        ]
