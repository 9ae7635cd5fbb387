"""To whom an organ may write (行文关系): 党政机关公文处理工作条例 Art. 13 to 15."""

from collections.abc import Sequence

from actors.blocks.organisation.units import Organisation
from actors.kernel.errors import Reason, Refusal
from actors.systems.collaborative_office import roles
from actors.systems.collaborative_office.profile import profile

REQUEST, REPORT = "request", "report"


def level_of(organisation: Organisation, organ: str, other: str) -> str:
    """Return where a unit stands to an organ: "parent", "peer", "child", or "" for anything further
    away, above or below."""
    mine, its = organisation.unit(organ), organisation.unit(other)
    if other == mine.superior:
        return "parent"
    if its.superior == organ:
        return "child"
    return "peer" if its.superior == mine.superior and other != organ else ""


def require_addressed(
    organisation: Organisation, organ: str, kind: str, main: Sequence[str], copies: Sequence[str]
) -> None:
    """Check the kind of a document and to whom it goes. A request (请示) goes to one organ,
    the next above: Art. 15.

    Raises:
        Refusal: a kind or a unit that there is not, a unit named twice, one too far away, or a
            request to two or past the next level.
    """
    if kind not in profile().kinds:
        raise Refusal(Reason("official_document.kind_unknown", "/genre"))
    reasons: list[Reason] = []
    if kind == REQUEST and len(main) > 1:
        reasons.append(Reason("official_document.one_recipient", "/main"))
    if len({*main, *copies}) < len(main) + len(copies):
        reasons.append(Reason("official_document.named_twice", "/copies"))
    for field, units in (("/main", main), ("/copies", copies)):
        for unit in units:
            level = level_of(organisation, organ, unit)
            if kind == REQUEST and field == "/main" and level != "parent":
                reasons.append(Reason("official_document.skips_a_level", field))
            elif level not in profile().levels:
                reasons.append(Reason("official_document.too_far", field, {"unit": unit}))
    if reasons:
        raise Refusal(*dict.fromkeys(reasons))


def handling_units(organisation: Organisation, organ: str) -> tuple[str, ...]:
    """Return the units that handle what comes to `organ` and do what it orders: itself and those
    next below it, of which somebody handles documents."""
    held = {
        unit
        for member in organisation.staff.values()
        for unit in (member.unit, *member.further)
        if member.holds(roles.HANDLER, unit)
    }
    return tuple(
        code
        for code, unit in organisation.units.items()
        if code in held and organ in (code, unit.superior)
    )
