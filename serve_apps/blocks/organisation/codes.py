"""One-time activation codes: an administrator makes one, and is shown it once."""

from typing import Annotated
from uuid import uuid4

import msgspec
from fastapi import APIRouter, Depends, Form, Header, Path, Request
from fastapi.responses import Response
from msgspec.structs import replace

from actors.blocks.organisation.commands import IssueActivation
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.blocks.organisation.state import KEY
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from serve_apps.blocks.organisation.administration import Administration
from serve_apps.blocks.organisation.told import Teller
from serve_apps.front.activation_codes import new_code, read_code
from serve_apps.front.bodies import KEY_PATTERN, answer, command_id, operation, read
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import tell

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["staff"])
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
Account = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
Key = Annotated[str, Form(max_length=64)]


class CodeWish(msgspec.Struct, frozen=True):
    """Why the code is given, and whether it is for somebody who has lost the second factors, too,
    which are gone once it is used."""

    reason: str
    factors_lost: bool = False


class CodeOut(msgspec.Struct, frozen=True):
    """The code, told this once. It sets a password one time, within 72 hours."""

    account: str
    code: str


@router.get("/admin/staff/{account}/code")
async def ask(request: Request, _: Administrator, services: Wired, account: Account) -> Response:
    """Ask why a code is to be given."""
    return await _form(request, services, account, CodeWish(""))


@router.post("/admin/staff/{account}/code")
async def issue(
    request: Request,
    visitor: Administrator,
    services: Wired,
    account: Account,
    reason: Annotated[str, Typed, Form(max_length=400)] = "",
    factors_lost: Annotated[bool, Form()] = False,
    key: Key = "",
) -> Response:
    """Give the code and show it, this once: whoever reloads the page is told to make another."""
    try:
        wish = CodeWish(reason, factors_lost)
        code = await _issue(services, visitor, account, wish, key)
    except Refusal as refusal:
        return await _form(request, services, account, wish, refusal)
    context = {"account": account, "name": await _name(request, services, account), "code": code}
    return page(request, "admin/code.html", context)


@api.post(
    "/staff/{account}/activation-codes",
    **operation(gives=CodeOut, status=201, takes=CodeWish, example={"reason": "a new colleague"}),
)
async def issue_by_program(
    request: Request,
    visitor: Administrator,
    services: Wired,
    account: Account,
    idempotency_key: Annotated[str, Header(pattern=KEY_PATTERN)],
) -> Response:
    """Give a member of staff a one-time activation code, for a first password or a new one. It is
    told this once: a repeated request is refused."""
    wish = await read(request, CodeWish)
    code = await _issue(services, visitor, account, wish, idempotency_key)
    return answer(CodeOut(account, code), 201)


async def _issue(
    services: Services, visitor: Visitor, account: str, wish: CodeWish, key: str
) -> str:
    """Return a new code that the account's owner can use.

    Raises:
        Refusal: the rules say no, or a code was given with this `key` already.
    """
    code = new_code()
    hashed = await services.sessions.hash(read_code(code))
    command = IssueActivation(
        account=account, code_hash=hashed, reason=wish.reason, factors_lost=wish.factors_lost
    )
    once = command_id(visitor.identity.id, key, replace(command, code_hash=""))
    receipt = await services.sender.send(KEY, command, id=once, by=visitor.identity)
    if receipt.replayed:
        raise Refusal(Reason("organisation.code_was_shown"), kind="not_now")
    return code


async def _form(
    request: Request,
    services: Services,
    account: str,
    sent: CodeWish,
    refusal: Refusal | None = None,
) -> Response:
    language = language_of(request)
    seen = await services[Administration].look()
    if account not in seen.chronicle.members:
        raise Refusal(Reason("organisation.unknown"), kind="unknown")
    teller = Teller(services.library, seen.chronicle, language)
    names, today = {"reason": teller.field("reason")}, local_day(services.clock.now())
    told = tell(refusal.reasons if refusal else (), language, names=names)
    context = {
        "account": account,
        "name": teller.person(account),
        "capacities": [
            teller.capacity(one, today) for one in seen.chronicle.capacities(account, today)
        ],
        "sent": sent,
        "key": uuid4().hex,
        "label": names["reason"],
        "lost": teller.field("factors_lost"),
        "errors": told.summary,
        "beside": told.beside,
    }
    status = {"forbidden": 403, "not_now": 409}.get(refusal.kind, 422) if refusal else 200
    return page(request, "admin/code_form.html", context, status=status)


async def _name(request: Request, services: Services, account: str) -> str:
    seen = await services[Administration].look()
    return Teller(services.library, seen.chronicle, language_of(request)).person(account)
