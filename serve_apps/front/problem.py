"""What went wrong, for whoever made the request: without language first, then as the members of RFC
9457."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi.exceptions import RequestValidationError
from pymongo.errors import ConnectionFailure, ExecutionTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from actors.kernel.errors import Crowded, Destroyed, Fault, Overloaded, Reason, Refusal, Unavailable
from serve_apps.front.csrf import ForgedRequest
from serve_apps.front.language import Language
from serve_apps.front.late_forms import LateForm
from serve_apps.front.limits import TooManyPlaces, TooManyTries, WaitFirst
from serve_apps.front.policies import PasswordExpired, SignInNeeded
from serve_apps.front.proof import PROVED_AT, ProofNeeded, level_asked
from serve_apps.front.unfit import reason_of, shape_reason
from serve_apps.front.words import sentence
from storage.search.cursor import BadCursor

MEDIA_TYPE = "application/problem+json"
_STATUS_OF_REFUSAL = {
    "invalid": 422,
    "forbidden": 403,
    "not_now": 409,
    "unknown": 404,
    "unproven": 401,
}
_CHALLENGE = {"www-authenticate": 'Bearer realm="yimen"'}
AWAY = (Unavailable, ConnectionFailure, ExecutionTimeout)  # of a host, of the database


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
        case Refusal(kind="unproven") if level := level_asked(error):
            return Problem(403, "request.proof_needed", assurance=level)
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
        case _ if isinstance(error, AWAY):
            return Problem(503, "request.outcome_unknown", retry_after=2)
        case Destroyed():
            return Problem(410, "request.destroyed")
        case Fault():
            return Problem(500, "request.fault")
        case RequestValidationError():
            reasons = tuple(reason_of(fault) for fault in error.errors())
            return Problem(422, "request.invalid", reasons)
        case msgspec.ValidationError():
            return Problem(422, "request.invalid", (shape_reason(str(error)),))
        # who leaves before all was sent hears of nothing, and no fault of ours is to be counted
        case msgspec.DecodeError() | BadCursor() | ClientDisconnect():
            return Problem(400, "request.malformed")
        case HTTPException():
            return _of_status(error)
        case _:
            return Problem(500, "request.fault")


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
        made["proofs"] = PROVED_AT
    if problem.status == 409:
        made["allowed"] = list(problem.allowed)
    return made


def _of_status(error: HTTPException) -> Problem:
    codes = {400: "malformed", 404: "not_found", 405: "method", 413: "too_large", 415: "media_type"}
    code = f"request.{codes.get(error.status_code, 'refused')}"
    if error.status_code >= 500:
        code = "request.fault"
    return Problem(error.status_code, code, headers=dict(error.headers or {}))


def problem_responses() -> dict[int | str, dict[str, Any]]:
    """Return the problem answers that every operation may give, for the OpenAPI document."""
    told = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in told
    }
