"""One trace id a request: taken from the caller, or made; and what a traced request leaves."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actors.kernel.errors import Reason, Refusal
from actors.runtime.settings import TraceSettings, read_settings
from actors.runtime.tracing import Spans, carried, within
from serve_apps.front.trace import Trace

THEIRS = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{THEIRS}-b7ad6b7169203331-01"


async def ask(spans: Spans, **headers: str) -> dict[str, Any]:
    """Return what a request carries, with the `answered` trace id of the answer."""

    async def tell(request: Request) -> JSONResponse:
        trace, span = carried()
        with spans.sending("case", "Submit"):
            inner = carried()[1]
        carries = {"trace": trace, "state": request.state.trace, "span": span, "inner": inner}
        return JSONResponse(carries)

    app = Trace(Starlette(routes=[Route("/cases/{case}", tell)]), spans)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        answer = await client.get("http://yimen/cases/7f3a?name=chen", headers=headers)
    return {**answer.json(), "answered": answer.headers["x-trace-id"]}


def every(folder: Path) -> Spans:
    return Spans("web", TraceSettings(ratio=1.0, folder=str(folder)))


def written(folder: Path) -> dict[str, dict[str, Any]]:
    [file] = folder.glob("*.jsonl")
    return {span["name"]: span for span in map(json.loads, file.read_text().splitlines())}


async def test_the_id_of_a_caller_is_taken_over() -> None:
    told = await ask(Spans(), traceparent=PARENT)

    assert (told["trace"], told["state"], told["answered"]) == (THEIRS, THEIRS, THEIRS)


@pytest.mark.parametrize("parent", ["", "00-0-0-01", f"00-{'0' * 32}-b7ad6b7169203331-01", "x"])
async def test_without_a_usable_id_one_is_made(parent: str) -> None:
    told = await ask(Spans(), traceparent=parent)

    assert re.fullmatch(r"[0-9a-f]{32}", told["trace"]) and int(told["trace"], 16)
    assert told["trace"] == told["answered"]


async def test_a_caller_cannot_have_itself_traced() -> None:
    told = await ask(Spans(), traceparent=PARENT)

    assert (told["span"], told["inner"]) == ("", "")


async def test_a_traced_request_is_one_chain_under_its_id(tmp_path: Path) -> None:
    spans = every(tmp_path)
    told = await ask(spans, traceparent=PARENT)
    spans.flush()
    found = written(tmp_path)

    request, send = found["GET /cases/{case}"], found["send"]
    assert {span["context"]["trace_id"] for span in found.values()} == {f"0x{THEIRS}"}
    assert request["parent_id"] == "0xb7ad6b7169203331"
    assert request["context"]["span_id"] == f"0x{told['span']}"
    assert send["parent_id"] == request["context"]["span_id"]
    assert send["context"]["span_id"] == f"0x{told['inner']}"
    assert send["attributes"] == {"yimen.kind": "case", "yimen.command": "Submit"}


async def test_a_span_that_begins_a_trace_gives_its_id(tmp_path: Path) -> None:
    spans = every(tmp_path)
    told = await ask(spans)
    spans.flush()

    assert written(tmp_path)["send"]["context"]["trace_id"] == f"0x{told['answered']}"


def test_a_span_says_which_error_and_not_what_it_quotes(tmp_path: Path) -> None:
    spans = every(tmp_path)
    span = spans.request(None)
    assert span is not None
    with within(span), pytest.raises(Refusal), spans.sending("case", "Submit"):
        raise Refusal(Reason("case.unknown", facts={"name": "chen"}))
    span.end()
    spans.flush()

    assert written(tmp_path)["send"]["attributes"]["error.type"] == "Refusal"
    assert "chen" not in next(tmp_path.glob("*.jsonl")).read_text()


@pytest.mark.parametrize("text", ["2", "-0.1", "often"])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="YIMEN_TRACE_RATIO"):
        read_settings({"YIMEN_TRACE_RATIO": text})


def test_one_request_in_a_hundred_is_traced_unless_said_otherwise() -> None:
    assert read_settings({}).traces == TraceSettings(ratio=0.01, endpoint="", folder="")
    assert read_settings({"YIMEN_TRACE_RATIO": "0"}).traces.ratio == 0
