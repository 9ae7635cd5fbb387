"""What an analyst may have done: reads parameters, and tells which tables a job reads."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from actors.blocks.jobs.gate import Refused, tables_of
from actors.kernel.job import AnalystTable, Job, Parameter
from actors.kernel.system import Installed

SHORT, LONG = 200, 4000  # characters
_WHOLE = re.compile(r"-?[0-9]{1,12}")


def jobs_of(installed: Installed) -> dict[str, Job]:
    """Return every job that is declared, by name."""
    return {job.name: job for owner in installed.owners for job in owner.jobs}


def tables_for(installed: Installed) -> dict[str, AnalystTable]:
    """Return every table that analysts may read, by name."""
    return {table.view: table for owner in installed.owners for table in owner.analysed}


def faults(job: Job, sent: Mapping[str, str], known: Mapping[str, AnalystTable]) -> dict[str, str]:
    """Return what is wrong with the parameters `sent`, by their names, as codes of refusals."""
    found = {name: "job.unknown_parameter" for name in sent if name not in _names(job)}
    for parameter in job.parameters:
        if code := _fault(parameter, sent.get(parameter.name, "")):
            found[parameter.name] = code
    for name in job.asks:
        if name not in found:
            code, _ = _named(sent[name], known)
            found |= {name: code} if code else {}
    return found


def reads(job: Job, sent: Mapping[str, str], known: Mapping[str, AnalystTable]) -> tuple[str, ...]:
    """Return the tables that `job` reads when it is `sent` these parameters; none of a question
    that is not let through."""
    if not job.asks:
        return job.reads
    named = (_named(sent.get(name, ""), known)[1] for name in job.asks)
    return tuple(sorted({table for tables in named for table in tables}))


def _named(sql: str, known: Mapping[str, AnalystTable]) -> tuple[str, tuple[str, ...]]:
    """Return why the question `sql` is not let through, "" if it is, and the tables it names."""
    try:
        return "", tables_of(sql, known)
    except Refused as refused:
        return refused.code, ()


def _names(job: Job) -> Iterator[str]:
    return (parameter.name for parameter in job.parameters)


def _fault(parameter: Parameter, value: str) -> str:
    if not value:
        return "" if parameter.optional else "job.missing"
    match parameter.kind:
        case "day":
            return "" if _is_day(value) else "job.no_day"
        case "number":
            if not _WHOLE.fullmatch(value):
                return "job.no_number"
            return "" if parameter.least <= int(value) <= parameter.most else "job.out_of_bounds"
        case "choice":
            return "" if value in parameter.choices else "job.no_choice"
        case "text":
            return "" if len(value) <= SHORT else "job.too_long"
        case "long_text":
            return "" if len(value) <= LONG else "job.too_long"


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
