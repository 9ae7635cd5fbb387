"""Rules of items that failed where they should have answered: for operators, by name and number.
The visitor has been told to look at his answers, or to go to a window; his draft is kept."""

from collections import Counter
from collections.abc import Iterable

import structlog

from actors.kernel.errors import Reason

BROKEN = "item.rule_broken"
_log = structlog.get_logger("yimen.rules")


class BrokenRules(Counter[str]):
    """How often each rule failed in this process."""

    def note(self, reasons: Iterable[Reason]) -> None:
        """Count and log those of `reasons` that are failures of rules; nothing of what was filled
        in goes into the log."""
        for reason in reasons:
            if reason.code == BROKEN:
                rule = reason.facts.get("rule", "")
                self[rule] += 1
                _log.error("rule.failed", rule=rule, error=reason.facts.get("error", ""))
