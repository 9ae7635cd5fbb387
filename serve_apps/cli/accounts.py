"""The accounts of the sample city, for whoever looks at it."""

from collections.abc import Mapping

from rich.table import Table

from actors.library import load_city
from actors.place.city.load import City
from serve_apps.blocks.accounts.sample_city import DEMO_PASSWORDS
from serve_apps.front.secrets_file import with_passwords
from serve_apps.front.settings import WebSettings


def read_accounts(settings: WebSettings) -> Table:
    """Return the accounts of the city that is installed here.

    Raises:
        Mistakes: the files of the city are wrong.
        UnsafeSecrets: the secrets file cannot be trusted.
    """
    return accounts_table(
        load_city(), with_passwords(settings.secrets_file, DEMO_PASSWORDS).passwords
    )


def accounts_table(city: City, passwords: Mapping[str, str]) -> Table:
    """Return who may sign in to the sample city, one account of a kind, and with what."""
    table = Table(
        "Account", "Who", "Roles", "Unit", title="Demonstration accounts", title_justify="left"
    )
    applicants = city.applicants
    for applicant in (*applicants[:2], *(a for a in applicants if a.kind == "legal")):
        table.add_row(applicant.account, applicant.name.zh, "resident", "")
    shown: set[tuple[str, ...]] = set()
    for member in city.staff.values():
        if member.roles not in shown:
            shown.add(member.roles)
            table.add_row(member.account, member.name.zh, ", ".join(member.roles), member.unit)
    table.caption = (
        f"Password of every resident: {passwords['resident']}\n"
        f"Password of all staff: {passwords['staff']}"
    )
    table.caption_justify = "left"
    return table
