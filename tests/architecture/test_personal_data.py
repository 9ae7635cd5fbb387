"""Whatever is stored of a person is in the copy that the person gets (PIPL Art. 45)."""

import dataclasses

from actors.kernel.kind import EntityKind
from actors.kinds import all_views
from serve_apps.front.faces import holdings
from serve_apps.front.language import LANGUAGES
from serve_apps.front.words import known_word
from storage import schema
from tests import loaded

KINDS = loaded.kinds()
DEFAULT = next(f.default for f in dataclasses.fields(EntityKind) if f.name == "concerns")
HELD = holdings()

# Kinds of which no entity is of one person who gets a copy, and why.
OF_NOBODY = {
    "access": "a count; the readings themselves are told from its view, to whom they are about",
    "agent_item": "whether agents act in an item",
    "announcement": "what an organ tells its staff, and who of them has read it, as work",
    "batch": "ids of entities and an act that an officer did to them, as work",
    "breach": "what happened to data of many, without their names",
    "calendar_year": "days",
    "call": "what another entity has a party told, which is of whom that entity concerns",
    "commitment": "what a unit has promised",
    "congress_session": "a meeting of a public body",
    "data_request": "what a unit asks of another's data; who asked and decided it, as work",
    "data_meter": "how many rows a unit got of another's, as work",
    "data_service": "what rows a unit serves to others; who drafted and approved it, as work",
    "dispatch": "numbers of cases, and who counted their papers, as work",
    "data_source": "where tables come from, counts and digests; who asked and waived, as work",
    "destruction": "ids of records, and which officers agreed, as work",
    "dictionary": "terms",
    "dataset_audience": "ids of subscriptions to a dataset, each of which tells of its own",
    "dataset_use": "counts by day",
    "document": "what a paper says is of whoever ordered it: the copy has the papers of cases",
    "hall_day": "tickets of a day; whose they are is told by the visitor's bookings",
    "follow_up_order": "what a unit was told to do; who ordered, did and checked it, as work",
    "form_demand": "figures that a department asks for, and who returned them, as work",
    "exchange": "what a case and a department's system tell each other, of whom the case concerns",
    "handling": "work of a unit on a proposal",
    "handling_report": "a report of a public body",
    "house": "a building; who lives there is told by the entries of residents",
    "incoming_document": "an act of an organ; who signed for, handled and read it, as work",
    "interpellation": "an act of deputies in office, kept in the records of the congress",
    "item_design": "what an item is to say; who wrote and reviewed it, as work",
    "item_list": "which items a list of the city named, and who took it in, as work",
    "item_offer": "what an organisation offers, and who decides",
    "job": "work over tables without personal data, and which analyst asked for it, as work",
    "data_alarm": "figures of a dataset; who took it on and cleared it up, as work",
    "data_rule": "a condition over shared data; who drafted and approved it, as work",
    "leave_book": "what leave somebody of the staff has; he sees it in the office, as work",
    "leave_request": "leave of somebody of the staff; he sees it in the office, as work",
    "motion": "an act of deputies in office, kept in the records of the congress",
    "open_dataset": "data for everybody; who described, agreed to and reviewed it, as work",
    "office_meeting": "a meeting of organs; who was invited, came and wrote its minutes, as work",
    "office_resource": "a room, a vehicle or supplies; who has it when, as work",
    "official_document": "an act of an organ; who drafted, checked and signed it, as work",
    "operations": "what operators did, as work",
    "organisation": "units, posts and who holds them, as work",
    "party": "how an outside party is, and what operators did, as work",
    "reader": "how often somebody of an office read, as work",
    "reconciliation": "ids of calls, and what operators found out, as work",
    "premises": "rooms and equipment of a unit, and which unit has them when, as work",
    "register": "numbers",
    "service_record": "number and state of a case or licence; of a person an id alone",
    "supply_day": "ids of a source's records of a day",
    "supply_feed": "what a unit supplies, and when it came",
    "seal": "a seal of an organ; who applied, approved and keeps it, as work",
    "published_item": "what an item says",
    "seal_use": "what a seal was put on, by its digest; who asked and approved, as work",
    "serial": "numbers",
    "service_cost": "what an item costs an organisation",
    "suggestion": "an act of deputies in office, kept in the records of the congress",
    "shared_dataset": "columns, levels and digests; who reported and released it, as work",
    "survey": "questions and counts; who answered is a keyed digest of that survey alone",
    "theme_set": "columns, digests of tables and what applications asked, as work",
    "terminal": "a machine; what was typed at it is sealed, and passes into a case",
    "verification": "number, organ, day and digest of a paper, for the public",
    "village_terminal": "a device of a station",
    "waiting_room": "places in line of many accounts, for minutes",
    "watcher": "limits and cards of an entity",
    "window_day": "places of a day; who has them is told by the visitor's bookings",
}
# Collections of storage itself that hold something of people, and where the copy has it from.
COPIED_BY = {
    "journal": "the entities whose history it is",
    "snapshots": "the entities whose states they are",
    "reminders": "the entities that set them",
    "quarantine": "the entities whose commits they are",
    "parked": "the entities that sent them",
    "files.files": "the records that name them",
    "files.chunks": "the records that name them",
    "card_readings": "the case that it begins; sealed, and gone after minutes",
    "uploads": "a holding of its own",
    "security_events": "the account, whose sign-ins and keys they are about",
}
OF_NOBODY_IN_STORAGE = {
    "followers", "rebuilds", "deliveries", "upload_days", "seals", "seal_heads", "unsealed",
    "archives", "placement", "hosts", "leases", "settings", "data_keys", "missed_searches",
    "seal_receipts", "seal_witnesses", "command_keys",
}  # fmt: skip


def test_every_kind_says_whom_it_concerns_or_why_nobody() -> None:
    declared = {name for name, kind in KINDS.items() if kind.concerns is not DEFAULT}

    assert declared.isdisjoint(OF_NOBODY)
    assert declared | OF_NOBODY.keys() == KINDS.keys(), "say whom the kind concerns, or why nobody"


def test_what_concerns_a_person_is_in_the_copy() -> None:
    declared = {name for name, kind in KINDS.items() if kind.concerns is not DEFAULT}
    told = {kind for holding in HELD for kind in holding.of}

    assert declared <= told, (
        "declare a holding in the face of its owner (serve_apps/front/holding.py)"
    )
    assert told <= declared | {"access"}


def test_every_row_is_folded_from_a_kind_that_is_accounted_for() -> None:
    views = all_views(loaded.library())
    accounted = {*KINDS, "*"}

    assert {kind for view in views for kind in view.kinds} <= accounted


def test_every_collection_of_storage_is_accounted_for() -> None:
    names = {each.name for each in schema.COLLECTIONS}

    assert names == COPIED_BY.keys() | OF_NOBODY_IN_STORAGE
    assert "uploads" in {holding.collection for holding in HELD}


def test_a_holding_leads_to_what_there_is() -> None:
    views = {view.name: view for view in all_views(loaded.library())}
    stored = {each.name: [index.fields for index in each.indexes] for each in schema.COLLECTIONS}
    indexes = stored | {name: [i.fields for i in view.indexes] for name, view in views.items()}

    for holding in HELD:
        assert not holding.kind or holding.kind in KINDS, holding.name
        if holding.collection:
            first = {fields[0] for fields in indexes[holding.collection]}
            assert holding.field in first, f"{holding.name}: no index serves {holding.field}"


def test_a_holding_is_called_something_and_once() -> None:
    names = [holding.name for holding in HELD]

    assert len(names) == len(set(names))
    for name in names:
        assert all(known_word(f"holdings.{name}", language) for language in LANGUAGES), name
