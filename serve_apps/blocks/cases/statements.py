"""What people are told of their data (个人信息处理告知书), on pages and by program; old versions,
too."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Request, Response

from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.statement import Statement, filled
from actors.blocks.organisation.units import Organisation
from actors.kernel.library import Library
from actors.kernel.words import Title
from serve_apps.front.bodies import answer, operation
from serve_apps.front.language import Language, language_of
from serve_apps.front.policies import anyone
from serve_apps.front.rendering import page
from serve_apps.front.wiring import Wired
from serve_apps.front.words import word

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["items"])
Reference = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]*\.[0-9]{1,6}$")]
SHARED_SECONDS = 60.0


class Part(msgspec.Struct, frozen=True):
    """A part of it: `part` is what it is about, `title` the same in words."""

    part: str
    title: str
    text: str


@dataclass(frozen=True)
class Told:
    """A statement as people read it, for one item."""

    reference: str
    title: str
    parts: tuple[Part, ...]


class StatementOut(msgspec.Struct, frozen=True):
    """What is told of one's data before an application for an item. An application sends
    `reference` as its `statement`."""

    reference: str
    title: str
    parts: tuple[Part, ...]
    for_guardians: bool


def told(
    statement: Statement, item: ServiceItem | None, library: Library, language: Language
) -> Told:
    """Return `statement` as it is told of `item`; None: as it is told of any."""
    parts = tuple(
        Part(name, word(f"statements.parts.{name}", language), text[language])
        for name, text in of_item(statement, item, library).texts()
    )
    return Told(statement.reference, statement.title[language], parts)


def of_item(statement: Statement, item: ServiceItem | None, library: Library) -> Statement:
    """Return `statement` with the unit of `item` and its title in it; None: in general words."""
    unit = library[Organisation].known(item.unit) if item else None
    phone = Title(zh=unit.phone, en=unit.phone) if unit and unit.phone else _said("phone")
    facts = {
        "unit": unit.title if unit else _said("unit"),
        "phone": phone,
        "item": item.title if item else _said("item"),
    }
    return filled(statement, facts)


def _said(name: str) -> Title:
    return Title(zh=word(f"statements.{name}", "zh"), en=word(f"statements.{name}", "en"))


@router.get("/statements/{reference}", dependencies=[Depends(anyone)])
async def show_statement(request: Request, services: Wired, reference: Reference) -> Response:
    """Show a statement in the version that was shown once."""
    language, library = language_of(request), services.library
    statement = library[Catalogue].statement(reference)
    context = {"statement": told(statement, None, library, language)}
    return page(request, "items/statement.html", context)


@api.get(
    "/items/{code}/statement",
    dependencies=[Depends(anyone)],
    **operation(gives=StatementOut),
)
async def show_statement_of_item(request: Request, services: Wired, code: str) -> Response:
    """Tell what becomes of the data that an application for the item asks for, in the version of
    the day and the language of the request (PIPL Art. 17, 30 and 35)."""
    library = services.library
    item = library[Catalogue].item(code)
    statement = item.statement or library[Catalogue].statement("")
    return answer(_out(statement, told(statement, item, library, language_of(request))))


@api.get("/statements/{reference}", dependencies=[Depends(anyone)], **operation(gives=StatementOut))
async def show_version(request: Request, services: Wired, reference: Reference) -> Response:
    """Show a statement in the version that was shown once, whatever is shown today."""
    library = services.library
    statement = library[Catalogue].statement(reference)
    return answer(_out(statement, told(statement, None, library, language_of(request))))


def _out(statement: Statement, read: Told) -> StatementOut:
    for_guardians = statement.children is not None
    return StatementOut(read.reference, read.title, read.parts, for_guardians)
