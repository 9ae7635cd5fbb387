"""From one's own data to an application to have it put right (更正, PIPL Art. 46)."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.accounts.putting_right import PARTS
from actors.blocks.accounts.state import AccountState, Replaced
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.materials import given
from actors.blocks.cases.parts import PastFile
from actors.blocks.cases.putting_files_right import file_parts, file_said, is_file
from actors.blocks.cases.putting_right import ACCOUNT, OF_APPLICANT, says
from actors.blocks.cases.state import CaseState
from actors.kernel.errors import Reason, Refusal
from actors.kernel.library import Library
from serve_apps.blocks.cases.applications import save_draft
from serve_apps.blocks.cases.drafts import first_wish
from serve_apps.blocks.own_records.package import label_of, title_of
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import InPerson
from serve_apps.front.rendering import day_text, page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.records import Records
from storage import rows
from storage.rows import Order

router = APIRouter(include_in_schema=False)
UNKNOWN = Refusal(Reason("put_right.not_own"), kind="unknown")
MOST = 50  # applications that are listed, the last changed first
_LATEST = Order(("updated_at",), descending=True)
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]


@dataclass(frozen=True)
class Part:
    """A part of a record that can be put right: where it is, what it is called, what it says. Of a
    file `says` has the name and the digest, `shown` the name and since when it is there."""

    part: str
    title: str
    says: str
    shown: str = ""

    @property
    def text(self) -> str:
        """What is shown of it."""
        return self.shown or self.says


@dataclass(frozen=True)
class PutRight:
    """What was put right, as its owner reads it. `case` is the id of the case that it stands in, ""
    for the account; `past` of a file the number, from 1, under which the case has the earlier."""

    title: str
    before: object
    after: object
    at: datetime
    basis: str
    case: str = ""
    past: int = 0


@dataclass(frozen=True)
class OwnRecord:
    """A record of somebody's: "account", or the id of a case and its number; who holds it, and
    its parts."""

    record: str
    title: str
    number: str
    unit: str
    parts: tuple[Part, ...]
    put_right: tuple[Replaced, ...]
    past_files: tuple[PastFile, ...] = ()


def item_of(library: Library) -> ServiceItem | None:
    """Return the item by which records are put right, None where none is offered."""
    items = library[Catalogue].current_items()
    return next((each for each in items if each.corrects is not None), None)


@router.get("/account/records/parts")
async def show_parts(
    request: Request,
    visitor: InPerson,
    services: Wired,
    record: Annotated[str, Query(max_length=40, pattern="^[a-z0-9]*$")] = "",
) -> Response:
    """Show the visitor's records or, with `record`, the parts of one."""
    language = language_of(request)
    if not record:
        found = [
            (f"/account/records/parts?{urlencode({'record': id})}", title, number)
            async for id, title, number in _records(services, visitor, language)
        ]
        return page(request, "own_records/choose.html", {"records": found, "chosen": None})
    chosen = await _record(services, visitor, record, language)
    context = {"records": (), "chosen": chosen, "key": uuid4().hex}
    return page(request, "own_records/choose.html", context)


@router.post("/account/records/parts")
async def begin(
    request: Request,
    visitor: InPerson,
    services: Wired,
    key: Key,
    record: Annotated[str, Form(max_length=40, pattern="^[a-z0-9]+$")],
    part: Annotated[str, Form(max_length=100)],
) -> Response:
    """Begin an application with everything filled in that is known: what is to be put right."""
    item = item_of(services.library)
    if item is None or item.corrects is None:
        raise UNKNOWN
    chosen = await _record(services, visitor, record, language_of(request))
    found = next((each for each in chosen.parts if each.part == part), None)
    if found is None:
        raise UNKNOWN
    corrects = item.corrects
    answers: dict[str, object] = {
        corrects.record: record,
        corrects.part: part,
        corrects.says: found.says,
        corrects.unit: chosen.unit,
        "sort": "file" if is_file(part) else "entry",
        "record_title": f"{chosen.title} {chosen.number}".strip(),
        "part_title": found.title,
    }
    known = item.form["properties"]
    form = {name: value for name, value in answers.items() if name in known}
    wish = await first_wish(services, visitor, item)
    wish = msgspec.structs.replace(wish, form=form)
    filed = await save_draft(services, visitor.identity, key, wish)
    return RedirectResponse(f"/apply/{filed.case}", 303)


async def put_right_of(services: Services, visitor: Visitor, language: Language) -> list[PutRight]:
    """Return everything that was put right for the visitor, the latest first.

    Raises:
        Overloaded, Unavailable: a record could not be asked.
    """
    found: list[PutRight] = []
    async for id, title, number in _records(services, visitor, language, put_right=True):
        record = await _record(services, visitor, id, language)
        titles = {part.part: part.title for part in record.parts}
        case = "" if id == ACCOUNT else id
        numbers = {(each.part, each.until): n for n, each in enumerate(record.past_files, 1)}
        for one in record.put_right:
            name = titles.get(one.part, one.part)
            whole = f"{title} {number} · {name}" if number else f"{title} · {name}"
            past = numbers.get((one.part, one.at), 0)
            found.append(PutRight(whole, one.before, one.after, one.at, one.basis, case, past))
    return sorted(found, key=lambda one: one.at, reverse=True)


async def _records(
    services: Services, visitor: Visitor, language: Language, *, put_right: bool = False
) -> AsyncIterator[tuple[str, str, str]]:
    """Yield the ids, titles and numbers of the visitor's records; of applications that were sent,
    with `put_right` those alone of which something was."""
    yield ACCOUNT, title_of("account", language), ""
    where: dict[str, Any] = {"applicant.account": visitor.account, "phase": {"$ne": "draft"}}
    where["restricted"] = {"$ne": True}
    if put_right:
        where["timeline.event"] = {"$in": ["RecordPutRight", "FilePutRight"]}
    left = MOST
    async for row in rows.each(services[Records].database, "cases", where, _LATEST):
        yield str(row["_id"]), row["item"]["title"][language], row["number"]
        left -= 1
        if not left:
            return


async def _record(
    services: Services, visitor: Visitor, record: str, language: Language
) -> OwnRecord:
    if record == ACCOUNT:
        return await _own_account(services, visitor, language)
    state: CaseState = (await services.sender.show(f"case:{record}")).state
    if state.applicant is None or state.applicant.account != visitor.account or state.restricted:
        raise UNKNOWN
    item = services.library[Catalogue].item(state.item, state.item_version)
    parts = tuple(_parts(state, item, language))
    by = item_of(services.library)
    if by is not None and by.corrects is not None and by.corrects.file:
        parts += tuple(_files(state, item, language))
    title = item.title[language]
    return OwnRecord(
        record, title, state.number, state.unit, parts, state.put_right, state.past_files
    )


async def _own_account(services: Services, visitor: Visitor, language: Language) -> OwnRecord:
    account: AccountState = (await services.sender.show(f"account:{visitor.account}")).state
    item, person = item_of(services.library), account.person
    parts: list[Part] = []
    for part in PARTS:
        name = part.rpartition("/")[2]
        value = getattr(person, name) if person else ""
        if value:
            parts.append(Part(part, label_of(name, language), value))
    title, unit = title_of("account", language), item.unit if item else ""
    return OwnRecord(ACCOUNT, title, "", unit, tuple(parts), account.put_right)


def _parts(state: CaseState, item: ServiceItem, language: Language) -> Iterator[Part]:
    titles = {part: label_of(part.rpartition("/")[2], language) for part in OF_APPLICANT}
    titles |= {
        f"/form/{field.name}": field.title[language]
        for section in item.sections
        for field in section.fields
    }
    say = translations(language).gettext
    for part, title in titles.items():
        said = says(state, part, item)
        value = state.form.get(part.removeprefix("/form/"))
        if isinstance(value, bool):
            yield Part(part, title, say("是") if value else say("否"))
        elif said:
            yield Part(part, title, said[0] if len(said) == 1 else said[1 + (language == "en")])


def _files(state: CaseState, item: ServiceItem, language: Language) -> Iterator[Part]:
    """Yield the files that can be put right. Each is there since the case was sent, or since it
    came with a correction."""
    titles = {spec.name: spec.title[language] for spec in item.materials}
    since = {each.field: each.at for each in state.changes}
    for part, file in file_parts(state):
        title = titles.get(file.name, file.name)
        if len(given(state.materials, file.name)) > 1:
            title = f"{title} {part.rpartition('/')[2]}"
        there = since.get(part) or since.get(f"/materials/{file.name}") or state.submitted_at
        shown = f"{file.file_name or file.name} · {day_text(there, language)}"
        yield Part(part, title, file_said(file), shown)
