"""Changing the organisation: a form, what it will change, a confirmation, and then the deed."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from actors.blocks.organisation.commands import DisableResident, EnableResident, EnterStaff
from actors.blocks.organisation.decide import ACCOUNT
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.state import KEY
from actors.blocks.organisation.units import Organisation
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.system import Installed
from actors.kernel.turn import Command
from serve_apps.blocks.organisation.administration import Administration, Seen
from serve_apps.blocks.organisation.asked import FORMS, Asked, Form, read
from serve_apps.blocks.organisation.told import Teller, differences
from serve_apps.front.bodies import command_id
from serve_apps.front.language import Language, language_of, translations
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import tell

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]


@router.get("/admin/changes/{name}")
async def ask(request: Request, _: Administrator, services: Wired, name: str) -> Response:
    """Show the form of one change."""
    form = _form(name)
    sent = {key: value[:400] for key, value in request.query_params.items()}
    sent.setdefault("effective", local_day(services.clock.now()).isoformat())
    seen = await services[Administration].look()
    return _show_form(request, services, seen, form, name, sent)


@router.post("/admin/changes/{name}")
async def change(request: Request, visitor: Administrator, services: Wired, name: str) -> Response:
    """Show what will change; make the change once that was confirmed."""
    form = _form(name)
    sent = _texts(await request.form())
    administration = services[Administration]
    seen = await administration.look()
    if sent.get("step") == "back":
        return _show_form(request, services, seen, form, name, sent)
    now = services.clock.now()
    try:
        command = read(form, sent)
        await _require_account(services, command)
        after = administration.rehearse(seen, command, visitor.identity, now)
        if sent.get("step") == "confirmed":
            id = command_id(visitor.identity.id, sent.get("key", ""), command)
            await services.sender.send(KEY, command, id=id, by=visitor.identity)
            return RedirectResponse(_home(form, sent), 303)
    except Refusal as refusal:
        return _show_form(request, services, seen, form, name, sent, refusal)
    language = language_of(request)
    context = {
        "form": form,
        "name": name,
        "sent": sent,
        "key": uuid4().hex,
        "home": _home(form, sent),
        "entries": _entries(services, seen, form, sent, language),
        "differences": differences(
            services.library, seen.chronicle, after.chronicle, local_day(now), language
        ),
    }
    return page(request, "admin/confirm.html", context)


def _form(name: str) -> Form:
    if name not in FORMS:
        raise Refusal(Reason("organisation.unknown"), kind="unknown")
    return FORMS[name]


def _texts(sent: FormData) -> dict[str, str]:
    return {key: value[:400] for key, value in sent.items() if isinstance(value, str)}


def _home(form: Form, sent: Mapping[str, str]) -> str:
    """Return the page of what the change is about."""
    about, name = form.about, sent.get("unit" if form.about == "unit" else "account", "")
    if sent.get("subject"):
        about, _, name = sent["subject"].partition(":")
    if not name.replace("_", "a").replace("-", "a").isalnum():
        about = about if about == "staff" else ("unit" if "unit" in sent else "")
        return {"unit": "/admin/units", "staff": "/admin/staff"}.get(about, "/admin")
    places = {
        "unit": f"/admin/units/{name}",
        "staff": f"/admin/staff/{name}",
        "resident": f"/admin/residents?account={name}",
    }
    return places.get(about, "/admin/units" if "unit" in sent else "/admin")


async def _require_account(services: Services, command: Command) -> None:
    """Check what the organisation cannot know: that there is such an account of a resident, or that
    none has the account that is to be one of the staff.

    Raises:
        Refusal: it is otherwise.
        Overloaded, Unavailable: the account could not be asked.
    """
    match command:
        case EnterStaff(account=account) if ACCOUNT.fullmatch(account):
            if (await services.sender.show(f"account:{account}")).state.kind not in ("", "staff"):
                raise Refusal(Reason("organisation.account_taken", "/account"))
        case DisableResident(account=account) | EnableResident(account=account) if (
            ACCOUNT.fullmatch(account)
        ):
            if not (await services.sender.show(f"account:{account}")).state.kind:
                raise Refusal(Reason("account.unknown", "/account"), kind="unknown")
        case _:
            pass


def _show_form(
    request: Request,
    services: Services,
    seen: Seen,
    form: Form,
    name: str,
    sent: Mapping[str, str],
    refusal: Refusal | None = None,
) -> Response:
    language = language_of(request)
    teller = Teller(services.library, seen.chronicle, language)
    names = {each.name: teller.field(each.name) for each in form.fields if not each.fixed}
    told = tell(refusal.reasons if refusal else (), language, names=names)
    context = {
        "form": form,
        "name": name,
        "sent": sent,
        "home": _home(form, sent),
        "entries": _entries(services, seen, form, sent, language, fixed=True),
        "choices": _choices(services, seen, language),
        "teller": teller,
        "errors": told.summary,
        "beside": told.beside,
    }
    status = 200
    if refusal:
        status = {"forbidden": 403, "not_now": 409}.get(refusal.kind, 422)
    return page(request, "admin/form.html", context, status=status)


def _choices(
    services: Services, seen: Seen, language: Language
) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen from: all units and people there are today or will be."""
    here = services.library[Organisation]
    teller = Teller(services.library, seen.chronicle, language)
    today = local_day(services.clock.now())
    units = {
        unit.code: unit.title[language]
        for day in seen.chronicle.days(today)
        for _, unit in seen.chronicle.tree(day).walk()
    }
    say = translations(language).gettext
    roles = [one for one in services.library[Installed].roles().values() if one.of == "staff"]
    return {
        "unit": list(units.items()),
        "place": [(code, place.title[language]) for code, place in here.places.items()],
        "account": [(code, name[language]) for code, name in seen.chronicle.members.items()],
        "role": [(role.name, teller.role(role.name)) for role in roles],
        "truth": [("yes", say("是")), ("no", say("否"))],
    }


def _entries(
    services: Services,
    seen: Seen,
    form: Form,
    sent: Mapping[str, str],
    language: Language,
    *,
    fixed: bool = False,
) -> list[tuple[str, str]]:
    """Return what was entered as (label, text); only what was `fixed` before, if that is asked."""
    teller = Teller(services.library, seen.chronicle, language)
    choices: dict[str, Any] = {
        key: dict(pairs) for key, pairs in _choices(services, seen, language).items()
    }
    return [
        (teller.field(each.name), _entered(each, sent, teller, choices, services))
        for each in form.fields
        if (each.fixed or not fixed) and each.name != "number"
    ]


def _entered(
    field: Asked, sent: Mapping[str, str], teller: Teller, choices: Any, services: Services
) -> str:
    text = sent.get(field.name, "")
    today = local_day(services.clock.now())
    if field.name == "subject":
        kind, _, text = text.partition(":")
        return teller.unit(text, today) if kind == "unit" else teller.person(text)
    if field.name == "account" and field.fixed:
        return teller.person(text)
    if field.name == "role":
        return choices["role"].get(text, text)
    if field.name == "scope" or (field.name == "unit" and field.fixed):
        return teller.unit(text, today)
    if field.control == "title":
        return f"{text} / {sent.get(field.name + '_en', '')}"
    return choices.get(field.control, {}).get(text, text)
