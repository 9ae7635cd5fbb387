"""The kind "open_key" (接口密钥)."""

from dataclasses import replace

from actors.blocks.access.access import Access
from actors.kernel.guarded import Facts, Guarded
from actors.kernel.kind import EntityKind
from actors.kernel.library import Library
from actors.kernel.offer import Offer
from actors.kernel.offered_kind import offered_kind
from actors.systems.open_data.keys import deciding as d
from actors.systems.open_data.keys import records as r

GUARDED = Guarded(
    actions=("request", "draw", "decide", "stop", "read"),
    facts={"state": "text", "unit": "text", "owner": "text"},
    fields=(
        "state", "phase", "owner", "holder", "purpose", "datasets", "unit", "asked_at", "due",
        "quota", "expires_at", "reason", "drawn", "on", "calls",
    ),
)  # fmt: skip
_USABLE = ("active", "suspended")
OFFERS: tuple[Offer[r.Key], ...] = (
    Offer(
        command=r.RequestKey,
        action="request",
        begins=True,
        long=("purpose",),
        example=r.RequestKey(
            holder="禅城软件工作室", purpose="公交换乘研究", datasets=("bus-stops",),
            unit="civil_affairs",
        ),
    ),
    Offer(
        command=r.GrantKey,
        action="decide",
        states=("requested",),
        example=r.GrantKey(quota=10_000, days=365),
    ),
    Offer(
        command=r.RefuseKey,
        action="decide",
        states=("requested",),
        long=("reason",),
        example=r.RefuseKey(reason="用途不在开放条件之内"),
    ),
    Offer(
        command=r.DrawSecret,
        action="draw",
        states=("active",),
        example=r.DrawSecret(digest="0" * 64),
    ),
    Offer(
        command=r.SuspendKey,
        action="stop",
        states=("active",),
        long=("reason",),
        example=r.SuspendKey(reason="调用异常，待查"),
    ),
    Offer(command=r.ResumeKey, action="stop", states=("suspended",), example=r.ResumeKey()),
    Offer(
        command=r.RevokeKey,
        action="stop",
        states=_USABLE,
        grave=True,
        long=("reason",),
        example=r.RevokeKey(reason="超出约定用途"),
    ),
    Offer(
        command=r.GiveUpKey,
        action="draw",
        states=("requested", *_USABLE),
        grave=True,
        example=r.GiveUpKey(),
    ),
    Offer(command=r.ExpireKey, of="platform", states=r.PHASES),
    Offer(command=r.NoteCalls, of="platform", states=r.PHASES, example=None),
)  # fmt: skip


def facts(state: r.Key) -> Facts:
    """Return what policies know of a key."""
    return {"state": state.phase, "unit": state.unit, "owner": state.owner}


def key_kind(library: Library) -> EntityKind[r.Key]:
    """Return the kind "open_key"."""
    led = d.Deciding(library)
    kind = offered_kind(
        library[Access],
        name=r.OPEN_KEY,
        plural="open_keys",
        state=r.Key,
        events=r.KeyEvent,
        offers=OFFERS,
        handlers={
            r.RequestKey: led.request,
            r.GrantKey: d.grant,
            r.RefuseKey: d.refuse,
            r.DrawSecret: d.draw,
            r.SuspendKey: d.suspend,
            r.ResumeKey: d.resume,
            r.RevokeKey: d.revoke,
            r.GiveUpKey: d.give_up,
            r.ExpireKey: d.expire,
            r.NoteCalls: d.note_calls,
        },
        evolve=d.evolve,
        facts=facts,
        shown=("phase", "datasets", "unit", "asked_at", "due", "quota", "expires_at"),
        concerns=lambda state: state.account,
    )
    return replace(kind, work=d.work)
