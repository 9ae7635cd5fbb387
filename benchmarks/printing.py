"""A benchmark that is run by itself: how it is asked, and how it prints what it found."""

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the option that every benchmark has."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--json", action="store_true", help="print one JSON object")
    return options


def tell(line: str) -> None:
    """Say what is going on, beside the result."""
    print(line, file=sys.stderr)


@contextlib.contextmanager
def alone(as_json: bool) -> Iterator[None]:
    """With `as_json`, have what libraries print meanwhile go to the standard error: what is printed
    is one JSON object, and Ray tells of its processes whenever it likes."""
    with contextlib.redirect_stdout(sys.stderr if as_json else sys.stdout):
        yield


def show(result: dict[str, Any], *, as_json: bool) -> None:
    """Print figures and ratios of `result`, a line each, or all of it as one JSON object."""
    if as_json:
        print(json.dumps(result))
        return
    for name, value in {**result["figures"], **result["ratios"]}.items():
        print(f"{name:45} {value}")
