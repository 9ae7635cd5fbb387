"""The OpenAPI document: the framework's own, with the kernel's structs for schemas, one path for
every command that a kind offers to people, and one for each kind."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from actors.kernel.kind import EntityKind
from actors.kernel.turn import Command
from serve_apps.front.bodies import KEY_PATTERN, TYPE, TYPES, named, sent_by
from serve_apps.front.commands import API, CommandReceipt, Served
from serve_apps.front.problem import problem_responses
from serve_apps.front.records import Record
from serve_apps.front.sections import unfolded

DESCRIPTION = """One door for government services: applications, their handling, their supervision.

Sign in with `POST /api/v1/sessions` and send the token as `Authorization: Bearer ...`. Browsers may
use the session cookie with the header `X-CSRF-Token`. Every write carries an `Idempotency-Key`;
after an unknown outcome send the same request again. Best is a UUID of version 7, which keeps what
begins at one time together in the database. Failures are `application/problem+json` (RFC 9457), in
Chinese or by `Accept-Language: en` in English."""


class FieldProblem(msgspec.Struct, frozen=True):
    """One fault: `pointer` is a JSON pointer into the body, "" for the request as a whole."""

    pointer: str
    code: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem (RFC 9457). `allowed` names the commands that the entity takes now (409), `room` is
    the address of the waiting room in which to take a place first (429). `assurance` is how well
    who asks must have proved who he is: more proof is sent to `proofs`, and the request again."""

    type: str
    title: str
    status: int
    instance: str
    detail: str = ""
    errors: tuple[FieldProblem, ...] = ()
    allowed: tuple[str, ...] = ()
    room: str = ""
    assurance: str = ""
    proofs: str = ""


def openapi(app: FastAPI, served: Iterable[Served]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API, with the commands that are `served`."""
    document = get_openapi(
        title="一门 Yimen", version="1", description=DESCRIPTION, routes=unfolded(app.routes)
    )
    paths: dict[str, Any] = document["paths"]
    served = tuple(served)
    for each in served:
        paths.setdefault(_address(each), {}).setdefault("post", _command(each))
    described = {path.replace("{case}", "{id}") for path in paths if "get" in paths[path]}
    for kind in {each.kind.name: each.kind for each in served}.values():
        address = f"{API}{kind.plural}/{{id}}"
        if address not in described:  # a face's own answer comes before
            paths.setdefault(address, {})["get"] = _record(kind)
    for path in paths.values():
        for operation in path.values():
            told = operation["responses"]
            told.pop("422", None)  # the framework's own shape, which we do not answer with
            operation["responses"] = told | {str(s): r for s, r in problem_responses().items()}
            if path is not paths["/api/v1/sessions"]:
                operation.setdefault("security", [{"bearer": []}, {"cookie": [], "csrf": []}])
    types = list(dict.fromkeys((Problem, FieldProblem, *_types(paths))))
    refs, schemas = msgspec.json.schema_components(
        types, schema_hook=_any, ref_template="#/components/schemas/{name}"
    )
    by_type = dict(zip(types, refs, strict=True))
    for command in {each.takes for each in served if issubclass(each.takes, Command)}:
        _without(schemas[by_type[command]["$ref"].rpartition("/")[2]], "type")
    _place_schemas(paths, by_type)
    document["components"] = {
        "schemas": schemas,
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
        },
    }
    return document


def _address(served: Served) -> str:
    steps = (served.kind.plural, *(() if served.begins else ("{id}",)), served.path)
    return API + "/".join(step for step in steps if step)


def _command(served: Served) -> dict[str, Any]:
    command, kind = served.offer.command, served.kind
    name = served.path or "begin"
    body: dict[str, Any] = {TYPE: named(served.takes)}
    if served.example is not None:
        body["example"] = sent_by(served.example)
    told = {"description": "Durable", "content": {"application/json": {TYPE: _RECEIPT}}}
    return {
        "tags": ["commands", kind.plural],
        "operationId": f"{kind.name}_{'begin_' if served.begins and served.path else ''}{name}",
        "summary": _first_sentence(command.__doc__ or name),
        "description": " ".join((command.__doc__ or "").split()),
        "x-action": f"{kind.name}.{served.offer.action}",
        "parameters": [*(() if served.begins else (_id(kind),)), _key(f"3f0a6f1c-{name}-1")],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {"201" if served.begins else "200": told},
    }


def _record(kind: EntityKind[Any]) -> dict[str, Any]:
    told = {"description": "Done", "content": {"application/json": {TYPE: named(Record)}}}
    purpose = {
        "name": "purpose",
        "in": "query",
        "description": "Why; the read is recorded with it. Without one, what anybody may see of it "
        "who may know of it.",
        "schema": {"type": "string"},
    }
    key = _key("3f0a6f1c-read-1") | {"required": False}
    return {
        "tags": [kind.plural],
        "operationId": f"show_{kind.name}",
        "summary": "Show one, with what is allowed now",
        "parameters": [_id(kind), purpose, key],
        "responses": {"200": told},
    }


def _id(kind: EntityKind[Any]) -> dict[str, Any]:
    schema = {"type": "string", "pattern": f"^{kind.ids}$"}
    return {"name": "id", "in": "path", "required": True, "schema": schema}


def _key(example: str) -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": KEY_PATTERN},
        "example": example,
    }


_RECEIPT = named(CommandReceipt)


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".")


def _types(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        if TYPE in node:
            yield TYPES[node[TYPE]]
        for inner in node.values():
            yield from _types(inner)


def _place_schemas(node: Any, by_type: dict[Any, Any]) -> None:
    if not isinstance(node, dict):
        return
    if TYPE in node:
        node["schema"] = by_type[TYPES[node.pop(TYPE)]]
    for inner in node.values():
        _place_schemas(inner, by_type)


def _any(_: type) -> dict[str, Any]:
    """Return the schema of a value of any type, such as an answer in a form."""
    return {"description": "Any value"}


def _without(schema: dict[str, Any], name: str) -> None:
    """Take from the schema of a command what its address says already."""
    schema["properties"].pop(name)
    if name in schema.get("required", ()):
        schema["required"].remove(name)
