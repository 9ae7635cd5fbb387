"""Routes that pages of other origins may ask (CORS), whatever comes of it.

What they answer is the same for everybody, and nothing that a browser sends by itself counts."""

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from actors.kernel.errors import Fault, Refusal
from serve_apps.front.language import language_of
from serve_apps.front.policies import SignInNeeded
from serve_apps.front.problem import MEDIA_TYPE, document, problem_of
from serve_apps.front.problems import respond

_OPEN = {"access-control-allow-origin": "*"}
_TOLD = (HTTPException, SignInNeeded, Refusal, Fault, msgspec.DecodeError)
_MISSHAPEN = 400  # what the protocol has for all that is not of its shape


class OpenRoute(APIRoute):
    """A route whose answers may be read from anywhere, also those that say what is wrong with a
    question."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles its requests."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                answer = await handle(request)
            except (msgspec.ValidationError, RequestValidationError) as error:
                answer = _misshapen(request, error)
            except _TOLD as error:  # the layer that tells of them knows no other origins
                answer = await respond(request, error)
            answer.headers.update(_OPEN)
            return answer

        return answered


def _misshapen(request: Request, error: Exception) -> Response:
    problem, language = problem_of(error), language_of(request)
    trace = str(getattr(request.state, "trace", ""))
    said = document(problem, language, trace) | {"status": _MISSHAPEN}
    headers = {"content-language": language}
    return Response(msgspec.json.encode(said), _MISSHAPEN, headers, MEDIA_TYPE)
