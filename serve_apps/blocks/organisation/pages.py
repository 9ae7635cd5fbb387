"""What administrators look at: units, staff, roles and windows, on any day."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actors.blocks.accounts.state import AccountState
from actors.blocks.organisation.changes import subject
from actors.blocks.organisation.roles import ADMINISTRATOR
from actors.kernel.deadlines import local_day
from actors.kernel.errors import Reason, Refusal
from actors.kernel.system import Installed
from serve_apps.blocks.organisation.administration import Administration, Seen, day_asked
from serve_apps.blocks.organisation.told import Teller
from serve_apps.front.language import language_of
from serve_apps.front.policies import staff_with
from serve_apps.front.rendering import page
from serve_apps.front.visitor import Visitor
from serve_apps.front.wiring import Services, Wired

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Visitor, Depends(staff_with(ADMINISTRATOR))]
Day = Annotated[str, Query(max_length=10)]
LATEST = 20  # changes on the first page


@router.get("/admin")
async def show_start(request: Request, _: Administrator, services: Wired) -> Response:
    """Show where to go, and what was changed last."""
    seen, today, teller = await _look(request, services)
    told = teller.changes(seen.state.changes, today)[:LATEST]
    return page(request, "admin/start.html", {"changes": told, "today": today})


@router.get("/admin/units")
async def show_units(request: Request, _: Administrator, services: Wired, on: Day = "") -> Response:
    """Show the tree of units as it stands on a day."""
    seen, today, teller = await _look(request, services)
    day = day_asked(on, today)
    posts = seen.chronicle.posts
    rows = [
        {
            "unit": unit,
            "depth": depth,
            "place": teller.unit(unit.place, day),
            "staff": len(
                {
                    one.account
                    for one in posts.appointments
                    if one.scope == unit.code and one.holds(day)
                }
            ),
        }
        for depth, unit in seen.chronicle.tree(day).walk()
    ]
    return page(request, "admin/units.html", {"rows": rows, "on": day, "today": today})


@router.get("/admin/units/{code}")
async def show_unit(
    request: Request, _: Administrator, services: Wired, code: str, on: Day = ""
) -> Response:
    """Show one unit on a day: where it stands, who works in it, and how it changed."""
    seen, today, teller = await _look(request, services)
    day = day_asked(on, today)
    changes = [each for each in seen.state.changes if subject(each) == f"unit:{code}"]
    tree = seen.chronicle.tree(day)
    if code not in tree.units and not changes:
        raise _unknown()
    context = {
        "code": code,
        "unit": tree.units.get(code),
        "name": teller.unit(code, day),
        "superior": tree.units[code].superior if code in tree.units else "",
        "below": tree.below(code),
        "staff": _staff_of(seen, teller, code, day),
        "changes": teller.changes(changes, today),
        "teller": teller,
        "on": day,
        "today": today,
    }
    return page(request, "admin/unit.html", context)


@router.get("/admin/staff/{account}")
async def show_member(
    request: Request, visitor: Administrator, services: Wired, account: str, on: Day = ""
) -> Response:
    """Show one member of staff on a day: roles by unit, leave, deputising, and what changed."""
    seen, today, teller = await _look(request, services)
    day = day_asked(on, today)
    if account not in seen.chronicle.members:
        raise _unknown()
    posts = seen.chronicle.posts
    changes = [each for each in seen.state.changes if subject(each) == f"staff:{account}"]
    state: AccountState = (await services.sender.show(f"account:{account}")).state
    context = {
        **_member(seen, teller, account, day),
        "appointments": [
            one for one in posts.appointments if one.account == account and one.until >= day
        ],
        "leaves": [one for one in posts.leaves if one.account == account and one.until >= day],
        "acts_for": [one for one in posts.leaves if one.deputy == account and one.until >= day],
        "open_sessions": len(state.sessions),
        "has_password": bool(state.password_hash),
        "code_until": state.activation.until if state.activation else None,
        "own": account == visitor.account,
        "changes": teller.changes(changes, today),
        "teller": teller,
        "first": date.min,
        "last": date.max,
        "on": day,
        "today": today,
    }
    return page(request, "admin/member.html", context)


@router.get("/admin/roles")
async def show_roles(request: Request, _: Administrator, services: Wired, on: Day = "") -> Response:
    """Show every role of staff, and who acts in it on a day."""
    seen, today, teller = await _look(request, services)
    day = day_asked(on, today)
    declared = services.library[Installed].roles().values()
    posts = seen.chronicle.posts
    rows: list[dict[str, Any]] = []
    for role in (one for one in declared if one.of == "staff"):
        scopes = sorted({one.scope for one in posts.appointments if one.role == role.name})
        held = [(scope, posts.held(role.name, scope, day)) for scope in scopes]
        rows.append(
            {
                "name": teller.role(role.name),
                "code": role.name,
                "held": [
                    (teller.unit(scope, day), [(h.account, _holder(teller, h)) for h in holders])
                    for scope, holders in held
                    if holders
                ],
            }
        )
    return page(request, "admin/roles.html", {"rows": rows, "on": day, "today": today})


@router.get("/admin/windows")
async def show_windows(
    request: Request, _: Administrator, services: Wired, on: Day = ""
) -> Response:
    """Show the units whose windows serve all, and those that could."""
    seen, today, teller = await _look(request, services)
    day = day_asked(on, today)
    units = [unit for _, unit in seen.chronicle.tree(day).walk()]
    holders = {
        unit.code: len(seen.chronicle.holders("window_clerk", unit.code, day)) for unit in units
    }
    rows = sorted(units, key=lambda unit: not unit.integrated_window)
    context = {"rows": rows, "clerks": holders, "on": day, "today": today, "teller": teller}
    return page(request, "admin/windows.html", context)


async def _look(request: Request, services: Services) -> tuple[Seen, date, Teller]:
    seen = await services[Administration].look()
    teller = Teller(services.library, seen.chronicle, language_of(request))
    return seen, local_day(services.clock.now()), teller


def _staff_of(seen: Seen, teller: Teller, unit: str, day: date) -> list[dict[str, Any]]:
    accounts = sorted(
        {
            one.account
            for one in seen.chronicle.posts.appointments
            if one.scope == unit and one.holds(day)
        }
    )
    return [_member(seen, teller, account, day) for account in accounts]


def _member(seen: Seen, teller: Teller, account: str, day: date) -> dict[str, Any]:
    posts = seen.chronicle.posts
    away = posts.away(account, day)
    return {
        "account": account,
        "name": teller.person(account),
        "capacities": [
            teller.capacity(one, day) for one in seen.chronicle.capacities(account, day)
        ],
        "disabled": posts.disabled(account, day),
        "away": away,
        "deputy": teller.person(away.deputy) if away and away.deputy else "",
    }


def _holder(teller: Teller, holder: Any) -> str:
    name = teller.person(holder.account)
    if not holder.acting_for:
        return name
    return teller.deputising(name, teller.person(holder.acting_for))


def _unknown() -> Refusal:
    return Refusal(Reason("organisation.unknown"), kind="unknown")
