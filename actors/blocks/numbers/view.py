"""The view `registers`: how far each series is, and which of its numbers are void."""

from actors.blocks.numbers.series import REGISTER, parts, written
from actors.kernel.library import Library
from actors.kernel.system import Installed
from actors.kernel.view import Commit, Index, Row, View, entity_id


def view(library: Library) -> View:
    """Return the view, which writes numbers as the series of `library` do."""
    series = library[Installed].series()

    def number(id: str, n: int) -> str:
        known = series.get(parts(id)[0])
        return written(known, id, n) if known else str(n)

    def fold(row: Row | None, id: str, commit: Commit) -> Row:
        name, scope, period = parts(id)
        row = dict(row) if row else {
            "_id": id, "series": name, "scope": scope, "period": period,
            "given": 0, "last": "", "voided": [], "refused": 0,
        }  # fmt: skip
        for event in commit["ev"]:
            match event["type"]:
                case "NumbersGiven":
                    row["given"] = event["first"] + len(event["askers"]) - 1
                    row["last"] = number(id, row["given"])
                case "NumbersRefused":
                    row["refused"] += len(event["askers"])
                case "NumberVoided":
                    row["voided"] = sorted([*row["voided"], number(id, event["n"])])
                case _:
                    pass
        return row

    return View(
        name="registers",
        purpose="how far each series of numbers is, and which are void",
        indexes=(Index(fields=("series", "period")),),
        kinds=(REGISTER,),
        rows=lambda commit: (entity_id(commit),),
        fold=fold,
        whole=True,
    )
