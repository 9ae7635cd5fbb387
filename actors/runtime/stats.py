"""What the engine counts about itself."""

import msgspec


class Stats(msgspec.Struct):
    """Counters since the start, and gauges of the moment of asking.

    `commit_seconds` is the sum over batches, from the first try to the answer; `alarms_waiting` are
    the alarms in memory, due or soon due, beside those that wait in the index; `timers_late` counts
    alarms fired more than a second after they were due.
    """

    entities: int = 0
    waiting: int = 0
    turns: int = 0
    shows: int = 0
    commits: int = 0
    batches: int = 0
    commit_seconds: float = 0.0
    open_outcomes: int = 0
    lost_places: int = 0
    activations: int = 0
    passivations: int = 0
    snapshots: int = 0
    refusals: int = 0
    failures: int = 0
    overloads: int = 0
    expired: int = 0
    replays: int = 0
    alarms: int = 0
    alarms_waiting: int = 0
    timers_late: int = 0
    quarantined: dict[str, str] = {}
    loop_lag_seconds: float = 0.0

    def wrote(self, commits: int, seconds: float) -> None:
        """Count a batch that was written."""
        self.commits += commits
        self.batches += 1
        self.commit_seconds += seconds
