"""Reading and writing JSON by the structs of the kernel, and describing them for OpenAPI."""

import re
from typing import Annotated, Any, Protocol, TypeVar

import msgspec
import xxhash
from fastapi import Header
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from actors.kernel.command_ids import signed
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command

T = TypeVar("T")
D = TypeVar("D", covariant=True)
KEY_PATTERN = r"^[A-Za-z0-9._~:-]{1,64}$"  # as the framework reads it: `$` is the very end
_KEY = re.compile(r"[A-Za-z0-9._~:-]{1,64}")
IdempotencyKey = Annotated[
    str,
    Header(
        pattern=KEY_PATTERN,
        description="Chosen by you, once for each wish. Sent again, it has its effect once only; "
        "with another command or another body behind it, it is refused.",
        examples=["3f0a6f1c-apply-1"],
    ),
]
TYPE = "x-type"  # stands in a description until `openapi.py` puts the schema in its place
TYPES: dict[str, Any] = {}  # what it names
_ENCODER = msgspec.json.Encoder()
_DIGESTED = msgspec.msgpack.Encoder(order="deterministic")


async def read(request: Request, shape: type[T]) -> T:
    """Decode the JSON body of `request` as `shape`.

    Raises:
        HTTPException: 415, it is not JSON.
        msgspec.ValidationError, msgspec.DecodeError: it has another shape, or is broken.
    """
    require_json(request)
    return await decoded(request, msgspec.json.Decoder(shape))


class Decoder(Protocol[D]):
    """Reads a body."""

    def decode(self, content: bytes, /) -> D:
        """Return what `content` is.

        Raises:
            msgspec.ValidationError, msgspec.DecodeError: it has another shape, or is broken.
        """
        ...


async def decoded(request: Request, decoder: Decoder[T]) -> T:
    """Return what `decoder` makes of the body of `request`, whatever that is declared to be.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError: it has another shape, or is broken.
    """
    try:
        return decoder.decode(await request.body())
    except (RecursionError, UnicodeDecodeError) as error:  # which the decoder lets through
        raise msgspec.DecodeError(type(error).__name__) from error


def require_json(request: Request) -> None:
    """Check that the body is declared to be JSON.

    Raises:
        HTTPException: 415.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json":
        raise HTTPException(415)


def idempotency_key(request: Request) -> str:
    """Return the Idempotency-Key of a request that the framework does not check.

    Raises:
        Refusal: it is missing or has another shape.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        raise Refusal(Reason("request.missing_parameter", facts={"name": "Idempotency-Key"}))
    if not _KEY.fullmatch(key):
        raise Refusal(Reason("request.unfit_parameter", facts={"name": "Idempotency-Key"}))
    return key


def answer(contents: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return `contents` as JSON."""
    return Response(_ENCODER.encode(contents), status, headers, "application/json")


def operation(
    *, gives: Any = None, status: int = 200, takes: Any = None, example: Any = None
) -> dict[str, Any]:
    """Return the arguments of a route that describe it in OpenAPI: the type of its answer and of
    its body, with an example of the body. `openapi.py` puts the schemas in the types' place."""
    content = {} if gives is None else {"content": {"application/json": {TYPE: named(gives)}}}
    made: dict[str, Any] = {
        "status_code": status,
        "responses": {status: {"description": "Done", **content}},
        "response_class": Response,
        "openapi_extra": {},
    }
    if takes is not None:
        body: dict[str, Any] = {TYPE: named(takes)}
        if example is not None:
            body["example"] = example
        made["openapi_extra"] = {
            "requestBody": {"required": True, "content": {"application/json": body}}
        }
    return made


def sent_by(example: msgspec.Struct) -> dict[str, Any]:
    """Return `example` as a program sends it: what the address of a command says is left out."""
    document: dict[str, Any] = msgspec.to_builtins(example)
    if isinstance(example, Command):
        del document["type"]
    return document


def named(type: Any) -> str:
    """Return the name under which `openapi.py` finds `type`."""
    name = repr(type)
    TYPES[name] = type
    return name


def owned(owner: str, idempotency_key: str) -> str:
    """Return a key so that nobody's can meet somebody else's."""
    return f"{owner}/{idempotency_key}"


def command_id(owner: str, idempotency_key: str, wish: msgspec.Struct, name: str = "") -> str:
    """Return the id of the command that `wish` is: one key of one owner stands for one wish. Where
    what was sent is not yet the command, `name` is that of the command that will be made of it."""
    whole = (name or type(wish).__name__, wish)
    try:
        content = _DIGESTED.encode(whole)
    except (OverflowError, UnicodeEncodeError):  # what no journal can hold is refused later
        content = repr(whole).encode(errors="surrogatepass")
    return signed(owned(owner, idempotency_key), xxhash.xxh3_64_hexdigest(content))
