"""What holds on every day, whatever administrators do: drawn by chance."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from actors.blocks.organisation import changes as made
from actors.blocks.organisation import commands as c
from actors.blocks.organisation.changes import AnyChange
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.decide import Deciding
from actors.blocks.organisation.state import OrganisationState, evolve
from actors.kernel.errors import Reason, Refusal
from actors.kernel.turn import Command, Turn
from actors.kernel.words import Title
from tests.blocks.organisation import day_by_day
from tests.blocks.organisation.city import AN, AT, BO, DAY, FIRST, LIBRARY, TODAY

HANDLERS = Deciding(LIBRARY).handlers()
UNITS = st.sampled_from([*FIRST.units, "data", "new"])
PEOPLE = st.sampled_from([*FIRST.staff])
ROLES = st.sampled_from(["reviewer", "approver", "window_clerk", "administrator"])
DAYS = st.integers(0, 8).map(lambda number: TODAY + number * DAY)
NAME = Title(zh="局", en="Bureau")
SAID = {"effective": DAYS, "reason": st.just("by chance")}
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        c.EstablishUnit,
        unit=UNITS,
        title=st.just(NAME),
        place=st.just("440600"),
        superior=UNITS,
        **SAID,
    ),
    st.builds(c.MoveUnit, unit=UNITS, superior=UNITS | st.just(""), **SAID),
    st.builds(c.CloseUnit, unit=UNITS, **SAID),
    st.builds(c.Appoint, account=PEOPLE, role=ROLES, scope=UNITS, until=st.none() | DAYS, **SAID),
    st.builds(c.EndAppointment, account=PEOPLE, role=ROLES, scope=UNITS, **SAID),
    st.builds(c.BeginLeave, account=PEOPLE, until=DAYS, deputy=PEOPLE | st.just(""), **SAID),
    st.builds(c.EndLeave, account=PEOPLE, **SAID),
    st.builds(c.DisableStaff, account=PEOPLE, **SAID),
    st.builds(c.EnableStaff, account=PEOPLE, **SAID),
    st.builds(
        c.UndoLast,
        subject=PEOPLE.map(lambda account: f"staff:{account}")
        | UNITS.map(lambda code: f"unit:{code}"),
        number=st.integers(1, 12),
        reason=st.just("by chance"),
    ),
)


def after(commands: list[Command]) -> tuple[AnyChange, ...]:
    """Return the changes that stand after those of `commands` that are not refused."""
    state = OrganisationState()
    for number, command in enumerate(commands):
        by = AN if number % 2 else BO
        turn = Turn("organisation:city", state, evolve, now=AT, by=by, command_id="x", seq=1)
        try:
            HANDLERS[type(command)](turn, command)
        except Refusal:
            continue
        state = turn.state
    return state.changes


def every_day(chronicle: Chronicle) -> tuple[date, ...]:
    return chronicle.days(TODAY)


@settings(max_examples=150, deadline=None)
@given(st.lists(COMMANDS, max_size=12))
def test_units_are_a_tree_on_every_day(commands: list[Command]) -> None:
    chronicle = Chronicle(FIRST, after(commands))

    for day in every_day(chronicle):
        tree = chronicle.tree(day)
        for code in tree.units:
            above = tree.above(code)
            assert code not in above and len(set(above)) == len(above)
            top = tree.units[above[-1] if above else code]
            assert top.superior == ""
        assert sorted(unit.code for _, unit in tree.walk()) == sorted(tree.units)


@settings(max_examples=150, deadline=None)
@given(st.lists(COMMANDS, max_size=12))
def test_holders_and_capacities_say_the_same(commands: list[Command]) -> None:
    chronicle = Chronicle(FIRST, after(commands))

    for day in every_day(chronicle):
        units = chronicle.tree(day).units
        by_role = {
            (holder.account, role, unit, holder.acting_for)
            for role in ("reviewer", "approver", "window_clerk", "administrator")
            for unit in units
            for holder in chronicle.posts.held(role, unit, day)
        }
        by_account = {
            (account, role, capacity.unit, capacity.acting_for)
            for account in FIRST.staff
            for capacity in chronicle.capacities(account, day)
            for role in capacity.roles
        }
        assert by_role == by_account
        for account, _, _, acting_for in by_role:
            assert chronicle.posts.present(account, day)
            assert not acting_for or not chronicle.posts.present(acting_for, day)


@settings(max_examples=150, deadline=None)
@given(st.lists(COMMANDS, max_size=12))
def test_administrators_are_there_and_hold_nothing_else(commands: list[Command]) -> None:
    chronicle = Chronicle(FIRST, after(commands))

    for day in every_day(chronicle):
        assert chronicle.holders("administrator", "services", day) or any(
            chronicle.holders("administrator", unit, day) for unit in chronicle.tree(day).units
        )
        for account in FIRST.staff:
            held = {role for one in chronicle.capacities(account, day) for role in one.roles}
            assert "administrator" not in held or held == {"administrator"}


SAID_IT = {"at": st.just(AT), "effective": DAYS, "reason": st.just("by chance")}
NAMED = SAID_IT | {"number": st.integers(1, 20)}
CHANGES: st.SearchStrategy[AnyChange] = st.one_of(
    st.builds(
        made.UnitEstablished,
        unit=UNITS,
        title=st.just(NAME),
        place=st.just("440600"),
        superior=UNITS,
        **NAMED,
    ),
    st.builds(made.UnitMoved, unit=UNITS, superior=UNITS | st.just(""), **NAMED),
    st.builds(made.UnitClosed, unit=UNITS, **NAMED),
    st.builds(
        made.StaffEntered,
        account=st.sampled_from(["fang", "gao"]),
        name=st.just(NAME),
        role=ROLES,
        scope=UNITS,
        **NAMED,
    ),
    st.builds(
        made.Appointed, account=PEOPLE, role=ROLES, scope=UNITS, until=st.none() | DAYS, **NAMED
    ),
    st.builds(made.AppointmentEnded, account=PEOPLE, role=ROLES, scope=UNITS, **NAMED),
    st.builds(
        made.LeaveBegun, account=PEOPLE, until=DAYS, deputy=PEOPLE | st.just("fang"), **NAMED
    ).filter(lambda leave: leave.deputy != leave.account),
    st.builds(made.LeaveEnded, account=PEOPLE, **NAMED),
    st.builds(made.StaffDisabled, account=PEOPLE, **NAMED),
    st.builds(made.StaffEnabled, account=PEOPLE, **NAMED),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(CHANGES, max_size=8), st.integers(0, 4))
def test_what_does_not_fit_is_what_a_look_at_every_day_finds(
    changes: list[AnyChange], later: int
) -> None:
    numbered = tuple(replace(each, number=n) for n, each in enumerate(changes, 1))
    chronicle, since = Chronicle(FIRST, numbered), TODAY + later * DAY

    found, every = set(chronicle.faults(since)), day_by_day.faults(chronicle, since)
    circles, all_circles = of_circles(found), of_circles(every)
    assert found - circles == every - all_circles
    # of a circle the units that a change put there are named, not all that stand in it
    assert circles <= all_circles and bool(circles) == bool(all_circles)


def appointed(since: int, until: int) -> made.Appointed:
    """bo is a reviewer of the government in these days from today."""
    return made.Appointed(
        at=AT, number=since + 1, effective=TODAY + since * DAY, reason="by turns",
        account="bo", role="reviewer", scope="government", until=TODAY + until * DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spans", "since", "fits"),
    [
        (((0, 2), (1, 6)), 3, True),  # they met before
        (((0, 2), (1, 6)), 2, False),
        (((0, 9), (1, 2), (5, 6)), 4, False),  # the one between is over
    ],
)
def test_a_role_that_was_held_twice_before_may_be_gone_on_with(
    spans: tuple[tuple[int, int], ...], since: int, fits: bool
) -> None:
    faults = Chronicle(FIRST, tuple(appointed(*span) for span in spans)).faults(TODAY + since * DAY)

    assert ("organisation.holds_it_already" not in {each.code for each in faults}) is fits


def of_circles(faults: set[Reason]) -> set[Reason]:
    return {each for each in faults if each.code == "organisation.circle"}
