"""What controls of the form of a command are called, and which of them there are."""

from collections.abc import Iterable, Iterator

from actors.blocks.forms.asked import Asked
from actors.blocks.forms.sent import Entries, groups_in


def places(
    asked: Iterable[Asked], entries: Entries, more: str = "", before: str = ""
) -> Iterator[tuple[str, Asked]]:
    """Yield every control that is drawn for `asked` but for groups, with its each."""
    for each in asked:
        name = f"{before}{each.name}"
        if each.sort == "group":
            yield from places(each.parts, entries, more, f"{name}.")
        elif each.sort == "groups":
            for at in range(groups_drawn(entries, name, more)):
                yield from places(each.parts, entries, more, f"{name}.{at}.")
        else:
            yield name, each


def way(name: str) -> str:
    """Return the way to the field of the control `name`: "lead.unit" of "lead.0.unit"."""
    return ".".join(step for step in name.split(".") if not step.isdigit())


def chosen(entries: Entries, name: str) -> tuple[str, ...]:
    """Return the values that are chosen in the control `name`."""
    lines = (line.strip() for text in entries.get(name, ()) for line in text.splitlines())
    return tuple(dict.fromkeys(filter(None, lines)))


def control_name(pointer: str) -> str:
    """Return the name of the control for a JSON pointer: "/lead/0/unit" is "lead.0.unit"."""
    steps = pointer.removeprefix("/").split("/")
    return ".".join(step.replace("~1", "/").replace("~0", "~") for step in steps)


def groups_drawn(entries: Entries, name: str, more: str) -> int:
    """Return how many groups are drawn: those in which something was said, one if there is none."""
    return max(1, groups_in(entries, name) + (more == name))
