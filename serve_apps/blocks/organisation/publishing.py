"""Publishing calendars and dictionaries: what holds, what will change, and then the deed."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.convertors import Convertor, register_url_convertor

from actors.blocks.forms.normalise import day, whole_number
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.versions import version_on
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.turn import Command, Turn
from serve_apps.blocks.organisation.publications import SORTS, Publications, Sort
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import staff_with
from serve_apps.front.proof import asking_for_proof
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import known_word
from serve_apps.pages.faults import tell

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
Folder = Literal["calendars", "dictionaries"]
Id = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")]
_LONGEST = 40_000  # characters of a field


class _Folders(Convertor[str]):
    """The folders of publications, and no other page of administrators."""

    regex = "calendars|dictionaries"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("publications", _Folders())


@router.get("/admin/{folder:publications}")
async def show_all(
    request: Request,
    _: Administrator,
    services: Wired,
    folder: Folder,
    open: Annotated[str, Query(max_length=40, pattern=r"^[a-z0-9_]*$")] = "",
) -> Response:
    """Show what ships and what was published; `open` is one to go to, new or not."""
    if open:
        return RedirectResponse(f"/admin/{folder}/{open}", 303)
    sort = SORTS[folder]
    published = {
        str(row["_id"]).partition(":")[2]: row["versions"]
        for row in await services[Publications].of(sort.kind)
    }
    shipped = set(sort.ids(services.library))
    language = language_of(request)
    rows = [
        {
            "id": id,
            "title": _called(sort, id, _last_texts(services, sort, id, published), language),
            "shipped": id in shipped,
            "versions": published.get(id, []),
        }
        for id in sorted(shipped | {id for id, versions in published.items() if versions})
    ]
    return page(request, "admin/publications.html", {"rows": rows, "sort": sort})


@router.get("/admin/{folder:publications}/{id}")
async def show_one(
    request: Request, _: Administrator, services: Wired, folder: Folder, id: Id
) -> Response:
    """Show what holds today, and every version."""
    sort, today = SORTS[folder], local_day(services.clock.now())
    state = await _known(services, sort, id)
    now = _texts_on(services, sort, state, id, today)
    context = {
        "sort": sort,
        "id": id,
        "known": sort.known(services.library, id),
        "title": _called(sort, id, now, language_of(request)),
        "lines": sort.lines(now),
        "versions": state.versions[::-1],
        "holds": version_on(state.versions, today),
        "today": today,
    }
    return page(request, "admin/publication.html", context)


@router.get("/admin/{folder:publications}/{id}/export")
async def export(_: Administrator, services: Wired, folder: Folder, id: Id) -> Response:
    """Return the last version as the file that ships with the platform."""
    sort = SORTS[folder]
    state = await _state(services, sort, id)
    if not state.versions:
        raise Refusal(Reason("organisation.unknown"), kind="unknown")
    name = f"{id}.{'json' if folder == 'calendars' else 'toml'}"
    return Response(
        sort.export(services.library, id, state.versions[-1]),
        media_type="application/json" if folder == "calendars" else "application/toml",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/admin/{folder:publications}/{id}/{deed}")
async def ask(
    request: Request,
    _: Administrator,
    services: Wired,
    folder: Folder,
    id: Id,
    deed: Literal["publish", "take-back"],
    number: int = 0,
) -> Response:
    """Show the form, with what holds today as a beginning."""
    sort, today = SORTS[folder], local_day(services.clock.now())
    state = await _known(services, sort, id)
    sent = {
        **_texts_on(services, sort, state, id, today),
        "effective": today.isoformat(),
        "number": str(number),
    }
    return _form(request, sort, id, deed, sent)


@router.post("/admin/{folder:publications}/{id}/{deed}")
async def publish(
    request: Request,
    visitor: Administrator,
    services: Wired,
    folder: Folder,
    id: Id,
    deed: Literal["publish", "take-back"],
) -> Response:
    """Show what will change; make the change once that was confirmed."""
    sort, now = SORTS[folder], services.clock.now()
    posted = (await request.form()).items()
    sent = {key: text[:_LONGEST] for key, text in posted if isinstance(text, str)}
    if sent.get("step") == "back":
        return _form(request, sort, id, deed, sent)
    state, key = await _state(services, sort, id), f"{sort.kind}:{id}"
    try:
        command = _command(sort, deed, sent)
        kind = _kind(services.library, sort)
        turn = Turn(key, state, kind.evolve, now=now, by=visitor.identity, command_id="")
        with asking_for_proof():
            kind.decide(turn, command)
        if sent.get("step") == "confirmed":
            once = command_id(visitor.identity.id, sent.get("key", ""), command)
            await services.sender.send(key, command, id=once, by=visitor.identity)
            return RedirectResponse(f"/admin/{folder}/{id}", 303)
    except Refusal as refusal:
        return _form(request, sort, id, deed, sent, refusal)
    day = getattr(command, "effective", local_day(now))
    was = sort.lines(_texts_on(services, sort, state, id, day))
    becomes = sort.lines(_texts_on(services, sort, turn.state, id, day))
    context = {
        "sort": sort,
        "id": id,
        "title": _called(sort, id, sent, language_of(request)),
        "deed": deed,
        "sent": sent,
        "day": day,
        "gone": [line for line in was if line not in becomes],
        "new": [line for line in becomes if line not in was],
        "key": uuid4().hex,
    }
    return page(request, "admin/publish_confirm.html", context)


@lru_cache(4)
def _kind(library: Library, sort: Sort) -> EntityKind[Any]:
    return sort.make(library)


async def _state(services: Services, sort: Sort, id: str) -> Any:
    return (await services.sender.show(f"{sort.kind}:{id}")).state


async def _known(services: Services, sort: Sort, id: str) -> Any:
    """Return the state of one that can be published, or was.

    Raises:
        Refusal: it cannot and was not.
    """
    state = await _state(services, sort, id)
    if not (state.versions or sort.known(services.library, id)):
        raise Refusal(Reason(f"{sort.kind}.unknown"), kind="unknown")
    return state


def _texts_on(services: Services, sort: Sort, state: Any, id: str, day: date) -> dict[str, str]:
    """Return the texts that hold on a day: of a version, else those that ship."""
    version = version_on(state.versions, day)
    return sort.texts(version) if version else sort.shipped(services.library, id)


def _last_texts(
    services: Services, sort: Sort, id: str, published: Mapping[str, list[Any]]
) -> Mapping[str, str]:
    """Return the texts that a publication was called by last: of a version, else those that
    ship."""
    versions = published.get(id)
    if not versions:
        return sort.shipped(services.library, id)
    title = versions[-1].get("title") or {}
    return {"title": title.get("zh", ""), "title_en": title.get("en", "")}


def _called(sort: Sort, id: str, texts: Mapping[str, str], language: Language) -> str:
    """Return what a publication is called: a dictionary by its name, a calendar by its year."""
    if sort.folder == "calendars":
        return translations(language).gettext("%(year)s 年工作日历") % {"year": id}
    return texts.get("title" if language == "zh" else "title_en", "") or id


def _command(sort: Sort, deed: str, sent: Mapping[str, str]) -> Command:
    reason = sent.get("reason", "")
    if deed == "take-back":
        number = sent.get("number", "")
        return sort.take_back(whole_number(number) or 0, reason)
    effective = day(sent.get("effective", ""))
    if effective is None:
        raise Refusal(Reason("organisation.no_day", "/effective"))
    return sort.command(sent, effective, reason)


def _form(
    request: Request,
    sort: Sort,
    id: str,
    deed: str,
    sent: Mapping[str, str],
    refusal: Refusal | None = None,
) -> Response:
    language = language_of(request)
    say = translations(language).gettext
    labels = {
        name: known_word(f"{sort.kind}.fields.{name}", language)
        for name, _ in (*sort.fields, ("effective", False), ("reason", True))
    }
    if "title_en" in labels:
        labels |= {"title": say("中文名称"), "title_en": say("英文名称")}
    asked = labels if deed == "publish" else {"reason": labels["reason"]}
    told = tell(refusal.reasons if refusal else (), language, names=asked)
    context = {
        "sort": sort,
        "id": id,
        "title": _called(sort, id, sent, language),
        "deed": deed,
        "sent": sent,
        "labels": labels,
        "errors": told.summary,
        "beside": told.beside,
    }
    status = {"forbidden": 403, "not_now": 409}.get(refusal.kind, 422) if refusal else 200
    return page(request, "admin/publish.html", context, status=status)
