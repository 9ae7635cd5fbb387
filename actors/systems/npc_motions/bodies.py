"""The units that the bodies of a congress are (人大机关): whom notices and tasks are for."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

OF_THE_GOVERNMENT = ("government_office",)


def unit_of(role: str, congress: str) -> str:
    """Return the unit in which `role` is held for `congress`; "" where there is no such body."""
    body = "government" if role in OF_THE_GOVERNMENT else "congress"
    return _bodies().get(congress, {}).get(body, "")


@cache
def _bodies() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("bodies.toml").read_text("utf-8"))
