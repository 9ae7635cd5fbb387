"""Rating a service by its link (扫码评价): nobody need sign in. The link is shown as a code at the
window."""

from typing import Annotated, Any
from uuid import uuid4

import segno
from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import Response

from actors.blocks.cases.basis import basis_of
from actors.blocks.cases.commands import RateByProof
from actors.blocks.cases.state import CaseState
from actors.blocks.forms.normalise import whole_number
from actors.blocks.ratings.records import LOW, WHYS, Channel, Said
from actors.kernel.errors import Reason, Refusal
from actors.kernel.identity import PLATFORM
from serve_apps.blocks.cases.apply import CaseId
from serve_apps.blocks.cases.case_papers import Insider
from serve_apps.blocks.cases.visibility import UNKNOWN, may_read
from serve_apps.blocks.ratings.proof import RatingProofs
from serve_apps.front.bodies import command_id
from serve_apps.front.language import language_of
from serve_apps.front.passkeys import party_of
from serve_apps.front.policies import AnyVisitor, ProvesItself
from serve_apps.front.rendering import page
from serve_apps.front.texts import Typed
from serve_apps.front.wiring import Services, Wired
from serve_apps.pages.faults import Faults, tell

router = APIRouter(include_in_schema=False)
Proof = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{16,128}$")]
Key = Annotated[str, Form(pattern=r"^[A-Za-z0-9._~:-]{1,64}$")]
NO_LINK = Refusal(Reason("rating.no_link"), kind="unknown")
_AT = "/rate/{case}/{channel}/{proof}"


@router.get(_AT)
async def show_questions(
    request: Request, _: AnyVisitor, services: Wired, case: CaseId, channel: Channel, proof: Proof
) -> Response:
    """Ask whoever has the link what he thinks of the service."""
    state = await _proved(services, case, channel, proof)
    return _page(request, services, state, Faults(), {})


@router.post(_AT)
async def rate(
    request: Request,
    _: ProvesItself,
    services: Wired,
    case: CaseId,
    channel: Channel,
    proof: Proof,
    key: Key,
    stars: Annotated[str, Form(max_length=3)] = "",
    whys: Annotated[list[str] | None, Form()] = None,
    comment: Annotated[str, Typed, Form(max_length=2_000)] = "",
    call: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Keep what he says, once."""
    state = await _proved(services, case, channel, proof)
    given = whole_number(stars) or 0
    typed = {"stars": stars, "whys": whys or [], "comment": comment, "call": call}
    if not 1 <= given <= 5:
        told = tell((Reason("rating.stars", "/stars"),), language_of(request), names={"stars": ""})
        return _page(request, services, state, told, typed, status=422)
    said = Said(
        stars=given,
        whys=tuple(why for why in WHYS if why in (whys or ())),
        comment=comment,
        channel=channel,
    )
    wish = RateByProof(said=said, call=bool(call))
    sent = command_id(f"rate/{case}", key, wish)
    await services.sender.send(f"case:{case}", wish, id=sent, by=PLATFORM)
    return page(request, "cases/rated.html", {"bad": given <= LOW})


@router.get("/staff/cases/{case}/rating-code")
async def show_code(request: Request, visitor: Insider, services: Wired, case: CaseId) -> Response:
    """Show the code that whoever was served reads with a telephone, or the page itself for the
    tablet on the desk. Whether the case was rated is not told here."""
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    if not may_read(visitor.identity, state, services.library) or state.closed_at is None:
        raise UNKNOWN
    path = services[RatingProofs].path(case, "window")
    origin = party_of(request, services.settings.public_address).origin
    context = {
        "case": state,
        "item": basis_of(services.library, state).item,
        "path": path,
        "picture": segno.make(f"{origin}{path}", error="m").png_data_uri(scale=8, border=4),
    }
    return page(request, "staff/rating_code.html", context)


async def _proved(services: Services, case: str, channel: Channel, proof: str) -> CaseState:
    """Return the case of which `proof` shows that somebody has the link.

    Raises:
        Refusal: it shows nothing, or there is no such case.
    """
    if not services[RatingProofs].holds(case, channel, proof):
        raise NO_LINK
    state: CaseState = (await services.sender.show(f"case:{case}")).state
    if not state.number:
        raise NO_LINK
    return state


def _page(
    request: Request,
    services: Services,
    state: CaseState,
    faults: Faults,
    typed: dict[str, Any],
    status: int = 200,
) -> Response:
    context = {
        "item": basis_of(services.library, state).item,
        "unit": state.unit,
        "over": state.closed_at is not None and bool(state.outcome),
        "rated": bool(state.rating or state.stars),
        "typed": typed,
        "key": uuid4().hex,
        "errors": faults.summary,
        "beside": faults.beside,
    }
    return page(request, "cases/rate.html", context, status=status)
