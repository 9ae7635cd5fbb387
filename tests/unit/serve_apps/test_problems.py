"""What went wrong, as a document that a program can act on."""

import re
from pathlib import Path

import msgspec
import pytest
from pymongo.errors import NetworkTimeout, OperationFailure, ServerSelectionTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

import actors
import serve_apps
from actors.blocks.cases.commands import Correct
from actors.kernel.errors import (
    Destroyed,
    HandlerFailed,
    Overloaded,
    Quarantined,
    Reason,
    Refusal,
    Unavailable,
)
from serve_apps.front.csrf import ForgedRequest
from serve_apps.front.limits import TooManyPlaces, TooManyTries
from serve_apps.front.policies import PasswordExpired, SignInNeeded
from serve_apps.front.problem import document, path_name, problem_of
from serve_apps.front.proof import ProofNeeded
from serve_apps.front.words import word


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refusal(Reason("form.required", "/form/name")), 422),
        (Refusal(Reason("access.forbidden"), kind="forbidden"), 403),
        (Refusal(Reason("case.not_now"), kind="not_now"), 409),
        (Refusal(Reason("case.unknown"), kind="unknown"), 404),
        (Refusal(Reason("sign_in.failed"), kind="unproven"), 401),
        (SignInNeeded(), 401),
        (ProofNeeded("fresh"), 403),
        (PasswordExpired(), 403),
        (ForgedRequest(), 403),
        (TooManyTries(900), 429),
        (TooManyPlaces(60), 429),
        (Overloaded(3), 503),
        (Unavailable("no answer"), 503),
        (ServerSelectionTimeoutError("nobody"), 503),
        (NetworkTimeout("too slow"), 503),
        (OperationFailure("misspelt"), 500),
        (HandlerFailed("broken"), 500),
        (Destroyed("gone"), 410),
        (Quarantined("broken"), 500),
        (msgspec.DecodeError("broken"), 400),
        (ClientDisconnect(), 400),
        (HTTPException(405), 405),
        (RuntimeError("broken"), 500),
    ],
)
def test_each_failure_has_its_status(error: Exception, status: int) -> None:
    assert problem_of(error).status == status


def test_an_unknown_case_says_nothing_about_why() -> None:
    secret = Refusal(Reason("case.unknown", "/case", {"owner": "chen"}), kind="unknown")

    assert document(problem_of(secret), "en", "t") == {
        "type": "/problems/not_found",
        "title": "We could not find what you asked for",
        "status": 404,
        "instance": "urn:trace:t",
    }


def test_a_lack_of_proof_says_which_would_do() -> None:
    told = document(problem_of(ProofNeeded("fresh")), "en", "t")

    assert told["type"] == "/problems/proof_needed" and told["assurance"] == "fresh"


def test_overload_says_when_to_come_again() -> None:
    assert problem_of(Overloaded(3)).retry_after == 3
    assert problem_of(Overloaded(0.2)).retry_after == 1
    assert problem_of(Unavailable("no answer")).retry_after > 0


def test_commands_that_are_allowed_are_told_by_their_names_in_paths() -> None:
    refusal = Refusal(Reason("case.not_now"), kind="not_now", allowed=("ClaimTask", "Withdraw"))

    assert document(problem_of(refusal), "zh", "t")["allowed"] == ["claim_task", "withdraw"]
    assert path_name("RequestCorrection") == "request_correction"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (b'{"form": {}, "materials": [{"name": 1}]}', "/materials/0/name", "request.unfit"),
        (b'{"form": {}, "materials": [{}]}', "/materials/0/name", "request.missing"),
        (b'{"materials": []}', "/form", "request.missing"),
        (b"[]", "", "request.unfit"),
    ],
)
def test_a_wrong_shape_is_named_by_its_pointer(body: bytes, pointer: str, code: str) -> None:
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.json.decode(body, type=Correct)

    (reason,) = problem_of(wrong.value).reasons
    assert (reason.field, reason.code) == (pointer, code)


def test_every_sentence_that_the_code_names_stands_in_the_words() -> None:
    rules = (Path(actors.__file__).parent / name for name in ("kernel", "blocks", "systems"))
    folders = [*rules, Path(serve_apps.__file__).parent]
    sources = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py")]
    named = {
        code
        for source in sources
        for code in re.findall(r'(?:Reason|Problem)\((?:\d+, )?f?"([a-z_]+\.[a-z_]+)"', source)
    }

    assert len(named) > 40
    for code in named:
        assert word(f"refusals.{code}", "zh") and word(f"refusals.{code}", "en")
