"""The step of `bench peers`: what every side keeps, and the rule it checks. Plain Python, since the
peers run in an environment of their own that has none of our packages."""

ENTITIES_A_CLIENT = 4
FORM = {f"field_{number}": f"an answer of usual length, number {number}" for number in range(12)}
NOTE = "the next step"


class Closed(Exception):
    """The dossier is closed and goes no further."""


def next_step(steps: int, closed: bool) -> int:
    """Return the number of the step that follows `steps`.

    Raises:
        Closed: the dossier takes no more steps.
    """
    if closed:
        raise Closed
    return steps + 1


def entity(client: int, number: int) -> str:
    """Return the name of the entity that `client` works on in its `number`-th step.

    Each client has entities of its own, so that no side is slowed by conflicts.
    """
    return f"{client}-{number % ENTITIES_A_CLIENT}"


def entities(clients: int) -> list[str]:
    """Return the names of all entities."""
    return [entity(client, n) for client in range(clients) for n in range(ENTITIES_A_CLIENT)]
