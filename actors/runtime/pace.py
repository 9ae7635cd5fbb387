"""How fast alarms fire after an outage: a token bucket that gives way to live commands."""

_LEAST = 0.02  # of the most: it never stands still, or it would not notice that there is room
_REGAIN = 0.1  # of the most, in each second that nobody complains
_AGAIN = 1.0  # seconds within which several complaints count as one


class Pace:
    """Lets through at most `most` a second, and that many at once after a rest.

    A complaint of overload halves the rate; without one it comes back within ten seconds. Instants
    are seconds of a clock that does not go back.
    """

    def __init__(self, most: float, now: float) -> None:
        self._most = most
        self._rate = most
        self._tokens = most
        self._now = now
        self._complained = now - _AGAIN

    @property
    def rate(self) -> float:
        """How many may pass in a second."""
        return self._rate

    def go_on(self, now: float) -> None:
        """Let time pass until `now`."""
        passed, self._now = now - self._now, now
        if now - self._complained >= _AGAIN:
            self._rate = min(self._most, self._rate + passed * _REGAIN * self._most)
        self._tokens = min(self._tokens + passed * self._rate, max(self._rate, 1.0))

    def take(self) -> bool:
        """Take a token; False when there is none now."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def slow_down(self, now: float) -> None:
        """Take notice of a complaint."""
        if now - self._complained >= _AGAIN:
            self._complained = now
            self._rate = max(self._rate / 2, _LEAST * self._most)
            self._tokens = min(self._tokens, self._rate)
