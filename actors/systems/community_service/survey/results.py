"""The results of a survey, with small counts hidden (小数隐藏): few who answer alike may be known.

Counts that would tell a hidden one by taking away from the whole are hidden with it.
"""

from dataclasses import dataclass

from actors.systems.community_service.survey import records as r


@dataclass(frozen=True)
class Result:
    """What came of one question. None: fewer than are shown, or it would tell such a count."""

    question: r.Question
    answered: int | None
    counts: tuple[int | None, ...]

    @property
    def average(self) -> float | None:
        """The average point of a scale, where every count is shown."""
        known = [count for count in self.counts if count is not None]
        if self.question.sort != "scale" or len(known) < len(self.counts) or not self.answered:
            return None
        points = sum(point * count for point, count in enumerate(known, 1))
        return round(points / self.answered, 2)


def results(state: r.Survey, least: int) -> tuple[Result, ...]:
    """Return the results of a survey, in the order of its questions; counts below `least` but
    nought are hidden."""
    return tuple(
        _result(question, tally, least)
        for question, tally in zip(state.questions, state.tallies, strict=True)
    )


def _result(question: r.Question, tally: r.Tally, least: int) -> Result:
    if tally.answered < least:
        return Result(question, None, (None,) * len(tally.counts))
    several = question.sort == "several"
    hidden = {
        place
        for place, count in enumerate(tally.counts)
        if 0 < count < least or (several and 0 < tally.answered - count < least)
    }
    if not several:
        _widen(hidden, tally.counts, least)
    counts = tuple(None if place in hidden else count for place, count in enumerate(tally.counts))
    return Result(question, tally.answered, counts)


def _widen(hidden: set[int], counts: tuple[int, ...], least: int) -> None:
    """Hide further counts, the smallest first, until what is hidden cannot be worked out from the
    rest: more than one, and together no fewer than `least`."""
    others = sorted(
        (count, place) for place, count in enumerate(counts) if count and place not in hidden
    )
    while hidden and (len(hidden) < 2 or sum(counts[each] for each in hidden) < least) and others:
        hidden.add(others.pop(0)[1])
