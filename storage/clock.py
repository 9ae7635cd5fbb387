"""The only file that reads the machine's clock."""

from datetime import UTC, datetime, timedelta


def whole_milliseconds(moment: datetime) -> datetime:
    """Cut `moment` to milliseconds, which is all that BSON keeps."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class WallClock:
    """The machine's time plus `offset`, which a demonstration may move on."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Return the current instant: aware, UTC, whole milliseconds."""
        return whole_milliseconds(datetime.now(UTC) + self.offset)


class FixedClock:
    """A clock that moves only when it is told to; for tests and for making past cases."""

    def __init__(self, start: datetime) -> None:
        self._now = whole_milliseconds(start.astimezone(UTC))

    def now(self) -> datetime:
        """Return the instant it was last set to."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to `moment`; never back.

        Raises:
            ValueError: `moment` lies before the current one.
        """
        moment = whole_milliseconds(moment.astimezone(UTC))
        if moment < self._now:
            raise ValueError(f"time does not go back from {self._now} to {moment}")
        self._now = moment
