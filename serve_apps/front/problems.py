"""The one place where what went wrong becomes an answer: RFC 9457 for programs, a page for people.

Routes raise; nothing here is called by them.
"""

import re
import traceback
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.blocks.waiting.state import HALL
from actors.kernel.errors import Crowded, Fault, Overloaded, Reason, Refusal, Unavailable
from serve_apps.front.csrf import SAFE_METHODS, ForgedRequest
from serve_apps.front.language import LANGUAGES, Language, language_of
from serve_apps.front.late_forms import LateForm
from serve_apps.front.limits import TooManyPlaces, TooManyTries, WaitFirst
from serve_apps.front.patience import Impatient
from serve_apps.front.policies import PasswordExpired, SignInNeeded
from serve_apps.front.proof import ProofNeeded
from serve_apps.front.rendering import page
from serve_apps.front.wiring import services_of
from serve_apps.front.words import sentence
from serve_apps.pages.late_form import ask_for_proof, show_late
from storage.search.cursor import BadCursor

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
_STATUS_OF_REFUSAL = {
    "invalid": 422,
    "forbidden": 403,
    "not_now": 409,
    "unknown": 404,
    "unproven": 401,
}
_CHALLENGE = {"www-authenticate": 'Bearer realm="yimen"'}
_PLACE = re.compile(r" - at `(\$[^`]*)`$")
_OF_A_FIELD = {  # how the decoder says it
    "request.missing": "missing required field",
    "request.unexpected": "contains unknown field",
}
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


@dataclass(frozen=True)
class Problem:
    """What went wrong, still without language. `code` is a sentence of `words.toml`.
    `room` is the waiting room to take a place in, `back` the page to come back to from there;
    `assurance` how well who asks must have proved who he is."""

    status: int
    code: str
    reasons: tuple[Reason, ...] = ()
    allowed: tuple[str, ...] = ()
    retry_after: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    room: str = ""
    back: str = ""
    assurance: str = ""


def problem_of(error: Exception) -> Problem:
    """Return the problem that `error` is to whoever made the request."""
    match error:
        case Refusal(kind="unknown"):
            return Problem(404, "request.not_found")
        case Refusal():
            status = _STATUS_OF_REFUSAL[error.kind]
            allowed = tuple(map(path_name, error.allowed))
            headers = _CHALLENGE if status == 401 else {}
            code = f"request.{error.kind}"
            return Problem(status, code, error.reasons, allowed, headers=headers)
        case SignInNeeded() | LateForm():
            return Problem(401, "request.sign_in_needed", headers=_CHALLENGE)
        case ProofNeeded(level=level):
            return Problem(403, "request.proof_needed", assurance=level)
        case PasswordExpired():
            return Problem(403, "request.password_expired")
        case ForgedRequest():
            return Problem(403, "request.forged")
        case WaitFirst(room=room, back=back, retry_after=seconds):
            return Problem(429, "request.waiting", retry_after=seconds, room=room, back=back)
        case TooManyPlaces():
            return Problem(429, "request.too_many_places", retry_after=error.retry_after)
        case TooManyTries():
            return Problem(429, "request.too_many_tries", retry_after=error.retry_after)
        case Crowded():
            return Problem(429, "request.crowded", retry_after=max(1, round(error.retry_after)))
        case Overloaded():
            return Problem(503, "request.overloaded", retry_after=max(1, round(error.retry_after)))
        case Unavailable():
            return Problem(503, "request.outcome_unknown", retry_after=2)
        case Fault():
            return Problem(500, "request.fault")
        case RequestValidationError():
            reasons = tuple(_reason_of(fault) for fault in error.errors())
            return Problem(422, "request.invalid", reasons)
        case msgspec.ValidationError():
            return Problem(422, "request.invalid", (_shape_reason(str(error)),))
        # who leaves before all was sent hears of nothing, and no fault of ours is to be counted
        case msgspec.DecodeError() | BadCursor() | ClientDisconnect():
            return Problem(400, "request.malformed")
        case HTTPException():
            return _of_status(error)
        case _:
            return Problem(500, "request.fault")


def tells_of_load(error: Exception) -> bool:
    """Tell whether `error` turned somebody away because the platform has its hands full, and not
    because of what he does himself; otherwise anybody could have all others wait in line."""
    return isinstance(error, Overloaded) and not isinstance(error, Crowded | Impatient)


def path_name(command: str) -> str:
    """Return the name of a command in paths: "ClaimTask" -> "claim_task"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", command).lower()


def document(problem: Problem, language: Language, trace: str) -> dict[str, Any]:
    """Return `problem` as the members of RFC 9457, in `language`."""
    made: dict[str, Any] = {
        "type": f"/problems/{problem.code.removeprefix('request.')}",
        "title": sentence(problem.code, language, {}),
        "status": problem.status,
        "instance": f"urn:trace:{trace}",
    }
    if problem.reasons:
        made["errors"] = [
            {
                "pointer": reason.field,
                "code": reason.code,
                "detail": sentence(reason.code, language, reason.facts),
            }
            for reason in problem.reasons
        ]
        made["detail"] = made["errors"][0]["detail"]
    if problem.room:
        made["room"] = f"/api/v1/waiting/{problem.room}"
    if problem.assurance:
        made["assurance"] = problem.assurance
    if problem.status == 409:
        made["allowed"] = list(problem.allowed)
    return made


async def respond(request: Request, error: Exception) -> Response:
    """Return the answer to `request` that says what `error` is."""
    problem = problem_of(error)
    reading = request.method in SAFE_METHODS
    if reading and isinstance(error, Unavailable):
        problem = replace(problem, code="request.unavailable")
    if problem.status >= 500:
        _log(error, problem.status)
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
        whole = problem.status == 401 or isinstance(
            error, TooManyPlaces | ProofNeeded | PasswordExpired
        )
        if whole and request.headers.get("hx-request") == "true":  # a part: load the page anew
            return Response(status_code=problem.status, headers=headers | {"hx-refresh": "true"})
        if problem.status == 401:
            if isinstance(error, LateForm) and error.sealed():
                return show_late(request, error)
            return RedirectResponse(_sign_in(request, here), 303)
        if isinstance(error, ProofNeeded):
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
    except (Refusal, Fault) as error:
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


def _of_status(error: HTTPException) -> Problem:
    codes = {400: "malformed", 404: "not_found", 405: "method", 413: "too_large", 415: "media_type"}
    code = f"request.{codes.get(error.status_code, 'refused')}"
    if error.status_code >= 500:
        code = "request.fault"
    return Problem(error.status_code, code, headers=dict(error.headers or {}))


def _reason_of(fault: dict[str, Any]) -> Reason:
    """Return the reason that one finding of the framework's own validation is."""
    place, *steps = fault["loc"]
    pointer = "".join(f"/{_escape(str(step))}" for step in steps)
    code = "request.missing" if fault["type"] == "missing" else "request.unfit"
    if place != "body":
        return Reason(f"{code}_parameter", "", {"name": str(steps[0]) if steps else str(place)})
    return Reason(code, pointer)


def _shape_reason(message: str) -> Reason:
    """Return the reason that a message of the decoder is: where, and missing or unfit."""
    place = _PLACE.search(message)
    steps = [a or b for a, b in _STEP.findall(place[1] if place else "")]
    code = "request.unfit"
    for problem, words in _OF_A_FIELD.items():
        named = re.search(f"{words} `([^`]+)`", message)
        if named:
            code = problem
            steps.append(named[1])
    return Reason(code, "".join(f"/{_escape(step)}" for step in steps))


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def problem_responses() -> dict[int | str, dict[str, Any]]:
    """Return the problem answers that every operation may give, for the OpenAPI document."""
    told = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in told
    }
