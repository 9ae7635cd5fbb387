"""The terms of a motion that run, for tests."""

from actors.testing import Scenario


class Days(dict[str, str]):
    """Equals the terms that run if these are their effective days, by name."""

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, dict)
        return dict(self) == {name: term.effective.isoformat() for name, term in other.items()}

    __hash__ = None  # type: ignore[assignment]


def due(scenario: Scenario, **dates: str) -> Scenario:
    """Expect exactly these effective days of the terms that run."""
    return scenario.then_shown(dues=Days(dates))
