"""A job is begun once over fixed tables, and its parts are done once."""

import pytest

from actors.blocks.jobs.job import AbortJob, RecordBegun, StartJob
from actors.kernel.identity import PLATFORM
from tests.blocks.jobs.scenarios import ASKED, BEGUN, BLANK, CLERK, QI, RUNNING, SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_job_goes_its_way(name: str) -> None:
    SCENARIOS[name].run()


def test_only_analysts_start_jobs() -> None:
    BLANK.when(StartJob(job="case_volume"), by=CLERK).then_refused("job.forbidden").run()


@pytest.mark.parametrize(
    ("parameters", "code", "field"),
    [
        ({"since": "2026-02-30"}, "job.no_day", "/parameters/since"),
        ({"since": "20260601"}, "job.no_day", "/parameters/since"),
        ({"item": "x"}, "job.unknown_parameter", "/parameters/item"),
    ],
)
def test_a_wrong_parameter_is_named(parameters: dict[str, str], code: str, field: str) -> None:
    wish = StartJob(job="case_volume", parameters=parameters)
    BLANK.when(wish, by=QI).then_refused(code, field).run()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("", "job.missing"),
        ("SELEC 1", "job.unreadable"),
        ("SELECT 1; SELECT 2", "job.several"),
        ("DROP TABLE cases", "job.no_question"),
        ("SELECT * FROM accounts", "job.no_table"),
        ("SELECT getenv('HOME')", "job.no_function"),
        ("SELECT '" + "x" * 4000 + "' FROM cases", "job.too_long"),
    ],
)
def test_a_question_that_is_not_let_through_is_refused_at_once(sql: str, code: str) -> None:
    wish = StartJob(job="query", parameters={"sql": sql})
    BLANK.when(wish, by=QI).then_refused(code, "/parameters/sql").run()


def test_a_question_reads_the_tables_that_it_names() -> None:
    wish = StartJob(job="query", parameters={"sql": "SELECT count(*) FROM Cases"})
    BLANK.when(wish, by=QI).then_shown(reads=("cases",)).run()


def test_there_is_no_such_job() -> None:
    BLANK.when(StartJob(job="heat"), by=QI).then_refused("job.no_job", "/job").run()


def test_what_a_job_reads_is_fixed_once() -> None:
    other = RecordBegun(attempt=1, inputs={}, parts=("all",))
    RUNNING.when(other, by=PLATFORM).then(events=()).then_shown(inputs=BEGUN.inputs).run()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_who_aborts_says_why(reason: str) -> None:
    ASKED.when(AbortJob(reason=reason), by=QI).then_refused("job.reason", "/reason").run()
