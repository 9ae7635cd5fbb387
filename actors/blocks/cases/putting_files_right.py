"""Files of a case that are put right (更正, PIPL Art. 46): the right one takes the place of the one
that was handed in by mistake, and both stay."""

from collections.abc import Iterator

from msgspec.structs import replace

from actors.blocks.accounts.putting_right import tell
from actors.blocks.accounts.state import Replaced
from actors.blocks.cases.basis import Basis
from actors.blocks.cases.commands import PutFileRight
from actors.blocks.cases.events import FilePutRight
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.materials import each_fault, given
from actors.blocks.cases.parts import Change, PastFile
from actors.blocks.cases.state import CaseState, Material
from actors.kernel.errors import Reason
from actors.kernel.turn import Turn

_MATERIALS = "/materials/"
_DIGITS = 64  # of a digest in hex
_BY_HAND = ("upload", "scan", "earlier")  # what organs made is put right by them, in the original


def is_file(part: str) -> bool:
    """Tell whether `part`, a JSON pointer into a record, leads to a file."""
    return part.startswith(_MATERIALS)


def file_parts(state: CaseState) -> Iterator[tuple[str, Material]]:
    """Yield the files that can be put right, each with its part: "/materials/lease/1" is the first
    file of the material "lease". There are none before the case was decided or has ended: until
    then a correction (补正) is asked for in the case itself."""
    if not is_over(state) or state.restricted:
        return
    counts: dict[str, int] = {}
    for each in state.materials:
        counts[each.name] = counts.get(each.name, 0) + 1
        if each.sha256 and each.source in _BY_HAND:
            yield f"{_MATERIALS}{each.name}/{counts[each.name]}", each


def is_over(state: CaseState) -> bool:
    """Tell whether the case was decided, or has ended otherwise."""
    return state.decided_at is not None or (state.closed_at is not None and bool(state.number))


def file_at(state: CaseState, part: str) -> Material | None:
    """Return the file that `part` leads to, None where there is none that can be put right."""
    return dict(file_parts(state)).get(part)


def file_said(file: Material) -> str:
    """Return what a record says where it has `file`: the name and the digest."""
    return f"{file.file_name or file.name} · SHA-256 {file.sha256}"


def digest_said(text: str) -> str:
    """Return the digest in what a record was said to say of a file, "" where there is none."""
    last = text.rpartition(" ")[2]
    return last if len(last) == _DIGITS else ""


def right_file(item: ServiceItem, materials: tuple[Material, ...]) -> Material:
    """Return the file that came as the right one with an application for `item`; one without a
    digest where there is none."""
    name = item.corrects.file if item.corrects else ""
    return next(iter(given(materials, name)), Material(name=name))


def file_faults(
    state: CaseState, part: str, file: Material, item: ServiceItem
) -> tuple[Reason, ...]:
    """Return what is wrong with `file` in the place of the one at `part` of the case, which is of
    `item`, each at the part: it is as good as one that the material takes, and another."""
    before = file_at(state, part)
    if before is None:
        return (Reason("put_right.no_such_part", part),)
    if not file.sha256 or file.source not in _BY_HAND:
        return (Reason("material.no_file", part),)
    if file.sha256 in {each.sha256 for each in given(state.materials, before.name)}:
        return (Reason("put_right.same_file", part),)
    found = each_fault(item, (replace(file, name=before.name),))
    return tuple(replace(each, field=part) for each in found)


def put_file_right(turn: Turn[CaseState], command: PutFileRight, basis: Basis) -> None:
    """Put the right file in the place of another, and tell the applicant. Nothing changes where the
    record is another's or another unit's, is restricted, has another file there by now, or the file
    is none that the material takes. That it is archived (归档) hinders nothing: the law's own
    writes go into archives, too, and both files stay."""
    state, part = turn.state, command.part
    before = file_at(state, part)
    done = (
        before is not None
        and before.sha256 == command.was  # nothing else stands there by now
        and state.applicant is not None
        and state.applicant.account == command.account
        and state.unit == command.unit
        and not file_faults(state, part, command.file, basis.item)
    )
    if done and before is not None:
        turn.emit(
            FilePutRight(
                at=turn.now,
                part=part,
                before=before,
                after=replace(command.file, name=before.name),
                unit=command.unit,
                basis=command.basis,
            )
        )
    tell(turn, "case", command.account, command.basis, done=done)


def with_file(state: CaseState, event: FilePutRight) -> CaseState:
    """Return the case with the right file; what was there before stays with it."""
    places = [n for n, each in enumerate(state.materials) if each.name == event.before.name]
    at = places[int(event.part.rpartition("/")[2]) - 1]
    said = file_said(event.before)
    one = Replaced(
        at=event.at, part=event.part, before=said, after=file_said(event.after), basis=event.basis
    )
    past = PastFile(file=event.before, part=event.part, until=event.at, basis=event.basis)
    mark = Change(field=event.part, at=event.at, by="officer", why="put_right", before=said)
    return replace(
        state,
        materials=(*state.materials[:at], event.after, *state.materials[at + 1 :]),
        put_right=(*state.put_right, one),
        past_files=(*state.past_files, past),
        changes=(*state.changes, mark),
    )
