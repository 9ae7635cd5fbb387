"""What follows when somebody has signed in on a page: cookies, and where it goes on."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from actors.kernel.errors import Reason, Refusal
from serve_apps.front.caller import DEVICE_COOKIE, DEVICE_SECONDS, Caller, caller_of
from serve_apps.front.cookies import Cookie
from serve_apps.front.faces import entries, served
from serve_apps.front.late_forms import unseal
from serve_apps.front.limits import TooManyTries
from serve_apps.front.rendering import page
from serve_apps.front.visitor import COOKIE, Visitor
from serve_apps.front.wiring import Services
from serve_apps.pages.late_form import show_again


def calling(request: Request, services: Services) -> Caller:
    """Return who makes the request, as far as signing in is concerned."""
    return caller_of(request, services.secrets.signing_key, services.settings)


async def entered(
    request: Request,
    services: Services,
    opened: Visitor,
    *,
    before: Visitor,
    next: str = "",
    late: str = "",
) -> Response:
    """Go on as `opened`; the session of `before` ends. `late` is what was typed when a session had
    ended, sealed; it is shown to be sent again."""
    await services.sessions.sign_out(before)
    key = services.secrets.signing_key
    response: Response = RedirectResponse(inside(next) or start_of(opened), 303)
    if late:
        request.state.visitor = opened
        response = show_again(request, unseal(key, late, opened.account))
    cookie = Cookie(services.settings)
    cookie.set(response, COOKIE, opened.token)
    device = calling(request, services).device.with_account(key, opened.account)
    cookie.set(response, DEVICE_COOKIE, device.text(key), seconds=DEVICE_SECONDS)
    return response


def shown_again(
    request: Request,
    template: str,
    shown: Mapping[str, Any],
    refused: Refusal | TooManyTries,
    field: str,
) -> Response:
    """Show a form with what was wrong; that there were too many tries stands at its control
    `field`, and when to come again also where programs see it."""
    if isinstance(refused, Refusal):
        return page(request, template, {**shown, "errors": refused.reasons}, status=422)
    minutes = str(max(1, -(-refused.retry_after // 60)))
    reason = Reason("sign_in.too_many_tries", f"/{field}", {"minutes": minutes})
    response = page(request, template, {**shown, "errors": (reason,)}, status=429)
    response.headers["retry-after"] = str(refused.retry_after)
    return response


def inside(address: str) -> str:
    """Return `address` if it is a path of ours, else "": no redirect leaves the platform."""
    ours = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if ours and address.isprintable() else ""  # browsers drop tabs and line ends


def start_of(visitor: Visitor) -> str:
    """Return where whoever has signed in begins: staff at the first place of the navigation that
    is for one of their roles; without one at the inbox, if there is one."""
    if visitor.kind != "staff":
        return "/"
    own = (each.href for each in entries() if each.of != "resident" and visitor.has(*each.roles))
    return next(own, "/staff" if "/staff" in served() else "/")
