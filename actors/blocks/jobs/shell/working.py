"""One step of a job as a process of its own does it: over files, to a file."""

import importlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import msgspec

from actors.blocks.jobs.job import Table
from actors.blocks.jobs.shell.arrow import pa
from actors.blocks.jobs.shell.files import BadTable, keep, read
from storage.tables import NoSuchTable, Tables

T = TypeVar("T")
_NICE = 10  # behind everything that people wait for


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """`function` ("package.module:function") over `tables`, whose digests are given by name, in the
    folder `root`. `part` is the part's name; `joined` are the parts of a result that is put
    together."""

    function: str
    root: str
    tables: Mapping[str, str]
    parameters: Mapping[str, str]
    part: str = ""
    joined: tuple[str, ...] = ()


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """Why a step cannot be done: trying again changes nothing."""

    code: str
    detail: str = ""


def split(step: Step) -> tuple[str, ...] | Flaw:
    """Return the names of the parts that the work falls into."""
    return _done(step, lambda tables, files: tuple(_named(step)(files, step.parameters)))


def work(step: Step) -> Table | Flaw:
    """Do one part, keep what it gives, and return what that is found by."""
    return _done(
        step,
        lambda tables, files: keep(tables, _named(step)(step.part, files, step.parameters)),
    )


def join(step: Step) -> Table | Flaw:
    """Put the parts together, keep the result, and return what that is found by."""

    def joined(tables: Tables, _: Mapping[str, Path]) -> Table:
        parts = [read(tables.path(digest)) for digest in step.joined]
        if step.function:
            return keep(tables, _named(step)(parts, step.parameters))
        return keep(tables, pa.concat_tables(parts))

    return _done(step, joined)


def _done(step: Step, does: Callable[[Tables, Mapping[str, Path]], T]) -> T | Flaw:
    _give_way()
    tables = Tables(Path(step.root))
    try:
        files = {name: tables.path(digest) for name, digest in step.tables.items()}
        return does(tables, files)
    except BadTable as error:
        return Flaw(code=error.code, detail=error.what)
    except NoSuchTable as error:
        return Flaw(code="no_file", detail=str(error))
    except (pa.ArrowException, duckdb.Error, ArithmeticError, LookupError, TypeError) as error:
        # The work's own code, which the same files would fail again.
        return Flaw(code="broken", detail=f"{type(error).__name__}: {error}"[:500])


def _named(step: Step) -> Callable[..., Any]:
    module, _, name = step.function.partition(":")
    return getattr(importlib.import_module(module), name)


def _give_way() -> None:
    if os.getpriority(os.PRIO_PROCESS, 0) < _NICE:
        os.setpriority(os.PRIO_PROCESS, 0, _NICE)
