"""What does not fit (不合要求) of a request's body or parameters, as reasons with JSON pointers."""

import re
from typing import Any

from actors.kernel.errors import Reason

_PLACE = re.compile(r" - at `(\$[^`]*)`$")
_OF_A_FIELD = {  # how the decoder says it
    "request.missing": "missing required field",
    "request.unexpected": "contains unknown field",
}
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def reason_of(fault: dict[str, Any]) -> Reason:
    """Return the reason that one finding of the framework's own validation is."""
    place, *steps = fault["loc"]
    pointer = "".join(f"/{_escape(str(step))}" for step in steps)
    code = "request.missing" if fault["type"] == "missing" else "request.unfit"
    if place != "body":
        return Reason(f"{code}_parameter", "", {"name": str(steps[0]) if steps else str(place)})
    return Reason(code, pointer)


def shape_reason(message: str) -> Reason:
    """Return the reason that a message of the decoder is: where, and missing or unfit."""
    place = _PLACE.search(message)
    steps = [a or b for a, b in _STEP.findall(place[1] if place else "")]
    code = "request.unfit"
    for problem, words in _OF_A_FIELD.items():
        named = re.search(f"{words} `([^`]+)`", message)
        if named:
            code = problem
            steps.append(named[1])
    return Reason(code, "".join(f"/{_escape(step)}" for step in steps))


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
