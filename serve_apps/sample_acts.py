"""What systems bring along for the sample city: acts of its people, carried out once."""

from collections import defaultdict

from actors.kernel.library import Library
from actors.kernel.ports import Sender
from actors.kernel.system import Act, Installed


async def perform(sender: Sender, library: Library) -> int:
    """Carry out the acts of everything installed that have not been, and return how many.

    An entity to which as much has happened as its acts are is left alone, so that nothing is done
    again on a platform that has been in use.

    Raises:
        Refusal: the rules refuse an act: a mistake of its system.
        Overloaded, Unavailable: see `Sender.send`; do it again, nothing happens twice.
    """
    done = 0
    for owner in library[Installed].owners:
        of_key: dict[str, list[tuple[int, Act]]] = defaultdict(list)
        for number, act in enumerate(owner.sample(library) if owner.sample else ()):
            of_key[act.key].append((number, act))
        begun = {key: (await sender.show(key)).seq >= len(acts) for key, acts in of_key.items()}
        missing = sorted(
            (each for key, acts in of_key.items() if not begun[key] for each in acts),
            key=lambda each: each[0],
        )
        for number, act in missing:
            await sender.send(act.key, act.command, id=f"sample:{owner.name}:{number}", by=act.by)
        done += len(missing)
    return done
