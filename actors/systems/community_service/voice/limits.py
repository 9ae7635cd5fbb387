"""How soon a voice is answered, put off and given back; data of the place (`voices.toml`)."""

from pathlib import Path

import msgspec

from actors.kernel.mistakes import Mistake
from actors.kernel.shape import read

FILE = "voices.toml"


class VoiceLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a voice (《安阳市政务服务条例》第五十条).

    `answer_days` are working days to answer, `extend_days` what the head may add once;
    `return_hours` hours by the clock to give back what is not ours; `lead_days` working days before
    the last one from which supervision warns.
    """

    answer_days: int
    extend_days: int
    return_hours: int
    lead_days: int


def read_limits(folder: Path) -> tuple[VoiceLimits | None, list[Mistake]]:
    """Read `voices.toml` of `folder`, and return what is wrong with it."""
    file = f"{folder.name}/{FILE}"
    try:
        document = msgspec.toml.decode((folder / FILE).read_bytes())
    except (OSError, ValueError) as error:
        return None, [Mistake(file, "", str(error))]
    found, mistakes = read(document, VoiceLimits, file)
    if found is not None and min(msgspec.structs.astuple(found)) < 1:
        mistakes.append(Mistake(file, "", "every limit is at least one"))
    if found is not None and found.lead_days >= found.answer_days:
        mistakes.append(Mistake(file, "lead_days", "is less than answer_days"))
    return found, mistakes
