"""How this API answers what other standards of case handling ask (标准对照), for everybody."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from actors.blocks.cases.state import Phase
from actors.kernel.words import Title
from serve_apps.front.bodies import answer, operation
from serve_apps.front.policies import AnyVisitor
from serve_apps.front.rendering import page

router = APIRouter(include_in_schema=False)
api = APIRouter(tags=["cases"])


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the standards ask and say, what is here, and whether that is the same; `operation` of
    this API answers it, "" where none does."""

    name: str
    asks: Title
    zgw: Title
    govstack: Title
    ours: Title
    same: Literal["yes", "partly", "no"]
    operation: str = ""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What a state of a case is called there, "—" where there is none."""

    phase: Phase
    zgw: str
    govstack: str


class Standards(msgspec.Struct, frozen=True):
    """The whole comparison."""

    questions: tuple[Question, ...]
    states: tuple[State, ...]


@cache
def standards() -> Standards:
    """Return the comparison.

    Raises:
        msgspec.ValidationError: the file beside this module is wrong.
    """
    file = Path(__file__).with_name("standards.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Standards)


@router.get("/standards/cases")
async def show_standards(request: Request, _: AnyVisitor) -> Response:
    """Show the comparison."""
    return page(request, "cases/standards.html", {"standards": standards()})


@api.get("/standards/cases", **operation(gives=Standards))
async def tell_standards(_: AnyVisitor) -> Response:
    """Tell how this API answers what ZGW and GovStack ask of case handling."""
    return answer(standards())
