"""Where the seconds of a run went: its slowest ten tests, and the sum by folder."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

SLOWEST = 10
WORTH_A_LINE = 5.0  # seconds of a folder
OF_A_SYSTEM = 60.0  # seconds of CPU or waiting that the tests of one system may take


def lines_of(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """Return what a run tells about its time: set-up, test and end of each taken together."""
    tests: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    for report in reports:
        tests[report.nodeid] += report.duration
        folders[report.nodeid.partition("::")[0].rpartition("/")[0]] += report.duration
    yield f"the slowest of {len(tests)} tests"
    for name, seconds in tests.most_common(SLOWEST):
        yield f"{seconds:8.1f} s  {name}"
    yield "seconds by folder"
    rest = [seconds for seconds in folders.values() if seconds < WORTH_A_LINE]
    for name, seconds in folders.most_common(len(folders) - len(rest)):
        late = name.startswith("tests/systems/") and seconds > OF_A_SYSTEM
        yield f"{seconds:8.1f} s  {name}" + (f"  more than {OF_A_SYSTEM:.0f}" if late else "")
    if rest:
        yield f"{sum(rest):8.1f} s  {len(rest)} folders of less than {WORTH_A_LINE:.0f} s"
    yield f"{folders.total():8.1f} s  together"
