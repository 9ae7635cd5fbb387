"""Bringing the organisation along as a table (批量导入): every fault by row and column, then what
it will change, and a confirmation; all of it happens, or nothing."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from actors.blocks.forms.normalise import day
from actors.blocks.organisation.commands import MOST_IMPORTED, ImportRow, ImportTree
from actors.blocks.organisation.decide import ACCOUNT
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.state import KEY
from actors.blocks.tables.read_table import Misread, read_table
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.system import Installed
from serve_apps.blocks.organisation.administration import Administration, Seen
from serve_apps.blocks.organisation.told import Difference, differences
from serve_apps.front.bodies import command_id
from serve_apps.front.language import LANGUAGES, Language, language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word, sentence

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
MOST_BYTES, _AT_ONCE, _LONGEST = 2_000_000, 20, 200
COLUMNS = ImportRow.__struct_fields__
_SORTS = ("unit", "post")
_NEEDED = ("sort", "unit")
_DECODER = msgspec.json.Decoder(tuple[ImportRow, ...])


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as people write it: sort and role by code or by name."""

    sort: str
    unit: str
    title: str = ""
    title_en: str = ""
    place: str = ""
    superior: str = ""
    account: str = ""
    name: str = ""
    name_en: str = ""
    role: str = ""


@dataclass(frozen=True)
class Shown:
    """What the page shows: what was typed, what is wrong with it and with rows, or what will
    change, with the rows that do so."""

    effective: str
    reason: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    faults: tuple[Misread, ...] = ()
    rows: tuple[ImportRow, ...] = ()
    differences: tuple[Difference, ...] = field(default=())


@router.get("/admin/import")
async def show(request: Request, _: Administrator, services: Wired) -> Response:
    """Show how the organisation is imported."""
    return _page(request, Shown(local_day(services.clock.now()).isoformat()))


@router.post("/admin/import")
async def bring(request: Request, visitor: Administrator, services: Wired) -> Response:
    """Show what is wrong with a table, or what it will change; have it so once that was confirmed.

    Raises:
        Refusal: the visitor may not.
        ProofNeeded: he has to prove more who he is.
        Overloaded, Unavailable: see `Sender.send`; do it again, nothing happens twice.
    """
    sent, language = await request.form(), language_of(request)
    texts = {key: value.strip() for key, value in sent.items() if isinstance(value, str)}
    shown = Shown(texts.get("effective", "")[:40], texts.get("reason", "")[:400])
    confirmed = texts.get("step") == "confirmed"
    rows, numbers, faults = (
        _confirmed(texts.get("rows", "")) if confirmed else await _read(services, sent)
    )
    on = day(shown.effective)
    errors = [] if on else [("effective", sentence("organisation.no_day", language, {}))]
    if not rows and not faults:
        errors.append(("file", sentence("organisation.no_table", language, {})))
    if errors or faults or on is None:
        return _page(request, _with(shown, errors=tuple(errors), faults=faults))
    command = ImportTree(rows=rows, effective=on, reason=shown.reason)
    administration = services[Administration]
    seen = await administration.look()
    try:
        now = services.clock.now()
        after = await asyncio.to_thread(
            administration.rehearse, seen, command, visitor.identity, now
        )
        await _require_free(services, seen, rows)
        if confirmed:
            once = command_id(visitor.identity.id, texts.get("key", "")[:64], command)
            await services.sender.send(KEY, command, id=once, by=visitor.identity)
            return RedirectResponse("/admin", 303)
    except Refusal as refused:
        if refused.kind == "forbidden":
            raise
        return _page(request, _refused(shown, refused.reasons, numbers, language))
    told = differences(services.library, seen.chronicle, after.chronicle, local_day(now), language)
    return _page(request, _with(shown, rows=rows, differences=tuple(told)))


def _confirmed(text: str) -> tuple[tuple[ImportRow, ...], tuple[int, ...], tuple[Misread, ...]]:
    """Return the rows that were shown before, which the rules look at once more."""
    try:
        rows = _DECODER.decode(text)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return (), (), (Misread(0, "", Reason("form.unreadable")),)
    return rows[:MOST_IMPORTED], tuple(range(2, len(rows) + 2)), ()


async def _read(
    services: Services, sent: FormData
) -> tuple[tuple[ImportRow, ...], tuple[int, ...], tuple[Misread, ...]]:
    """Return the rows of the table that was sent, their numbers, and what is wrong with others."""
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not 0 < (file.size or 0) <= MOST_BYTES:
        return (), (), ()
    heads = {name: _heads(name) for name in COLUMNS}
    table = read_table(await file.read(), SheetRow, heads)
    if len(table.rows) > MOST_IMPORTED:
        most = Reason("table.too_many_rows", facts={"most": str(MOST_IMPORTED)})
        return (), (), (Misread(0, "", most),)
    faults = list(table.mistakes)
    rows: list[ImportRow] = []
    roles = [each.name for each in services.library[Installed].roles().values()]
    for number, row in zip(table.numbers, table.rows, strict=True):
        told: dict[str, Any] = msgspec.structs.asdict(row)
        found = [Reason("form.too_long", f"/{name}", {"limit": str(_LONGEST)})
                 for name, text in told.items() if len(text) > _LONGEST]  # fmt: skip
        sort = _code(_SORTS, "organisation.choices.sort", row.sort)
        if sort not in _SORTS:
            found.append(Reason("form.choice", "/sort"))
        faults += (_misread(number, reason) for reason in found)
        if not found:
            told |= {"sort": sort, "role": _code(roles, "roles", row.role)}
            rows.append(msgspec.convert(told, ImportRow))
    return tuple(rows), table.numbers, tuple(faults)


async def _require_free(services: Services, seen: Seen, rows: Iterable[ImportRow]) -> None:
    """Check that none of the accounts that are to be made is a resident's.

    Raises:
        Refusal: some are, each by its row.
        Overloaded, Unavailable: the accounts could not be asked.
    """
    new = [
        (at, row.account)
        for at, row in enumerate(rows)
        if row.sort == "post"
        and row.account not in seen.chronicle.members
        and ACCOUNT.fullmatch(row.account)
    ]
    taken: list[Reason] = []

    async def one(at: int, account: str) -> None:
        if (await services.sender.show(f"account:{account}")).state.kind not in ("", "staff"):
            taken.append(Reason("organisation.account_taken", f"/rows/{at}/account"))

    for start in range(0, len(new), _AT_ONCE):
        await asyncio.gather(*(one(*each) for each in new[start : start + _AT_ONCE]))
    if taken:
        raise Refusal(*taken)


def _refused(
    shown: Shown, reasons: Iterable[Reason], numbers: tuple[int, ...], language: Language
) -> Shown:
    """Return what the rules have against it: by row and column, or by the field of the page."""
    errors: list[tuple[str, str]] = []
    faults: list[Misread] = []
    for reason in reasons:
        _root, _, rest = reason.field.partition("/rows/")
        at, _, column = rest.partition("/")
        if at.isdigit():
            told = Reason(reason.code, f"/{column}" if column else "", reason.facts)
            faults.append(_misread(numbers[int(at)], told))
        else:
            name = reason.field.strip("/") or "file"
            errors.append((name, sentence(reason.code, language, reason.facts)))
    faults.sort(key=lambda each: each.row)
    return _with(shown, errors=tuple(errors), faults=tuple(faults))


def _misread(number: int, reason: Reason) -> Misread:
    name = reason.field.strip("/")
    return Misread(number, _heads(name)[0] if name in COLUMNS else "", reason)


def _heads(name: str) -> tuple[str, ...]:
    """Return what a column may be called, in both languages."""
    return tuple(known_word(f"organisation.fields.{name}", each) for each in LANGUAGES)


def _code(values: Iterable[str], words: str, typed: str) -> str:
    """Return the one of `values` that was typed, by itself or by its name, or what is none."""
    sought = typed.strip().casefold()
    for value in values:
        titles = (known_word(f"{words}.{value}", each).casefold() for each in LANGUAGES)
        if sought and sought in (value.casefold(), *titles):
            return value
    return typed.strip()


def _with(shown: Shown, **more: Any) -> Shown:
    told: Mapping[str, Any] = {"effective": shown.effective, "reason": shown.reason}
    return Shown(**{**told, **more})


def _page(request: Request, shown: Shown) -> Response:
    language = language_of(request)
    context = {
        "shown": shown,
        "faults": [
            (each.row, each.column, sentence(each.reason.code, language, each.reason.facts))
            for each in shown.faults
        ],
        "beside": dict(shown.errors),
        "columns": [
            (known_word(f"organisation.fields.{name}", language), name in _NEEDED)
            for name in COLUMNS
        ],
        "rows": msgspec.json.encode(shown.rows).decode() if shown.rows else "",
        "key": uuid4().hex,
    }
    status = 422 if shown.errors or shown.faults else 200
    return page(request, "admin/import.html", context, status=status)
