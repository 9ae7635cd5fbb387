"""Bringing registers along as tables (批量导入): CSV or XLSX, every fault by row and column.

A row that has a fault leaves nothing behind; one that is in order is taken once, however often its
file comes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from actors.blocks.forms.asked import Asked, fields_of_struct
from actors.blocks.tables.read_table import Misread, read_table
from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.entrustment.asking import VILLAGE_CLERK
from actors.systems.community_service.register.house import HOUSE, EnterHouse, House, house_id
from actors.systems.community_service.register.resident_records import RESIDENT, Entry
from serve_apps.front.language import LANGUAGES, Language, language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, sentence
from serve_apps.systems.community_service.registers.entering import (
    enter,
    faults_of,
    still_there,
)
from storage.secrecy.lookups import Lookups

router = APIRouter(include_in_schema=False)
Clerk = Annotated[Visitor, Depends(staff_with(VILLAGE_CLERK))]
MOST_BYTES, MOST_ROWS, _AT_ONCE = 5_000_000, 2_000, 20
R = TypeVar("R", bound=msgspec.Struct)
Checking = Callable[[Services, Visitor, Any], Awaitable[tuple[Reason, ...]]]
"""(services, visitor, what is entered) -> what is wrong with it. Raises Refusal."""
Taking = Callable[[Services, Visitor, Any, str], Awaitable[bool]]
"""(services, visitor, what is entered, why) -> whether it was new. Raises Refusal."""


class ResidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of residents; `house` is a code of the place."""

    name: str
    id_number: str
    registration: str
    relation: str = ""
    household: str = ""
    registered_at: str = ""
    living_at: str = ""
    house: str = ""
    tenure: str = ""
    phone: str = ""


class HouseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of houses."""

    code: str
    address: str
    use: str
    ownership: str
    organisation: str = ""
    building: str = ""
    grid: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of an import: how many rows were `taken`, how many were `there` before and still
    are, and what was wrong with others: of whoever has left or died, and of a house that is gone,
    nothing is entered anew."""

    taken: int
    there: int
    faults: tuple[Misread, ...]


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """The tables of one register: its kind, the rows, what is entered of each, how that is checked,
    and how it is taken."""

    kind: str
    row: type[R]
    wish: type[msgspec.Struct]
    check: Checking
    take: Taking

    def heads(self) -> Mapping[str, tuple[str, ...]]:
        """Return what the columns may be called: as the fields are, in both languages."""
        names = (each.name for each in fields_of_struct(self.row))
        return {
            name: tuple(known_word(f"{self.kind}.fields.{name}", each) for each in LANGUAGES)
            for name in names
        }

    def read(self, row: R, unit: str, why: str) -> tuple[msgspec.Struct | None, list[Reason]]:
        """Return what is entered of `row` and what is wrong with it: then something else stands in
        the place of what was not understood, so that the rest can be checked; None: nothing can."""
        told: dict[str, str] = {
            name: str(value).strip() for name, value in msgspec.structs.asdict(row).items()
        }
        faults: list[Reason] = []
        for asked in fields_of_struct(self.wish):
            if asked.choices and told.get(asked.name):
                code = self._code(asked, told[asked.name])
                if code is None:
                    faults.append(Reason("form.choice", f"/{asked.name}"))
                told[asked.name] = code or asked.choices[0]
            elif asked.required and asked.name in told and not told[asked.name]:
                faults.append(Reason("form.required", f"/{asked.name}"))
        whole = told | {"unit": unit, "source": "import", "reason": why}
        known = {each.name for each in msgspec.structs.fields(self.wish)}
        try:
            wish = msgspec.convert({k: v for k, v in whole.items() if k in known}, self.wish)
            return wish, faults
        except msgspec.ValidationError as error:
            name = str(error).rpartition("$.")[2].rstrip("`") if "$." in str(error) else ""
            told_of = {reason.field for reason in faults}
            if f"/{name}" not in told_of:
                faults.append(Reason("form.invalid", f"/{name}" if name else ""))
            return None, faults

    def _code(self, asked: Asked, typed: str) -> str | None:
        for value in asked.choices:
            path = f"{self.kind}.choices.{asked.name}.{value}"
            titles = (known_word(path, language) for language in LANGUAGES)
            if typed.casefold() in (value, *(title.casefold() for title in titles)):
                return value
        return None


async def bring(
    services: Services, visitor: Visitor, sheet: Sheet[Any], content: bytes, why: str
) -> Outcome:
    """Enter every row of `content` that is in order.

    Raises:
        Refusal: the visitor may enter nothing.
        Overloaded, Unavailable: see `Sender.send`; do it again, nothing is entered twice.
        PyMongoError: the database does not answer.
    """
    heads = sheet.heads()
    table = read_table(content, sheet.row, heads)
    faults = list(table.mistakes)
    if len(table.rows) > MOST_ROWS:
        most = Reason("table.too_many_rows", facts={"most": str(MOST_ROWS)})
        return Outcome(0, 0, (Misread(0, "", most),))
    taken = there = 0

    async def one(number: int, row: Any) -> None:
        nonlocal taken, there
        wish, wrong = sheet.read(row, visitor.identity.unit, why)
        if wish is not None and wrong:
            wrong += await sheet.check(services, visitor, wish)
        elif wish is not None:
            try:
                new = await sheet.take(services, visitor, wish, why)
                taken, there = taken + new, there + (not new)
            except Refusal as refused:
                if refused.kind == "forbidden":
                    raise
                wrong = list(refused.reasons)
        for reason in wrong:
            name = reason.field.strip("/")
            faults.append(Misread(number, heads.get(name, (name,))[0], reason))

    numbered = list(zip(table.numbers, table.rows, strict=True))
    for at in range(0, len(numbered), _AT_ONCE):
        await asyncio.gather(*(one(*each) for each in numbered[at : at + _AT_ONCE]))
    return Outcome(taken, there, tuple(sorted(faults, key=lambda each: each.row)))


async def _resident(services: Services, visitor: Visitor, wish: Entry, why: str) -> bool:
    once = services[Lookups].of("import", f"{visitor.identity.unit}/{wish.id_number}")
    try:
        if not (await enter(services, visitor, wish, f"import/{once}")).replayed:
            return True
    except Refusal as refused:
        if refused.kind != "not_now":
            raise
    await still_there(services, visitor.identity.unit, wish.id_number)
    return False


async def _unchecked(services: Services, visitor: Visitor, wish: EnterHouse) -> tuple[Reason, ...]:
    return ()


async def _house(services: Services, visitor: Visitor, wish: EnterHouse, why: str) -> bool:
    key = f"{HOUSE}:{house_id(wish.unit, wish.code)}"
    try:
        receipt = await services.sender.send(key, wish, id="import", by=visitor.identity)
        if not receipt.replayed:
            return True
    except Refusal as refused:
        if refused.kind != "not_now":
            raise
    state: House = (await services.sender.show(key)).state
    if state.phase != "standing":
        raise Refusal(Reason("house.gone_before", "/code"))
    return False


SHEETS: Mapping[str, Sheet[Any]] = {
    "residents": Sheet(RESIDENT, ResidentRow, Entry, faults_of, _resident),
    "houses": Sheet(HOUSE, HouseRow, EnterHouse, _unchecked, _house),
}


@router.get("/residents/import")
async def show_residents(request: Request, visitor: Clerk) -> Response:
    """Show how residents are imported."""
    return _shown(request, "residents")


@router.post("/residents/import")
async def bring_residents(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Import residents, and tell what came of every row; see `bring`."""
    return await _brought(request, visitor, services, "residents")


@router.get("/houses/import")
async def show_houses(request: Request, visitor: Clerk) -> Response:
    """Show how houses are imported."""
    return _shown(request, "houses")


@router.post("/houses/import")
async def bring_houses(request: Request, visitor: Clerk, services: Wired) -> Response:
    """Import houses, and tell what came of every row; see `bring`."""
    return await _brought(request, visitor, services, "houses")


async def _brought(request: Request, visitor: Visitor, services: Services, name: str) -> Response:
    sent = await request.form()
    file, why = sent.get("file"), str(sent.get("reason", "")).strip()[:200]
    language = language_of(request)
    errors: list[tuple[str, str]] = []
    if not isinstance(file, UploadFile) or not 0 < (file.size or 0) <= MOST_BYTES:
        errors.append(("file", sentence("resident.no_file", language, {})))
    if not why:
        errors.append(("reason", sentence("form.required", language, {})))
    if errors or not isinstance(file, UploadFile):
        return _shown(request, name, why=why, errors=errors, status=422)
    outcome = await bring(services, visitor, SHEETS[name], await file.read(), why)
    return _shown(request, name, outcome)


def _shown(
    request: Request,
    name: str,
    outcome: Outcome | None = None,
    *,
    why: str = "",
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    language: Language = language_of(request)
    sheet = SHEETS[name]
    asked = fields_of_struct(sheet.row)
    context = {
        "name": name,
        "outcome": outcome,
        "faults": [
            (each.row, each.column, sentence(each.reason.code, language, each.reason.facts))
            for each in (outcome.faults if outcome else ())
        ],
        "columns": [
            (known_word(f"{sheet.kind}.fields.{each.name}", language), each.required)
            for each in asked
        ],
        "reason": why,
        "beside": dict(errors or ()),
        "errors": errors or (),
    }
    return page(request, "community_service/import.html", context, status=status)
