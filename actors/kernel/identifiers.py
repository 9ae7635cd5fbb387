"""Names of people, and numbers of people, organisations, places and projects: shape, check digit,
plausibility.

Standards: GB 11643-1999 (resident ID), GB 32100-2015 (unified social credit code), GB 11714
(organisation code), GB/T 2260 (divisions), GB/T 40058-2021 (investment projects).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec
from stdnum.cn.ric import calc_check_digit as resident_check_digit
from stdnum.cn.uscc import calc_check_digit as credit_check_digit

from actors.kernel.errors import Reason

Divisions = Mapping[str, tuple[tuple[int, int | None], ...]]
"""Division code -> years (first, last or None while in use) in which it was in force."""

KINDS = (
    "resident_id",
    "credit_code",
    "mobile",
    "division",
    "project",
    "person_name",
    "code",
)

_FIRST_NUMBERS = 1984  # resident IDs were first given out; older people have a code of that year
_OLDEST = 150  # years
_CREDIT = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}")  # without I O Z S V
_PROJECT = re.compile(
    r"(?:[0-9]{2}(?:0[1-9]|1[0-2])|20[0-9]{2})-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{5}[0-9A-Z]"
)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_CATEGORIES = {"9": "123", "N": "1239"}  # registration authorities with a closed list
_WHOLE_COUNTRY = "100000"  # registered by a ministry
_LONGEST_NAME = 60  # characters
_JOINERS = frozenset("\u200c\u200d")  # part of how some scripts are written
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0")  # letters, and nothing to be seen of them
_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_RESIDENT_ABROAD = ("81", "82", "83")  # residence permits: Hong Kong, Macao, Taiwan


@dataclass(frozen=True)
class DivisionRegister:
    """The years in which every division code was in force, and the name that it has now."""

    years: Divisions
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    def title(self, code: str) -> str:
        """Return the names on the way to `code`, one after the other; a code that nobody knows is
        its own name."""
        return "".join(self.way(code)) or code

    def way(self, code: str) -> tuple[str, ...]:
        """Return the names on the way to `code`, the province's first; nothing for a code that
        nobody knows."""
        steps = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code[:6]))
        return tuple(self.names[step] for step in steps if step in self.names)


class Findings(msgspec.Struct, frozen=True):
    """What a check found: `errors` refuse the number, `warnings` are for a clerk's eye."""

    errors: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the number may be used."""
        return not self.errors


def check(
    kind: str, number: str, *, today: date, divisions: Divisions, field: str = ""
) -> Findings:
    """Check `number` as `kind`, one of `KINDS`. Of a "code" only the schema of the form knows more
    than that it is one.

    `today` is the local date, `field` the JSON pointer that the reasons name.

    Raises:
        KeyError: there is no check of that name; a loaded item never asks for one.
    """
    match kind:
        case "resident_id":
            return resident_id(number, today=today, divisions=divisions, field=field)
        case "credit_code":
            return credit_code(number, divisions=divisions, field=field)
        case "mobile":
            return mobile(number, field=field)
        case "division":
            return division(number, today=today, divisions=divisions, field=field)
        case "project":
            return project_code(number, field=field)
        case "person_name":
            return person_name(number, field=field)
        case "code":
            return Findings()
        case _:
            raise KeyError(kind)


def resident_id(number: str, *, today: date, divisions: Divisions, field: str = "") -> Findings:
    """Check a resident ID number (公民身份号码), residence permits 81/82/83 included.

    The division is looked up at the year of birth (1984 for older people, when the first numbers
    were given out); one that is unknown is a warning, because people keep the codes of divisions
    that are no more.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _error("resident_id.shape", field)
    errors: list[Reason] = []
    if resident_check_digit(number) != number[-1]:
        errors.append(Reason("resident_id.check_digit", field))
    born = birth_date(number)
    if born is None:
        errors.append(Reason("resident_id.birth_date", field))
    elif born > today:
        errors.append(Reason("resident_id.birth_in_future", field))
    elif age(born, today) >= _OLDEST:
        errors.append(Reason("resident_id.too_old", field))
    if errors or born is None:
        return Findings(tuple(errors))
    code = number[:6]
    if code[:2] in _RESIDENT_ABROAD or _in_force(code, max(born.year, _FIRST_NUMBERS), divisions):
        return Findings()
    return Findings(warnings=(Reason("resident_id.division_unknown", field, {"division": code}),))


def birth_date(number: str) -> date | None:
    """Return the birth date within a resident ID number of 18 characters; None if there is no such
    day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_womans(number: str) -> bool:
    """Tell whether a resident ID number of 18 characters is a woman's: its order code is even."""
    return int(number[16]) % 2 == 0


def age(born: date, today: date) -> int:
    """Return full years of age; a birthday on 29 February comes on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def credit_code(number: str, *, divisions: Divisions, field: str = "") -> Findings:
    """Check a unified social credit code (统一社会信用代码) of any registration authority, village
    collectives (N) included.

    Wrong check digits, a category that the standard does not list and a division that was never in
    force are warnings: registries have given out such codes, and they are on the licences."""
    if not _CREDIT.fullmatch(number) or not re.fullmatch(r"[0-9]{6}", number[2:8]):
        return _error("credit_code.shape", field)
    if number[0] not in "123456789ANY":
        return Findings((Reason("credit_code.authority", field, {"authority": number[0]}),))
    warnings: list[Reason] = []
    if organisation_check_digit(number[8:16]) != number[16]:
        warnings.append(Reason("credit_code.organisation_check_digit", field))
    if credit_check_digit(number[:17]) != number[17]:
        warnings.append(Reason("credit_code.check_digit", field))
    if number[1] not in _CREDIT_CATEGORIES.get(number[0], number[1]):
        warnings.append(Reason("credit_code.category_unknown", field, {"category": number[:2]}))
    code = number[2:8]
    if code != _WHOLE_COUNTRY and code not in divisions:
        warnings.append(Reason("credit_code.division_unknown", field, {"division": code}))
    return Findings(warnings=tuple(warnings))


def organisation_check_digit(body: str) -> str:
    """Return the check character of an organisation code's eight characters (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[(11 - total % 11)]


def mobile(number: str, *, field: str = "") -> Findings:
    """Check a mobile number of the mainland: eleven digits, 13 to 19 first."""
    return Findings() if re.fullmatch(r"1[3-9][0-9]{9}", number) else _error("mobile.shape", field)


def division(number: str, *, today: date, divisions: Divisions, field: str = "") -> Findings:
    """Check a division code: 6 digits (GB/T 2260), or 9 or 12 of the statistical codes below it.
    One that is not in force today is a warning."""
    if not re.fullmatch(r"[1-9][0-9]{5}(?:[0-9]{3}){0,2}", number):
        return _error("division.shape", field)
    if _in_force(number[:6], today.year, divisions):
        return Findings()
    return Findings(warnings=(Reason("division.unknown", field, {"division": number[:6]}),))


def project_code(number: str, *, field: str = "") -> Findings:
    """Check the shape of an investment project code (项目代码), 24 characters: `YYMM-RRRRRR-DD-TT-
    NNNNNC` or the older `YYYY-RRRRRR-II-TT-NNNNNN`. Its check character's rule is not public: the
    central platform is to be asked."""
    return Findings() if _PROJECT.fullmatch(number) else _error("project.shape", field)


def person_name(name: str, *, field: str = "") -> Findings:
    """Check the name of a person: up to 60 characters of any script, one of which can be seen; no
    control characters and no marks that turn the order of writing."""
    if len(name) > _LONGEST_NAME:
        return Findings((Reason("name.too_long", field, {"limit": str(_LONGEST_NAME)}),))
    if has_controls(name):
        return _error("name.control", field)
    categories = {unicodedata.category(sign) for sign in set(name) - _JOINERS - _BLANKS}
    # "Co", "Cn": rare characters of registers, and those that a later Unicode knows
    visible = any(each[0] in "LN" or each in ("Co", "Cn") for each in categories)
    return Findings() if visible else _error("name.empty", field)


def has_controls(text: str) -> bool:
    """Tell whether `text` holds characters that nobody sees and that change how it is read: ends of
    lines, controls, marks that turn the order of writing. Joiners are part of some scripts."""
    return any(unicodedata.category(sign) in _CONTROLS for sign in set(text) - _JOINERS)


def mask_name(name: str) -> str:
    """Return the first character of a name and a star for each other: 张*; of a name of one
    character a star only."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_number(number: str) -> str:
    """Return an ID number or phone number with its first 3 and last 4 characters; stars between.
    A number too short to hide anything that way is stars only."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def _error(code: str, field: str) -> Findings:
    return Findings((Reason(code, field),))


def _in_force(code: str, year: int, divisions: Divisions) -> bool:
    return any(
        first <= year and (last is None or year <= last) for first, last in divisions.get(code, ())
    )
