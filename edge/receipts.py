"""What is printed after an application. No personal data: paper is left lying about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from actors.blocks.cases.items import ServiceItem
from actors.kernel.deadlines import CHINA
from actors.kernel.errors import Reason
from edge.devices.escpos import Code, Feed, Line, Part
from edge.screens.words import words


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is known of an application when its receipt is printed. `number` is empty while the
    platform has not answered."""

    provisional: str
    item: str
    at: datetime
    number: str = ""
    refused: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> "Told":
        """Read the arguments of the order `print_receipt`.

        Raises:
            KeyError, ValueError: they are not such arguments.
        """
        return cls(
            provisional=str(arguments["provisional"]),
            item=str(arguments["item"]),
            at=datetime.fromisoformat(str(arguments["at"])).astimezone(UTC),
            number=str(arguments.get("number", "")),
            refused=msgspec.convert(arguments.get("refused", ()), tuple[Reason, ...]),
        )


def parts(told: Told, item: ServiceItem | None, terminal: str) -> list[Part]:
    """Return the parts of the receipt: official, provisional, or of a refusal."""
    kind = "refused" if told.refused else "official" if told.number else "provisional"
    zh, en = words("receipt_zh"), words("receipt_en")
    title = item.title if item is not None else None
    out: list[Part] = [
        Line(zh[f"title_{kind}"], 2, "centre"),
        Line(en[f"title_{kind}"], align="centre"),
        Feed(),
    ]
    if told.number:
        out += [Line(f"{zh['number']} {en['number']}"), Line(told.number)]
    if told.provisional:
        out.append(Line(f"{zh['provisional']} {told.provisional}"))
    out.append(Line(f"{zh['item']} {title.zh if title else told.item}"))
    if title is not None:
        out.append(Line(title.en))
    out.append(Line(f"{zh['at']} {told.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"))
    if terminal:
        out.append(Line(f"{zh['terminal']} {terminal}"))
    out += [Feed(), Line(zh[f"next_{kind}"]), Line(en[f"next_{kind}"])]
    if not told.refused:
        out += [Feed(), Code(told.number or told.provisional)]
    return [*out, Feed(2)]
