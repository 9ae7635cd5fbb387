"""Routes that pages of other origins may ask (CORS), whatever comes of it.

What they answer is the same for everybody, and nothing that a browser sends by itself counts."""

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from serve_apps.front.language import language_of
from serve_apps.front.problem import MEDIA_TYPE, document, problem_of
from serve_apps.front.problems import respond

_OPEN = {"access-control-allow-origin": "*"}
_MISSHAPEN = 400  # what the protocol has for all that is not of its shape


class OpenRoute(APIRoute):
    """A route whose every answer may be read from anywhere, also one that says what went wrong."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles its requests."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                answer = await handle(request)
            except (msgspec.ValidationError, RequestValidationError) as error:
                answer = _misshapen(request, error)
            except Exception as error:  # the layer that tells of it knows no other origins
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
