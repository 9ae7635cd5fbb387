"""How one is reached outside the platform (接收设置): addresses, what is wanted, the language; and
what whoever has a letter can say without signing in."""

import hmac
import secrets
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from actors.blocks.messages.address import to_somebody
from actors.blocks.messages.letter import LETTER, Letter
from actors.blocks.messages.mailbox_state import MAILBOX, MailboxState
from actors.blocks.messages.reach import (
    ADDRESSED,
    CHANNELS,
    Channel,
    OfferProof,
    Prefer,
    ProveAddress,
    Reach,
    RemoveAddress,
    Unsubscribe,
)
from actors.blocks.messages.template import Letters
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from actors.kernel.turn import Command
from serve_apps.blocks.messages.proof import proof_of
from serve_apps.blocks.messages.pushing import push_key
from serve_apps.front.language import language_of
from serve_apps.front.policies import AnyVisitor, OwnAccount, ProvesItself
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired
from serve_apps.front.words import word
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)
DIGITS = 6  # of a code
_Letter = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_Proof = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{20}$")]


@router.get("/notices/reach")
async def show_reach(request: Request, visitor: OwnAccount, services: Wired) -> Response:
    """Show by which addresses the visitor is reached, and what he wants to be sent."""
    return await _page(request, services, visitor)


@router.post("/notices/reach/address")
async def offer_proof(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    channel: Annotated[str, Form(max_length=8)],
    to: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Send a code to an address that the visitor says is his."""
    to = to.strip()
    found = next((each for each in ADDRESSED if each == channel), None)
    if found is None:
        return RedirectResponse("/notices/reach", 303)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    wish = OfferProof(channel=found, to=to, code=code, language=language_of(request))
    try:
        await services.sender.send(key_of(visitor), wish, id=uuid4().hex, by=PLATFORM)
    except Refusal as refusal:
        return await refused(request, services, visitor, refusal, {found: to})
    return RedirectResponse("/notices/reach#proof", 303)


@router.post("/notices/reach/prove")
async def prove(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    code: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Take the address that the code came to."""
    wish = ProveAddress(code=code.strip())
    try:
        proved = await send(services, visitor, wish)
        if not proved:
            raise Refusal(Reason("reach.wrong_code", "/code"))
    except Refusal as refusal:
        return await refused(request, services, visitor, refusal)
    return RedirectResponse("/notices/reach", 303)


@router.post("/notices/reach/remove")
async def remove(
    visitor: OwnAccount, services: Wired, channel: Annotated[str, Form(max_length=8)]
) -> Response:
    """Send nothing by a channel any more."""
    found = next((each for each in ADDRESSED if each == channel), None)
    if found is not None:
        await send(services, visitor, RemoveAddress(channel=found))
    return RedirectResponse("/notices/reach", 303)


@router.post("/notices/reach/wanted")
async def prefer(
    request: Request,
    visitor: OwnAccount,
    services: Wired,
    language: Annotated[str, Form(max_length=2)] = "zh",
    wanted: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Keep what the visitor wants."""
    state: MailboxState = (await services.sender.show(key_of(visitor))).state
    shown = _shown()
    offered = {f"{of}.{channel}" for of in _declined(services) for channel in shown}
    hidden = {each for each in state.reach.off if each.rpartition(".")[2] not in shown}
    off = tuple(sorted((offered - set(wanted or ())) | hidden))
    wish = Prefer(language="en" if language == "en" else "zh", off=off)
    try:
        await send(services, visitor, wish)
    except Refusal as refusal:
        return await refused(request, services, visitor, refusal)
    return RedirectResponse("/notices/reach", 303)


@router.get("/unsubscribe/{letter}/{proof}")
async def ask_to_unsubscribe(
    request: Request, visitor: AnyVisitor, services: Wired, letter: _Letter, proof: _Proof
) -> Response:
    """Ask whoever has the letter whether he wants no more of its class. Nothing is done yet: what
    looks at links does not push buttons."""
    found = await _proved(services, letter, proof)
    context = {"of": found.of, "channel": found.channel, "done": False}
    return page(request, "letters/unsubscribe.html", context)


@router.post("/unsubscribe/{letter}/{proof}")
async def unsubscribe(
    request: Request, visitor: ProvesItself, services: Wired, letter: _Letter, proof: _Proof
) -> Response:
    """Send no more of the letter's class to whom it went: by the button, or in one click of a mail
    reader (RFC 8058). The address itself proves that somebody has the letter."""
    found = await _proved(services, letter, proof)
    wish = Unsubscribe(of=found.of, channel=found.channel)
    await services.sender.send(
        f"{MAILBOX}:{found.mailbox}", wish, id=f"unsubscribe/{letter}", by=PLATFORM
    )
    context = {"of": found.of, "channel": found.channel, "done": True}
    return page(request, "letters/unsubscribe.html", context)


async def _proved(services: Services, letter: str, proof: str) -> Letter:
    """Return the letter of which `proof` shows that somebody has it.

    Raises:
        Refusal: it shows nothing, or there is no such letter.
    """
    unknown = Refusal(Reason("letter.unknown"), kind="unknown")
    if not hmac.compare_digest(proof_of(services, letter), proof):
        raise unknown
    found: Letter = (await services.sender.show(f"{LETTER}:{letter}")).state
    if not found.phase:
        raise unknown
    return found


def key_of(visitor: Visitor) -> str:
    """Return the key of the visitor's mailbox."""
    return f"{MAILBOX}:{to_somebody(visitor.identity.id)}"


async def send(services: Services, visitor: Visitor, wish: Command) -> Any:
    """Send a wish to the visitor's mailbox, by himself, and return what it replies.

    Raises:
        Refusal, Overloaded, Unavailable: see `Sender.send`.
    """
    receipt = await services.sender.send(key_of(visitor), wish, id=uuid4().hex, by=visitor.identity)
    return receipt.reply


def _shown() -> tuple[Channel, ...]:
    """Return the channels that people are asked about: browsers where these can be told."""
    return CHANNELS if push_key() else ADDRESSED


def _declined(services: Services) -> list[str]:
    """Return the classes of letters that people may do without."""
    classes = services.library[Letters].rules.classes
    return [name for name, one in classes.items() if one.unsubscribe]


async def refused(
    request: Request,
    services: Services,
    visitor: Visitor,
    refusal: Refusal,
    typed: dict[str, str] | None = None,
) -> Response:
    """Show the page again, with what was refused and what had been `typed`, by channel."""
    language = language_of(request)
    channel = next(iter(typed or {}), "")
    names = {"to": "", "code": word("mailbox.fields.code", language)}
    told = tell(refusal.reasons, language, names=names)
    errors = tuple(
        (f"to-{channel}" if channel else name or "", said) for name, said in told.summary
    )
    status = 409 if refusal.kind == "not_now" else 422
    return await _page(
        request, services, visitor, Faults(errors, told.beside), typed or {}, status=status
    )


async def _page(
    request: Request,
    services: Services,
    visitor: Visitor,
    told: Faults | None = None,
    typed: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    state: MailboxState = (await services.sender.show(key_of(visitor))).state
    reach: Reach = state.reach
    now = services.clock.now()
    waits = reach.proof if reach.proof and reach.proof.until > now else None
    context = {
        "channels": ADDRESSED,
        "shown": _shown(),
        "push_key": push_key(),
        "quiet": services.library[Letters].rules.quiet,
        "reach": reach,
        "waits": waits,
        "typed": typed or {},
        "classes": [
            (name, one.unsubscribe)
            for name, one in services.library[Letters].rules.classes.items()
            if not one.at_once
        ],
        "errors": told.summary if told else (),
        "said": dict(told.summary) if told else {},
        "beside": told.beside if told else {},
    }
    return page(request, "letters/reach.html", context, status=status)
