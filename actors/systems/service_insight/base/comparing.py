"""Whether what a record says is what an entry knows, feature by feature (比对)."""

from collections.abc import Iterable, Mapping

from actors.systems.service_insight.base.said import Said
from actors.systems.service_insight.base.weighing import Level

FEATURES = ("id_number", "name", "birth_date", "mobile", "division")
_COUNTY = 6  # characters of a division code; towns and villages below it come and go


def compared(said: Said, known: Iterable[Said]) -> Mapping[str, Level]:
    """Compare what a record says with everything that is `known` of an entry: a feature agrees with
    any of it, differs from all of it, or one side is silent."""
    others = tuple(known)
    return {
        name: _level(_of(said, name), {_of(each, name) for each in others}) for name in FEATURES
    }


def blocks(said: Said) -> tuple[tuple[str, str], ...]:
    """Return by what others like this one are found (分块): the sort of each block, and its value,
    of which keyed digests are kept. None has few values: a birth date stands with a name or a
    division."""
    born, county = said.born, said.division[:_COUNTY]
    pairs = (
        ("id_number", said.id_number),
        ("mobile", said.mobile),
        ("born_name", f"{born}/{said.name}" if born and said.name else ""),
        ("born_division", f"{born}/{county}" if born and county else ""),
        ("name_division", f"{said.name}/{county}" if said.name and county else ""),
    )
    return tuple((f"base_{sort}", value) for sort, value in pairs if value)


def _of(said: Said, name: str) -> str:
    match name:
        case "birth_date":
            return said.born
        case "division":
            return said.division[:_COUNTY]
        case _:
            return str(getattr(said, name))


def _level(value: str, others: set[str]) -> Level:
    others.discard("")
    if not value or not others:
        return "missing"
    return "agree" if value in others else "differ"
