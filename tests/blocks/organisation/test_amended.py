"""What administrators changed, as everybody else finds it in the library on a day."""

from actors.blocks.organisation import changes as made
from actors.blocks.organisation.amendments import AMENDMENTS
from actors.blocks.organisation.changes import AnyChange
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.dictionaries import DictionaryPublished, DictionaryState, Term
from actors.blocks.organisation.state import KEY, OrganisationState
from actors.blocks.organisation.terms import terms_of
from actors.blocks.organisation.units import Organisation
from actors.kernel.words import Title
from actors.library import load_library
from serve_apps.blocks.organisation.publications import DICTIONARIES
from serve_apps.pages.values import Values
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


def test_the_terms_of_a_published_dictionary_are_what_a_field_chooses_from() -> None:
    here = load_library(("npc_motions",))
    published = DictionaryPublished(
        at=AT, number=1, effective=TOMORROW, reason="a new topic",
        title=NAME, terms=(Term("harbour", NAME),),
    )  # fmt: skip
    state = DictionaryState(code="topics", versions=(published,), count=1)
    (amendment,) = (each for each in AMENDMENTS if each.kind == "dictionary")
    amending = amendment.read(here, {"dictionary:topics": state})

    assert list(amending.days()) == [TOMORROW] and not list(amending.parts(here, TODAY))
    later = here.amended(*amending.parts(here, TOMORROW))
    assert terms_of(later, "topic") == {"harbour": NAME}
    assert not terms_of(here, "topic") and not terms_of(later, "channel")
    assert Values("suggestion", later, "en").text("topic", "harbour") == "Data Bureau"
    assert Values("suggestion", later, "en").text("topic", "water") == "Water and floods"


def test_every_choice_of_a_field_that_ships_is_called_something_in_both_languages() -> None:
    library = load_library(("npc_motions",))
    shipped = {id: DICTIONARIES.shipped(library, id) for id in DICTIONARIES.ids(library)}

    assert "topics" in shipped
    assert shipped["topics"]["title_en"] == "Topics"
    assert "water | 水利防洪 | Water and floods" in shipped["topics"]["terms"].splitlines()
