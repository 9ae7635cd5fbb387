"""Divisions (行政区划) chosen step by step: from the province down to the last there is.

Codes of GB/T 2260: two digits each for province, prefecture and county; "00" stands for none.
"""

from collections.abc import Iterator

from actors.kernel.identifiers import Divisions

STEPS = 3
_NONE = "00"


def below(code: str, divisions: Divisions, year: int) -> tuple[str, ...]:
    """Return the codes in force in `year` that are chosen from below `code`, "" for the provinces.
    Counties that no prefecture stands above are chosen from below their province."""
    return tuple(sorted(_below(code, divisions, year)))


def above(code: str, divisions: Divisions, year: int) -> tuple[str, ...]:
    """Return the way to `code`: the codes that are chosen before it, and itself."""
    steps = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
    return tuple(step for step in steps if is_in_force(step, divisions, year))


def is_last(code: str, divisions: Divisions, year: int) -> bool:
    """Tell whether `code` is in force in `year` and nothing is chosen below it."""
    known = is_in_force(code, divisions, year)
    return known and next(_below(code, divisions, year), None) is None


def is_in_force(code: str, divisions: Divisions, year: int) -> bool:
    """Tell whether `code` is given out in `year`."""
    spans = divisions.get(code, ())
    return any(first <= year and (last is None or year < last) for first, last in spans)


def _below(code: str, divisions: Divisions, year: int) -> Iterator[str]:
    if code and not code.endswith(_NONE):
        return
    of_province = code.endswith("0000")
    start = code[:2] if of_province else code[:4]
    for each in divisions:
        if each == code or not each.startswith(start) or not is_in_force(each, divisions, year):
            continue
        if not code:
            follows = each.endswith("0000")
        elif of_province:
            prefecture = f"{each[:4]}00"
            follows = each == prefecture or not is_in_force(prefecture, divisions, year)
        else:
            follows = True
        if follows:
            yield each
