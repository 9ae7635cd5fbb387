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


def congress_of(region: str) -> str:
    """Return the congress of the smallest division that `region`, a division's code, is part of; of
    a region that is not told or is nobody's, the first that there is; "" without any."""
    found = [
        (len(bodies["division"]), congress)
        for congress, bodies in _bodies().items()
        if region.startswith(bodies["division"])
    ]
    return max(found)[1] if found else next(iter(_bodies()), "")


@cache
def _bodies() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("bodies.toml").read_text("utf-8"))
