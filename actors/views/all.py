"""Every view of the platform."""

from actors.kernel.library import Library
from actors.views import access_log, accounts, cases, reminders, terminals
from actors.views.view import View


def all_views(library: Library) -> tuple[View, ...]:
    """Return the views; the due index first, since hosts wait for it."""
    return (
        reminders.view(),
        cases.view(library),
        terminals.view(),
        accounts.view(),
        access_log.view(),
    )
