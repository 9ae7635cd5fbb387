"""A run tells where its seconds went."""

from pytest import TestReport

from tests.times import SLOWEST, lines_of


def report(name: str, when: str, seconds: float) -> TestReport:
    return TestReport(name, ("", 0, ""), {}, "passed", None, when, duration=seconds)  # type: ignore[arg-type]


def test_set_up_test_and_end_are_one_and_the_slowest_come_first() -> None:
    reports = [
        report("tests/unit/a.py::test_a", "setup", 2.0),
        report("tests/unit/a.py::test_b", "call", 1.5),
        report("tests/unit/a.py::test_a", "teardown", 1.0),
    ]

    assert list(lines_of(reports))[1:3] == [
        "     3.0 s  tests/unit/a.py::test_a",
        "     1.5 s  tests/unit/a.py::test_b",
    ]


def test_ten_tests_and_every_folder_that_takes_long_are_named() -> None:
    reports = [report(f"tests/f{n}/a.py::test", "call", float(n)) for n in range(1, 15)]

    lines = list(lines_of(reports))

    assert sum("::" in line for line in lines) == SLOWEST
    assert sum(line.endswith(f"tests/f{n}") for n in range(1, 15) for line in lines) == 10
    assert lines[-2] == "    10.0 s  4 folders of less than 5 s"
    assert lines[-1] == "   105.0 s  together"


def test_a_system_whose_tests_take_more_than_its_share_is_named() -> None:
    reports = [
        report("tests/systems/quick/test_it.py::test", "call", 59.0),
        report("tests/systems/slow/test_it.py::test", "call", 61.0),
    ]

    lines = list(lines_of(reports))

    assert "    61.0 s  tests/systems/slow  more than 60" in lines
    assert "    59.0 s  tests/systems/quick" in lines
