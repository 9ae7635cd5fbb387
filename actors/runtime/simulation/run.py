"""One run: what is going to happen, all of it, and the verdict."""

from dataclasses import dataclass

import structlog

from actors.runtime.simulation.plants import Plant, parts
from actors.runtime.simulation.scenario import Scenario, draw
from actors.runtime.simulation.scene import Scene

_SILENT = structlog.make_filtering_bound_logger(50)  # critical; nothing of ours logs that


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a run.

    `broken` holds every broken promise as a sentence. `acknowledged` counts commands; `late` those
    commits that an owner wrote which had been replaced. `digest` is the same for two runs of one
    seed; `lines` tell what happened, if they were kept.
    """

    seed: int
    broken: tuple[str, ...]
    acknowledged: int
    commits: int
    late: int
    steps: int
    digest: str
    lines: tuple[str, ...] = ()


def run(
    seed: int,
    scenario: Scenario | None = None,
    *,
    plant: Plant | None = None,
    keep: bool = False,
) -> Verdict:
    """Run `scenario`, or the one of `seed`, with all chance from `seed`.

    `plant` puts a mistake in; `keep` keeps the lines of the trace.
    """
    scene = Scene(seed, scenario or draw(seed), parts(plant), keep=keep)
    configuration = structlog.get_config()
    structlog.configure(
        processors=[scene.log], wrapper_class=structlog.BoundLogger if keep else _SILENT
    )
    try:
        broken = scene.play()
        return Verdict(
            seed=seed,
            broken=tuple(broken),
            acknowledged=len(scene.web.history.acknowledged),
            commits=len(scene.commits()),
            late=len(scene.witness.late),
            steps=scene.world.steps,
            digest=scene.trace.digest,
            lines=tuple(scene.trace.lines),
        )
    finally:
        scene.world.close()
        structlog.configure(**configuration)
