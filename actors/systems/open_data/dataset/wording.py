"""What a steward says of a dataset, as it is kept; and what others must be told before it
changes."""

from msgspec.structs import replace

from actors.blocks.forms.normalise import plain_text
from actors.kernel.errors import Reason, Refusal
from actors.systems.open_data.dataset.state import Version
from actors.systems.open_data.dataset.terms import Column, Wording
from actors.systems.open_data.measures.masking import FITTING, SIZED

_LINES = ("title", "title_en", "notes", "notes_en", "temporal", "spatial", "condition")


def kept(said: Wording) -> Wording:
    """Return what was said, made plain.

    Raises:
        Refusal: something is missing, or the dictionary does not hold together: every fault.
    """
    texts = {name: plain_text(getattr(said, name)) for name in _LINES}
    wrong = [Reason("form.required", f"/{name}") for name in ("title", "notes") if not texts[name]]
    columns = tuple(
        replace(
            each,
            name=plain_text(each.name),
            title=plain_text(each.title),
            title_en=plain_text(each.title_en),
        )
        for each in said.columns
    )
    names = [each.name for each in columns]
    keyed = any(each.way == "keyed_hash" for each in columns)
    for at, each in enumerate(columns):
        wrong += _of_column(
            each,
            f"/columns/{at}",
            keyed=keyed,
            twice=each.name == "_id" or names.count(each.name) > 1,
        )
    if wrong:
        raise Refusal(*wrong)
    said_of = {name: getattr(said, name) for name in ("licence", "cycle", "theme")}
    tags = tuple(dict.fromkeys(tag for each in said.tags if (tag := plain_text(each))))
    return Wording(**texts, **said_of, tags=tags, columns=columns)


def _of_column(column: Column, at: str, *, keyed: bool, twice: bool) -> list[Reason]:
    wrong: list[Reason] = []
    for name in ("name", "title"):
        if not getattr(column, name):
            wrong.append(Reason("form.required", f"{at}/{name}"))
    if twice:
        wrong.append(Reason("open_dataset.column_twice", f"{at}/name"))
    if column.type != "auto" and column.type not in FITTING[column.way]:
        wrong.append(Reason("open_dataset.way_does_not_fit", f"{at}/way"))
    if column.way in SIZED and not column.size:
        wrong.append(Reason("open_dataset.size_missing", f"{at}/size"))
    if column.way == "date_shift" and not keyed:
        wrong.append(Reason("open_dataset.nobody_to_shift", f"{at}/way"))
    if column.target and (column.way == "none" or column.target > column.level):
        wrong.append(Reason("open_dataset.target_without_way", f"{at}/target"))
    return wrong


def leaving(live: Version | None, coming: Version) -> tuple[str, ...]:
    """Return the columns that are live and go, or are of another type: those who use them are told
    before (OPEN-42). New columns break nothing."""
    before = live.measured.fields if live and live.measured else ()
    after = coming.measured.fields if coming.measured else ()
    return tuple(each.name for each in before if each not in after)
