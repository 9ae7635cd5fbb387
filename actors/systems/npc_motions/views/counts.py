"""The counters `proposal_counts`: how many proposals there are, by what lists filter by (NPC-21).

They follow from the rows of `proposals`: what a row counts for now, less what it counted for
before. Rows and counters change in one transaction, so a statistic is the length of its list. What
nobody has handed in, and no body of a congress sees in a list, does not count.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from actors.kernel.view import Add, Changes, Derived, Index, Row, Write

UNSEEN = ("", "draft", "cosigning", "queued", "abandoned")
DERIVED = Derived(
    name="proposal_counts",
    purpose="how many proposals there are, by congress, session and kind",
    indexes=(Index(fields=("congress", "session", "kind")),),
)


def derive(changes: Changes) -> Mapping[str, list[Write]]:
    """Return what follows in the counters from rows of `proposals` that changed."""
    deltas: dict[tuple[str, str, str], Counter[str]] = {}
    for before, after in changes:
        for row, sign in ((before, -1), (after, 1)):
            if row is None or row["state"] in UNSEEN:
                continue
            delta = deltas.setdefault((row["congress"], row["session"], row["kind"]), Counter())
            for name in counted(row):
                delta[name] += sign
    return {
        DERIVED.name: [
            Add(
                f"{congress}/{session}/{kind}",
                moved,
                {"congress": congress, "session": session, "kind": kind},
            )
            for (congress, session, kind), delta in deltas.items()
            if (moved := {name: amount for name, amount in delta.items() if amount})
        ]
    }


def counted(row: Row) -> Iterator[str]:
    """Yield the name of every counter in which `row` stands, once each: of a filter of its list."""
    yield "all"
    yield f"states.{row['state']}"
    if row["delegation"]:
        yield f"delegations.{row['delegation']}"
    for unit in row["units"]:
        yield f"units.{unit}"
    if row["number"]:
        yield "numbered"
    if row["published"]:
        yield "published"
    if row["level"]:
        yield f"levels.{row['level']}"
    if row["key"]:
        yield f"keys.{row['key']}"
    if row["rated"]:
        yield f"rated.{row['rated']}"
