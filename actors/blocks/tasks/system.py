"""待办: One inbox for the open tasks of every kind."""

from actors.blocks.tasks.batch import BATCH
from actors.blocks.tasks.batch_kind import GUARDED, batch_kind, batches
from actors.blocks.tasks.view import view
from actors.kernel.guarded import Guarded
from actors.kernel.system import System
from actors.kernel.words import Title

SYSTEM = System(
    name="tasks",
    title=Title(zh="待办", en="Tasks"),
    uses=("access", "clocks", "messages", "organisation"),
    guarded={
        "tasks": Guarded(
            actions=("read",),
            facts={
                "seat": "text",  # the role in a unit that it waits for
                "role": "text",
                "unit": "text",
                "claimed_by": "text",
                "deputy": "text",
            },
        ),
        BATCH: GUARDED,
    },
    kinds=(batch_kind,),
    views=(view, batches),
)
