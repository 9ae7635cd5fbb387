"""The one place where what went wrong becomes an answer: RFC 9457 for programs, a page for people.

Routes raise; nothing here is called by them.
"""

import traceback
from dataclasses import replace
from urllib.parse import quote

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.blocks.security import sorts
from actors.blocks.waiting.state import HALL
from actors.kernel.errors import Crowded, Fault, Overloaded, Refusal
from serve_apps.front.csrf import SAFE_METHODS, ForgedRequest
from serve_apps.front.language import LANGUAGES, language_of
from serve_apps.front.late_forms import LateForm
from serve_apps.front.limits import TooManyPlaces
from serve_apps.front.patience import Impatient
from serve_apps.front.policies import PasswordExpired
from serve_apps.front.problem import AWAY, MEDIA_TYPE, Problem, document, problem_of
from serve_apps.front.rendering import page
from serve_apps.front.security_watch import deny
from serve_apps.front.trace import pattern_of
from serve_apps.front.wiring import services_of
from serve_apps.pages.late_form import ask_for_proof, show_late

log = structlog.get_logger(__name__)


def tells_of_load(error: Exception) -> bool:
    """Tell whether `error` turned somebody away because the platform has its hands full, and not
    because of what he does himself; otherwise anybody could have all others wait in line."""
    return isinstance(error, Overloaded) and not isinstance(error, Crowded | Impatient)


def tell_of_security(request: Request, error: Exception) -> None:
    """Note that a request was forged, was not permitted, or is one too many of one account or
    address. Tries to prove who somebody is are noted where they are counted."""
    security, actor = services_of(request).security, _actor(request)
    target = f"route:{request.method} {pattern_of(request.scope)}"  # the path may name anybody
    match error:
        case ForgedRequest():
            security.note(sorts.FORGED, actor, target=target, outcome="form")
        case Refusal() if error.kind == "forbidden" or error.because:
            deny(security, error, actor, target=target)
        case TooManyPlaces() | Crowded():
            security.note(sorts.THROTTLED, actor, target=target, outcome=type(error).__name__)
        case _:
            pass


def _actor(request: Request) -> str:
    visitor = getattr(request.state, "visitor", None)
    return visitor.account if visitor is not None else ""


async def respond(request: Request, error: Exception) -> Response:
    """Return the answer to `request` that says what `error` is."""
    problem = problem_of(error)
    reading = request.method in SAFE_METHODS
    if reading and isinstance(error, AWAY):
        problem = replace(problem, code="request.unavailable")
    if problem.status >= 500:
        _log(error, problem.status)
    tell_of_security(request, error)
    if isinstance(error, Refusal):
        services_of(request).broken_rules.note(error.reasons)
    if problem.status in (429, 503):
        services_of(request).sent_away[problem.code.removeprefix("request.")] += 1
    if tells_of_load(error):
        services_of(request).tell_of_load()
    language = language_of(request)
    headers = dict(problem.headers)
    if problem.retry_after:
        headers["retry-after"] = str(problem.retry_after)
    if _wants_page(request):
        await _know_visitor(request)
        here = _address(request) if reading else ""
        whole = problem.status == 401 or bool(problem.assurance)
        whole = whole or isinstance(error, TooManyPlaces | PasswordExpired)
        if whole and request.headers.get("hx-request") == "true":  # a part: load the page anew
            return Response(status_code=problem.status, headers=headers | {"hx-refresh": "true"})
        if problem.status == 401:
            if isinstance(error, LateForm) and error.sealed():
                return show_late(request, error)
            return RedirectResponse(_sign_in(request, here), 303)
        if problem.assurance:
            return await ask_for_proof(request)
        if isinstance(error, PasswordExpired):
            return RedirectResponse("/password", 303)
        room = _room(problem, here)
        if problem.room and reading:
            return RedirectResponse(room, 303)
        context = {
            "problem": document(problem, language, _trace(request)),
            "room": room,
            "again": here if problem.status == 503 or isinstance(error, TooManyPlaces) else "",
            "minutes": -(-problem.retry_after // 60) if problem.retry_after >= 60 else 0,
        }
        answer = page(request, "problem.html", context, status=problem.status)
        answer.headers.update(headers)
        return answer
    body = msgspec.json.encode(document(problem, language, _trace(request)))
    return Response(body, problem.status, headers | {"content-language": language}, MEDIA_TYPE)


class Problems:
    """Catches what nothing inside has answered. The only `except Exception` of the channels."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            if started:  # too late for an answer: the broken connection tells
                raise
            answer = await respond(Request(scope, receive), error)
            await answer(scope, receive, send)


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "text/html")


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def _know_visitor(request: Request) -> None:
    """Have the page know who looks at it, also where no route has asked: at an unknown address.
    Who cannot be asked of now is shown the page of a stranger."""
    if hasattr(request.state, "visitor"):
        return
    try:
        request.state.visitor = await services_of(request).sessions.visitor(request)
    except (Refusal, Fault, *AWAY) as error:
        log.warning("visitor unknown", error=type(error).__name__)


def _sign_in(request: Request, here: str) -> str:
    """Return the address of the form to sign in, in the language that was asked for, which leads on
    to where the visitor wants to be."""
    language = request.query_params.get("lang")
    chosen = f"&lang={language}" if language in LANGUAGES else ""
    return f"/sign-in?next={quote(here or '/')}{chosen}"


def _room(problem: Problem, here: str) -> str:
    """Return the address of the waiting room that leads on to where the visitor wants to be, "" for
    none. Of a page, the hall's also leads there when nobody waits any more."""
    if problem.room:
        return f"/waiting/{problem.room}?next={quote(problem.back)}"
    if problem.code == "request.overloaded" and here:
        return f"/waiting/{HALL}?next={quote(here)}"
    return ""


def _trace(request: Request) -> str:
    return str(getattr(request.state, "trace", ""))


def _log(error: Exception, status: int) -> None:
    """Log what failed and where it arose, but not its message, which may quote a form."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    at = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    write = log.warning if status == 503 else log.error
    write("request failed", error=type(error).__name__, status=status, at=at)
