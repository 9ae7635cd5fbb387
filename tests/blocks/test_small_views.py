"""The due index, kiosks, accounts and the access log, folded from their commits."""

from datetime import timedelta

from actors.blocks.accounts import events as account
from actors.blocks.accounts import view as accounts
from actors.blocks.accounts.state import Person
from actors.blocks.reads import view as access_log
from actors.blocks.reads.record import AccessRecorded
from actors.blocks.terminals import events as terminal
from actors.blocks.terminals import view as terminals
from actors.blocks.terminals.reports import CardRead, DeviceChanged, Entry, SessionOpened
from actors.kernel.turn import Event
from actors.runtime import due_index as reminders
from actors.runtime.pending import alarm_id
from tests.blocks.cases.commits import at, commit, fold

KIOSK = "terminal:k1"


def entry(seq: int, report: object) -> Entry:
    return Entry(seq=seq, lane="B", at=at(2), mono=seq, boot="b", report=report)  # type: ignore[arg-type]


def test_an_alarm_is_set_moved_and_cancelled() -> None:
    def told(seq: int, *rem: object) -> dict[str, object]:
        return commit("case:7f3a", seq, rem=list(rem))

    view = reminders.view()
    first = {"name": "notice", "at": at(9), "command": {"type": "EndNoticePeriod"}}
    moved = {**first, "at": at(12)}
    gone = {"name": "notice", "at": None, "command": None}

    assert fold(view, told(1, first), told(2, moved))["case:7f3a/notice"]["due"] == at(12)
    assert fold(view, told(1, first), told(2, moved), told(3, gone)) == {}
    assert fold(view, told(1, gone, first))["case:7f3a/notice"]["due"] == at(9)


def test_an_alarm_ends_with_the_commit_of_its_command() -> None:
    view = reminders.view()
    rem = [{"name": "notice", "at": at(9), "command": {}}]
    fired = {"cmd": alarm_id("case:7f3a", "notice", at(9))}
    again = [{"name": "notice", "at": at(12), "command": {}}]

    assert fold(view, commit("case:7f3a", 1, rem=rem), commit("case:7f3a", 2, **fired)) == {}
    set_anew = commit("case:7f3a", 2, rem=again, **fired)
    (row,) = fold(view, commit("case:7f3a", 1, rem=rem), set_anew).values()
    assert row["due"] == at(12)
    moved = commit("case:7f3a", 2, rem=again)
    (row,) = fold(
        view, commit("case:7f3a", 1, rem=rem), moved, commit("case:7f3a", 3, **fired)
    ).values()
    assert row["due"] == at(12)


def test_alarms_of_virtual_commits_are_held() -> None:
    rem = [{"name": "notice", "at": at(9), "command": {}}]
    row = fold(reminders.view(), commit("case:7f3a", 1, rem=rem, virtual=True))["case:7f3a/notice"]

    assert (row["held"], row["shard"], row["seq"]) == (True, 7, 1)


def test_a_kiosk_shows_its_devices_and_its_last_twenty_events() -> None:
    entries = [entry(n, SessionOpened(session=f"s{n}")) for n in range(1, 30)]
    printer = DeviceChanged(device="printer", state="online", supplies={"paper": "low"})
    events: list[Event] = [
        terminal.Registered(
            at=at(1), name="一号机", place="440604", code_hash="x", expires_at=at(2)
        ),
        terminal.Connected(at=at(2), connection="c", software="1.0", boot="b", epoch="e"),
        terminal.EntriesReceived(
            at=at(2),
            epoch="e",
            entries=(*entries, entry(30, printer), entry(31, CardRead(session="s", card="hash"))),
        ),
    ]
    (row,) = fold(
        terminals.view(), *(commit(KIOSK, n, event) for n, event in enumerate(events, start=1))
    ).values()

    assert (row["name"], row["online"], row["session"], row["received_seq"]) == (
        "一号机",
        True,
        True,
        31,
    )
    assert row["devices"]["printer"]["supplies"] == {"paper": "low"}
    assert len(row["recent"]) == 20
    assert row["recent"][-1] == {"at": at(2), "event": "card_read", "facts": {}}


def test_an_account_shows_no_secret_and_a_resident_no_name() -> None:
    person = Person(name="张小明", id_number="440601199001011234", phone="13800000000")
    registered = account.AccountRegistered(
        at=at(1), kind="resident", display="张小明", roles=("resident",), person=person,
        password_hash="$argon2id$...",
    )  # fmt: skip
    (row,) = fold(accounts.view(), commit("account:zhang", 1, registered)).values()

    assert row == {
        "_id": "zhang", "seq": 1, "kind": "resident", "roles": ["resident"], "unit": "",
        "display": "张**", "registered_at": at(1),
    }  # fmt: skip


def test_every_look_at_personal_data_is_one_line_of_the_log() -> None:
    looks = [
        commit("access:7f3a", n, AccessRecorded(at=at(n), by="staff:li", purpose="handling"))
        for n in (1, 2)
    ]
    rows = fold(access_log.view(), *looks)

    assert [(row["subject"], row["at"], row["by"]) for row in rows.values()] == [
        ("7f3a", at(1), "staff:li"),
        ("7f3a", at(1) + timedelta(days=1), "staff:li"),
    ]
