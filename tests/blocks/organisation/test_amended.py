"""What administrators changed, as everybody else finds it in the library on a day."""

from actors.blocks.organisation import changes as made
from actors.blocks.organisation.amendments import AMENDMENTS
from actors.blocks.organisation.changes import AnyChange
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.state import KEY, OrganisationState
from actors.blocks.organisation.units import Organisation
from actors.kernel.words import Title
from tests.blocks.organisation.city import AT, DAY, FIRST, LIBRARY, TODAY

TOMORROW = TODAY + DAY
NAME = Title(zh="数据局", en="Data Bureau")
SAID = {"at": AT, "reason": "reorganisation"}


def on(day: int, *changes: AnyChange) -> Organisation:
    """Return the organisation so many days from today."""
    return Chronicle(FIRST, changes).organisation(TODAY + day * DAY)


def test_a_unit_is_there_under_its_name_from_its_day_on() -> None:
    new = made.UnitEstablished(
        number=1, effective=TOMORROW, unit="data", title=NAME, place="440600", **SAID
    )

    assert "data" not in on(0, new).units
    assert on(1, new).units["data"].title == NAME


def test_what_a_closed_unit_did_keeps_its_name() -> None:
    named = made.UnitRenamed(number=1, effective=TODAY, unit="housing", title=NAME, **SAID)
    closed = made.UnitClosed(number=2, effective=TOMORROW, unit="housing", **SAID)

    found = on(1, named, closed)
    assert "housing" not in found.units
    assert found.title("housing") == NAME and found.title("nowhere") is None


def test_a_role_at_another_unit_is_held_there_and_not_at_the_own() -> None:
    also = made.Appointed(
        number=1, effective=TODAY, account="liu", role="reviewer", scope="housing", **SAID
    )

    liu = on(0, also).staff["liu"]
    assert liu.holds("approver", "market") and liu.holds("reviewer", "housing")
    assert not liu.holds("reviewer", "market") and liu.has("reviewer")


def test_who_is_away_holds_nothing_and_his_deputy_acts() -> None:
    away = made.LeaveBegun(
        number=1, effective=TODAY, account="liu", until=TODAY, deputy="li", **SAID
    )

    today, later = on(0, away).staff, on(1, away).staff
    assert today["liu"].roles == () and today["liu"].name == FIRST.staff["liu"].name
    assert today["li"].holds("approver", "market")
    assert later["liu"].roles == ("approver",) and not later["li"].has("approver")


def test_who_joins_the_staff_is_known_at_once_and_acts_from_his_day_on() -> None:
    fang = made.StaffEntered(
        number=1,
        effective=TOMORROW,
        account="fang",
        name=NAME,
        role="reviewer",
        scope="market",
        **SAID,
    )

    assert on(0, fang).staff["fang"].roles == ()
    assert on(1, fang).staff["fang"].holds("reviewer", "market")


def test_nothing_is_amended_before_anything_was_changed() -> None:
    organisation = next(each for each in AMENDMENTS if each.kind == "organisation")
    amending = organisation.read(LIBRARY, {KEY: OrganisationState()})

    assert not list(amending.days()) and not list(amending.parts(LIBRARY, TODAY))
