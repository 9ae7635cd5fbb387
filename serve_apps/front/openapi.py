"""The OpenAPI document: the framework's own, with the kernel's structs for schemas and one path
for every command."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from actors.blocks.cases.commands import SaveDraft
from actors.kernel.turn import Command
from serve_apps.blocks.cases.api import CASE_ID
from serve_apps.blocks.cases.applications import Filed
from serve_apps.blocks.cases.commands import OFFERED, CommandReceipt
from serve_apps.blocks.cases.examples import APPLICATION, COMMANDS
from serve_apps.front.bodies import KEY_PATTERN, TYPE, TYPES, named
from serve_apps.front.problems import problem_responses

DESCRIPTION = """One door for government services: applications, their handling, their supervision.

Sign in with `POST /api/v1/sessions` and send the token as `Authorization: Bearer ...`. Browsers may
use the session cookie with the header `X-CSRF-Token`. Every write carries an `Idempotency-Key`;
after an unknown outcome send the same request again. Best is a UUID of version 7, which keeps cases
of one time together in the database. Failures are `application/problem+json` (RFC 9457), in Chinese
or by `Accept-Language: en` in English."""


class FieldProblem(msgspec.Struct, frozen=True):
    """One fault: `pointer` is a JSON pointer into the body, "" for the request as a whole."""

    pointer: str
    code: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem (RFC 9457). `allowed` names the commands that the case takes now (409), `room` is
    the address of the waiting room in which to take a place first (429)."""

    type: str
    title: str
    status: int
    instance: str
    detail: str = ""
    errors: tuple[FieldProblem, ...] = ()
    allowed: tuple[str, ...] = ()
    room: str = ""


def openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API."""
    document = get_openapi(
        title="一门 Yimen", version="1", description=DESCRIPTION, routes=app.routes
    )
    paths: dict[str, Any] = document["paths"]
    paths |= dict(_command_paths())
    for path in paths.values():
        for operation in path.values():
            told = operation["responses"]
            told.pop("422", None)  # the framework's own shape, which we do not answer with
            operation["responses"] = told | {str(s): r for s, r in problem_responses().items()}
            if path is not paths["/api/v1/sessions"]:
                operation.setdefault("security", [{"bearer": []}, {"cookie": [], "csrf": []}])
    types = {Problem, FieldProblem, *_types(paths)}
    _, schemas = msgspec.json.schema_components(
        types, schema_hook=_any, ref_template="#/components/schemas/{name}"
    )
    _as_sent(schemas, {SaveDraft, *(c for offered in OFFERED.values() for c in offered.values())})
    _place_schemas(paths)
    document["components"] = {
        "schemas": schemas,
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
        },
    }
    return document


def _command_paths() -> Iterator[tuple[str, dict[str, Any]]]:
    commands = {name: command for offered in OFFERED.values() for name, command in offered.items()}
    for name, command in sorted(commands.items()):
        yield _path(name, command, CommandReceipt, COMMANDS[name])
    for name in ("save_draft", "submit"):
        yield _path(name, SaveDraft, Filed, APPLICATION)


def _path(
    name: str, body: type[Command], gives: type[msgspec.Struct], example: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    operation = {
        "tags": ["commands"],
        "operationId": name,
        "summary": " ".join((body.__doc__ or name).split()).partition(". ")[0].rstrip("."),
        "parameters": [
            {
                "name": "case",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "pattern": CASE_ID},
            },
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "schema": {"type": "string", "pattern": KEY_PATTERN},
                "example": f"3f0a6f1c-{name}-1",
            },
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {TYPE: named(body), "example": example}},
        },
        "responses": {
            "200": {"description": "Durable", "content": {"application/json": {TYPE: named(gives)}}}
        },
    }
    return f"/api/v1/cases/{{case}}/{name}", {"post": operation}


def _types(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        if TYPE in node:
            yield TYPES[node[TYPE]]
        for inner in node.values():
            yield from _types(inner)


def _place_schemas(node: Any) -> None:
    if not isinstance(node, dict):
        return
    if TYPE in node:
        (schema,), _ = msgspec.json.schema_components(
            [TYPES[node.pop(TYPE)]], schema_hook=_any, ref_template="#/components/schemas/{name}"
        )
        node["schema"] = schema
    for inner in node.values():
        _place_schemas(inner)


def _any(_: type) -> dict[str, Any]:
    """Return the schema of a value of any type, such as an answer in a form."""
    return {"description": "Any value"}


def _as_sent(schemas: dict[str, Any], commands: Iterable[type[Command]]) -> None:
    """Take from the schemas of commands what the address says already, and what is not the
    sender's to say."""
    for command in commands:
        _without(schemas[command.__name__], "type")
    _without(schemas["SaveDraft"], "channel")
    schemas["SaveDraft"]["required"].remove("item_version")
    for name in ("account", "by_agent"):
        _without(schemas["Applicant"], name)


def _without(schema: dict[str, Any], name: str) -> None:
    schema["properties"].pop(name)
    if name in schema.get("required", ()):
        schema["required"].remove(name)
