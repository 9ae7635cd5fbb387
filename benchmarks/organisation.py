"""How long it takes to see whether an organisation fits together, by how often it was changed.

python -m benchmarks.organisation
"""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter

from actors.blocks.organisation import changes as made
from actors.blocks.organisation.changes import AnyChange
from actors.blocks.organisation.chronicle import Chronicle
from actors.blocks.organisation.units import Organisation, OrgUnit, StaffMember
from actors.kernel.words import Title

_FIRST_DAY, _AT = date(2026, 3, 2), datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_NAME = Title(zh="市场监管", en="Market supervision")
_PEOPLE = 200
_TIMES = 5


def organisation() -> Organisation:
    """Return one unit, an administrator and everybody else."""
    accounts = {"keeper": ("administrator",), **{f"p{n}": () for n in range(_PEOPLE)}}
    return Organisation(
        units={"market": OrgUnit(code="market", title=_NAME, place="440600")},
        places={},
        staff={
            account: StaffMember(account=account, name=_NAME, unit="market", roles=roles)
            for account, roles in accounts.items()
        },
    )


def changes(count: int) -> tuple[AnyChange, ...]:
    """Return `count` changes: people appointed, away, disabled, enabled and dismissed."""
    return tuple(_change(number) for number in range(count))


def _change(number: int) -> AnyChange:
    lap, person = divmod(number, _PEOPLE)
    day = _FIRST_DAY + timedelta(days=2 * lap + person % 2)
    said = {"at": _AT, "number": number + 1, "effective": day, "reason": "measured"}
    said["account"] = f"p{person}"
    match lap % 5:
        case 0:
            return made.Appointed(role="reviewer", scope="market", **said)
        case 1:
            return made.LeaveBegun(until=day, **said)
        case 2:
            return made.StaffDisabled(**said)
        case 3:
            return made.StaffEnabled(**said)
        case _:
            return made.AppointmentEnded(role="reviewer", scope="market", **said)


def seconds(count: int) -> float:
    """Return the least of some times that `count` changes took to be looked through."""
    first, changed = organisation(), changes(count)
    taken: list[float] = []
    for _ in range(_TIMES):
        begun = perf_counter()
        faults = Chronicle(first, changed).faults(_FIRST_DAY)
        taken.append(perf_counter() - begun)
        if faults:
            raise AssertionError(f"they fit together, but for {faults}")
    return min(taken)


if __name__ == "__main__":
    for count in (500, 1_000, 2_000, 4_000, 8_000):
        print(f"{count:>6,} changes  {seconds(count) * 1_000:7.1f} ms")
