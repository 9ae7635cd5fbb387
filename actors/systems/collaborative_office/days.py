"""Days that people name for what is to be done (期限)."""

from datetime import date, timedelta

from actors.kernel.errors import Reason, Refusal

_LONGEST = timedelta(days=3_660)  # nobody is given more than ten years


def require_ahead(due: date | None, today: date, field: str) -> None:
    """Check a day that was named; None is no day.

    Raises:
        Refusal: it is over, or more than ten years away.
    """
    if due and due < today:
        raise Refusal(Reason("incoming_document.day_over", field))
    if due and due > today + _LONGEST:
        raise Refusal(Reason("incoming_document.day_too_far", field))
