"""A session that ends, ends everywhere at once: on every replica, open live pages included."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest

from actors.blocks.accounts.commands import ChangeRoles, Disable, Enable, EndSessions
from actors.blocks.accounts.state import Capacity
from actors.blocks.organisation.commands import DisableStaff, UndoLast
from actors.blocks.organisation.state import KEY
from actors.kernel.deadlines import local_day
from actors.kernel.identity import PLATFORM, Identity
from actors.kernel.turn import Command
from serve_apps.front.settings import WebSettings
from tests.acceptance.replica import replica_of
from tests.acceptance.site import Site
from tests.waiting import until

AT_ONCE = 20.0  # seconds; what it took is printed: a busy machine takes its time
ADMINISTRATOR = Identity("staff:administrator", ("administrator",), "government_services")


@pytest.fixture(scope="module")
def other(site: Site) -> Iterator[Site]:
    """Another replica, which has its own memory of who is signed in."""
    with replica_of(site) as other:
        yield other
    for account in ("supervisor", "supervisor_2"):
        site.forget(account)  # their sessions are over


def tell(site: Site, account: str, command: Command) -> float:
    """Have the account told, and return when that was begun."""
    assert site.services is not None
    begun = time.monotonic()
    sent = site.services.sender.send(f"account:{account}", command, id=uuid4().hex, by=PLATFORM)
    site.run(sent)
    return begun


def signed_in(site: Site, account: str) -> httpx.Client:
    """Return a client with a session of its own."""
    credentials = {"account": account, "password": site.password(account)}
    answer = httpx.post(f"{site.url}/api/v1/sessions", json=credentials, timeout=20)
    answer.raise_for_status()
    bearer = {"authorization": f"Bearer {answer.json()['token']}"}
    return httpx.Client(base_url=site.url, headers=bearer, timeout=20)


def at(client: httpx.Client, site: Site) -> httpx.Client:
    """Return a client of another replica with the same session."""
    return httpx.Client(base_url=site.url, headers=client.headers, timeout=20)


def until_out(client: httpx.Client) -> float:
    """Return when the session of `client` was no longer good, from asking again and again."""
    until(lambda: client.get("/api/v1/sessions/current").status_code == 401)
    return time.monotonic()


def test_a_session_that_is_ended_is_over_on_another_replica_at_once(
    site: Site, other: Site
) -> None:
    took: list[float] = []
    for _ in range(3):
        with signed_in(site, "supervisor_2") as here, at(here, other) as there:
            assert there.get("/api/v1/sessions/current").status_code == 200
            begun = tell(site, "supervisor_2", EndSessions())
            took.append(until_out(there) - begun)
    print(f"out after {sorted(took)[len(took) // 2]:.3f} s, at most {max(took):.3f} s")
    assert max(took) < AT_ONCE


def test_a_live_page_on_another_replica_ends_with_its_session(site: Site, other: Site) -> None:
    took: list[float] = []
    for _ in range(2):
        with signed_in(site, "supervisor_2") as here, at(here, other) as there:
            with there.stream("GET", "/live/oversight") as live:
                lines = live.iter_lines()
                assert next(lines).startswith("retry")
                begun = tell(site, "supervisor_2", EndSessions())
                rest = list(lines)
                took.append(time.monotonic() - begun)
            assert "event: ended" in rest
            assert there.get("/live/oversight").status_code == 401
    print(f"closed after {sorted(took)[len(took) // 2]:.3f} s, at most {max(took):.3f} s")
    assert max(took) < AT_ONCE


def test_signing_out_here_is_signing_out_there(site: Site, other: Site) -> None:
    with signed_in(site, "supervisor_2") as here, at(here, other) as there:
        assert there.get("/api/v1/sessions/current").status_code == 200
        assert here.delete("/api/v1/sessions/current").status_code == 204
        out = time.monotonic()

        assert until_out(there) - out < AT_ONCE


def test_who_is_disabled_is_out_and_stays_out_until_enabled(site: Site, other: Site) -> None:
    with signed_in(site, "supervisor_2") as here, at(here, other) as there:
        assert there.get("/api/v1/sessions/current").status_code == 200
        begun = tell(site, "supervisor_2", Disable(told=0))
        assert until_out(there) - begun < AT_ONCE

        with pytest.raises(httpx.HTTPStatusError, match="401"):
            signed_in(other, "supervisor_2")

    tell(site, "supervisor_2", Enable(told=0))
    signed_in(other, "supervisor_2").close()


def test_what_an_administrator_decides_ends_live_pages_at_once(site: Site, other: Site) -> None:
    assert site.services is not None
    today = local_day(site.services.clock.now())
    took: list[float] = []
    for _ in range(2):
        with (
            signed_in(site, "supervisor_2") as here,
            at(here, other) as there,
            there.stream("GET", "/live/oversight") as live,
        ):
            lines = live.iter_lines()
            assert next(lines).startswith("retry")
            begun = time.monotonic()
            command = DisableStaff(account="supervisor_2", effective=today, reason="lost telephone")
            receipt = administer(site, command)
            assert "event: ended" in list(lines)
            took.append(time.monotonic() - begun)
            assert there.get("/api/v1/sessions/current").status_code == 401
        undo = UndoLast(subject="staff:supervisor_2", number=receipt, reason="found again")
        administer(site, undo)
        until_in(site, "supervisor_2")
    print(f"closed after {sorted(took)[len(took) // 2]:.3f} s, at most {max(took):.3f} s")
    assert max(took) < AT_ONCE


def administer(site: Site, command: Command) -> int:
    """Have an administrator change the organisation; return the number of its last change."""
    assert site.services is not None
    sender = site.services.sender
    site.run(sender.send(KEY, command, id=uuid4().hex, by=ADMINISTRATOR))
    return site.run(sender.show(KEY)).state.count


def until_in(site: Site, account: str) -> None:
    """Wait until the account may sign in again."""

    def may() -> bool:
        state = site.run(site.services.sender.show(f"account:{account}")).state
        return not state.disabled and state.acts()

    until(may)


def test_the_session_of_somebody_else_goes_on(site: Site, other: Site) -> None:
    with (
        signed_in(site, "supervisor") as quiet,
        at(quiet, other) as there,
        there.stream("GET", "/live/oversight") as live,
        signed_in(site, "supervisor_2") as leaving,
    ):
        lines = live.iter_lines()
        assert next(lines).startswith("retry")
        tell(site, "supervisor_2", EndSessions())
        until_out(leaving)
        assert there.get("/api/v1/sessions/current").status_code == 200
        assert not live.is_closed


def test_a_capacity_that_is_chosen_holds_on_every_replica(site: Site, other: Site) -> None:
    own = Capacity("discipline_inspection", ("supervisor",))
    acting = Capacity("market_supervision", ("approver",), "market_approver", "刘振华")
    tell(site, "supervisor", ChangeRoles(told=0, capacities=(own, acting)))
    with signed_in(site, "supervisor") as here, at(here, other) as there:
        assert there.get("/api/v1/sessions/current").json()["unit"] == own.unit
        assert site.services is not None
        token = here.headers["authorization"].removeprefix("Bearer ")
        visitor = site.run(site.services.sessions.by_token(token))
        site.run(site.services.sessions.choose(visitor, acting.name))

        for _ in range(1_200):
            told = there.get("/api/v1/sessions/current").json()
            if told["unit"] == acting.unit:
                break
            time.sleep(0.005)
        assert (told["unit"], told["roles"]) == (acting.unit, ["approver"])
        assert there.delete("/api/v1/sessions/current").status_code == 204
    found = site.run(site.database["journal"].find_one({"for": "market_approver"}))
    assert found["by"] == "staff:supervisor"  # 郑思廉 代 刘振华: both names stand in the record
    tell(site, "supervisor", ChangeRoles(told=0, capacities=(own,)))


def test_a_live_page_ends_when_its_session_has_lasted_as_long_as_it_may(site: Site) -> None:
    assert site.services is not None
    sessions = site.services.sessions
    with signed_in(site, "supervisor_2") as here:
        check = sessions.checks.of(here.headers["authorization"].removeprefix("Bearer "))
        assert check is not None
        soon = sessions.clock.now() - WebSettings().absolute + timedelta(seconds=0.5)
        check.session = msgspec.structs.replace(check.session, opened_at=soon)
        with here.stream("GET", "/live/oversight") as live:
            assert "event: ended" in list(live.iter_lines())
        assert here.get("/live/oversight").status_code == 401
    site.forget("supervisor_2")
