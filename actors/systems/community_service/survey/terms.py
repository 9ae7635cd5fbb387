"""How surveys are held here; data of the place (`surveys.toml`)."""

from pathlib import Path

import msgspec

from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read

FILE = "surveys.toml"


class SurveyTerms(msgspec.Struct, frozen=True, kw_only=True):
    """`least`: a count of fewer answers is hidden, since few who answered alike may be known to
    each other; `longest_days`: local days that a survey is open at most."""

    least: int
    longest_days: int


def read_terms(folder: Path) -> tuple[SurveyTerms | None, list[Mistake]]:
    """Read `surveys.toml` of `folder`, and return what is wrong with it."""
    file = f"{folder.name}/{FILE}"
    try:
        document = msgspec.toml.decode((folder / FILE).read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, SurveyTerms, file)
    if found is not None and found.least < 2:
        mistakes.append(Mistake(file, "least", "is at least two"))
    if found is not None and found.longest_days < 1:
        mistakes.append(Mistake(file, "longest_days", "is at least one"))
    return found, mistakes
