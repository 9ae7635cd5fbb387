"""What a value looks like to whoever need not know it (脱敏)."""

from typing import Literal

from actors.kernel.identifiers import mask_name, mask_number

Extent = Literal["all", "numbers", "nothing"]
"""Everything is masked; identifiers are, as for whoever decides about a candidate; nothing is."""
_NUMBERS = ("id_number", "mobile")
_OF_AN_ADDRESS = 6  # characters that stay: the district


def masked(attribute: str, value: str, extent: Extent = "all") -> str:
    """Return `value` of an attribute, masked as far as `extent` says."""
    if extent == "nothing" or not value:
        return value
    if attribute in _NUMBERS:
        return mask_number(value)
    if extent == "numbers":
        return value
    match attribute:
        case "name":
            return mask_name(value)
        case "birth_date":
            return f"{value[:4]}-**-**"
        case "address":
            return value[:_OF_AN_ADDRESS] + "*" * len(value[_OF_AN_ADDRESS:])
        case _:
            return value
