"""The Restate side of `bench peers`: a virtual object, served by hypercorn.

Runs in the environment of the peers. What a step changes is kept under a key of its own, so that
the form is not written again with every step. A request with an idempotency key takes effect once.
"""

from typing import Any

import restate

from benchmarks.peer_rule import FORM, Closed, next_step

dossier = restate.VirtualObject("Dossier")


@dossier.handler()
async def advance(ctx: restate.ObjectContext, note: str) -> int:
    form = await ctx.get("form", type_hint=dict[str, str])
    if form is None:
        ctx.set("form", FORM)
    progress: dict[str, Any] = await ctx.get("progress") or {"steps": 0, "closed": False}
    try:
        step = next_step(progress["steps"], progress["closed"])
    except Closed as error:
        raise restate.TerminalError("the dossier is closed", status_code=409) from error
    ctx.set("progress", {**progress, "steps": step, "note": note})
    return step


@dossier.handler(kind="shared")
async def steps(ctx: restate.ObjectSharedContext) -> int:
    progress = await ctx.get("progress")
    return progress["steps"] if progress else 0


app = restate.app(services=[dossier])
