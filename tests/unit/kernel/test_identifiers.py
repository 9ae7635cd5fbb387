"""Identifiers: what GB 11643, GB 32100 and GB 11714 accept, and what a clerk is only warned of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.kernel import identifiers
from actors.kernel.errors import Reason
from actors.kernel.identifiers import Findings, birth_date, check, mask_name, mask_number
from actors.place.divisions.load import load_divisions

DIVISIONS = load_divisions()
TODAY = date(2026, 11, 23)
IN_USE = sorted(code for code, spans in DIVISIONS.items() if spans[-1][1] is None)
COUNTIES = [code for code in IN_USE if not code.endswith("00")]
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def gb11643(first_17: str) -> str:
    """The rule as printed in the standard: weights, modulo 11, table."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(first_17, weights, strict=True))
    return first_17 + "10X98765432"[total % 11]


def gb11714(first_8: str) -> str:
    """The rule as printed in the standard, letters being 10 to 35."""
    values = [ord(c) - 48 if c.isdigit() else ord(c) - 55 for c in first_8]
    total = sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    rest = 11 - total % 11
    return first_8 + {10: "X", 11: "0"}.get(rest, str(rest))


def gb32100(first_17: str) -> str:
    """The rule as printed in the standard: powers of 3 modulo 31."""
    total = sum(CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return first_17 + CREDIT_ALPHABET[-total % 31]


def resident(number: str, today: date = TODAY) -> Findings:
    return identifiers.resident_id(number, today=today, divisions=DIVISIONS, field="/id")


def credit(number: str) -> Findings:
    return identifiers.credit_code(number, divisions=DIVISIONS, field="/code")


def codes(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.code for reason in reasons]


births = st.dates(date(1900, 1, 1), TODAY)
resident_ids = st.builds(
    lambda code, born, order: gb11643(f"{code}{born:%Y%m%d}{order:03d}"),
    st.sampled_from(COUNTIES),
    births,
    st.integers(1, 999),
)
credit_codes = st.builds(
    lambda kind, code, body: gb32100(kind + code + gb11714(body)),
    st.sampled_from(["11", "12", "21", "31", "52", "91", "92", "93", "A1", "N1", "N2", "N3", "Y1"]),
    st.sampled_from(COUNTIES),
    st.text(CREDIT_ALPHABET, min_size=8, max_size=8),
)


@given(resident_ids)
def test_every_number_built_by_the_standard_is_accepted(number: str) -> None:
    assert resident(number).accepted


@given(resident_ids, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_changed_character_of_a_resident_id_is_refused(
    number: str, place: int, other: str
) -> None:
    changed = number[:place] + other + number[place + 1 :]

    assert resident(changed).accepted == (changed == number)


@given(resident_ids, st.integers(0, 16))
def test_two_neighbours_swapped_are_refused(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert resident(swapped).accepted == (swapped == number)


def test_a_child_of_any_county_in_use_has_a_number_without_a_warning() -> None:
    assert len(COUNTIES) == 2846
    found = {code: resident(gb11643(f"{code}20260101001")) for code in COUNTIES}

    assert {code for code, findings in found.items() if findings != Findings()} == set()


@pytest.mark.parametrize("code", ["330113", "330114", "230110", "230382", "420704", "632324"])
def test_districts_that_other_software_rejects_or_crashes_on_are_accepted(code: str) -> None:
    assert resident(gb11643(f"{code}20240229018")) == Findings()


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan_are_accepted(prefix: str) -> None:
    assert resident(gb11643(f"{prefix}19900101001")) == Findings()


def test_a_division_that_is_no_more_belongs_to_whoever_was_born_in_its_time() -> None:
    assert resident(gb11643("11010319850607123")) == Findings()  # 崇文区, until 2010
    assert resident(gb11643("11010319500607123")) == Findings()
    later = resident(gb11643("11010320150607123"))
    assert later.accepted
    assert later.warnings == (
        Reason("resident_id.division_unknown", "/id", {"division": "110103"}),
    )


def test_an_unknown_division_is_a_warning_and_not_a_refusal() -> None:
    found = resident(gb11643("99999919900101001"))

    assert found.accepted
    assert codes(found.warnings) == ["resident_id.division_unknown"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (gb11643("44060620990101001"), "resident_id.birth_in_future"),
        (gb11643("44060620261124001"), "resident_id.birth_in_future"),
        (gb11643("44060620230229001"), "resident_id.birth_date"),
        (gb11643("44060620231301001"), "resident_id.birth_date"),
        (gb11643("44060600000101001"), "resident_id.birth_date"),
        (gb11643("44060618761123001"), "resident_id.too_old"),
        (gb11643("44060619900101001")[:-1], "resident_id.shape"),
        ("", "resident_id.shape"),
        ("44060619900101001x", "resident_id.shape"),
        ("４４０６０６１９９００１０１００１１", "resident_id.shape"),
        ("440606199001010011\n", "resident_id.shape"),
        ("440606900101001", "resident_id.shape"),
    ],
)
def test_what_no_person_can_have_is_refused_by_name(number: str, code: str) -> None:
    assert resident(number).errors == (Reason(code, "/id"),)


def test_every_reason_is_told_at_once() -> None:
    right = gb11643("44060620990101001")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")

    assert codes(resident(wrong).errors) == [
        "resident_id.check_digit",
        "resident_id.birth_in_future",
    ]


def test_born_today_and_almost_150_years_old_are_people_too() -> None:
    assert resident(gb11643(f"440606{TODAY:%Y%m%d}001")).accepted
    assert resident(gb11643("44060618761124001")).accepted


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2000, 6, 1), date(2018, 5, 31), 17),
        (date(2000, 6, 1), date(2018, 6, 1), 18),
    ],
)
def test_age_is_counted_in_full_years(born: date, today: date, years: int) -> None:
    assert identifiers.age(born, today) == years


@given(births)
def test_the_birth_date_is_read_from_the_number(born: date) -> None:
    assert birth_date(gb11643(f"440606{born:%Y%m%d}001")) == born


@given(credit_codes)
def test_every_credit_code_built_by_the_standard_is_accepted(number: str) -> None:
    assert credit(number) == Findings()


@given(credit_codes, st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_any_single_changed_character_of_a_credit_code_is_noticed(
    number: str, place: int, other: str
) -> None:
    changed = number[:place] + other + number[place + 1 :]

    assert (credit(changed) == Findings()) == (changed == number)


def test_published_credit_codes_are_accepted() -> None:
    assert credit("91110000600037341L") == Findings()
    assert credit("91350100M000100Y43").errors == ()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("91110000600037341I", "credit_code.shape"),
        ("9111000060003734", "credit_code.shape"),
        ("91A10000600037341L", "credit_code.shape"),
        ("91110000600037341l", "credit_code.shape"),
        (gb32100("B1" + "440606" + gb11714("60003734")), "credit_code.authority"),
    ],
)
def test_a_credit_code_with_one_mistake_is_refused_by_name(number: str, code: str) -> None:
    assert codes(credit(number).errors) == [code]


@pytest.mark.parametrize(
    ("number", "warnings"),
    [
        (gb32100("91" + "440606" + "600037342"), ["credit_code.organisation_check_digit"]),
        ("91110000600037341A", ["credit_code.check_digit"]),
    ],
)
def test_a_code_that_a_registry_gave_out_with_a_wrong_check_digit_is_left_to_the_clerk(
    number: str, warnings: list[str]
) -> None:
    assert credit(number).accepted
    assert codes(credit(number).warnings) == warnings


def test_what_the_standard_does_not_list_is_a_warning_for_credit_codes() -> None:
    odd = credit(gb32100("94" + "999999" + gb11714("60003734")))

    assert odd.accepted
    assert codes(odd.warnings) == ["credit_code.category_unknown", "credit_code.division_unknown"]
    assert credit(gb32100("91" + "100000" + gb11714("60003734"))) == Findings()


@pytest.mark.parametrize("number", ["13800138000", "19912345678"])
def test_mobile_numbers_of_the_mainland_are_accepted(number: str) -> None:
    assert identifiers.mobile(number) == Findings()


@pytest.mark.parametrize("number", ["12800138000", "1380013800", "138001380000", "+8613800138000"])
def test_other_numbers_are_no_mobile_numbers(number: str) -> None:
    assert codes(identifiers.mobile(number, field="/phone").errors) == ["mobile.shape"]


@pytest.mark.parametrize(
    ("number", "errors", "warnings"),
    [
        ("440606", [], []),
        ("440606101", [], []),
        ("440606101001", [], []),
        ("110103", [], ["division.unknown"]),
        ("440606101001999", ["division.shape"], []),
        ("044060", ["division.shape"], []),
        ("4406", ["division.shape"], []),
    ],
)
def test_division_codes(number: str, errors: list[str], warnings: list[str]) -> None:
    found = identifiers.division(number, today=TODAY, divisions=DIVISIONS)

    assert (codes(found.errors), codes(found.warnings)) == (errors, warnings)


@pytest.mark.parametrize(
    ("number", "accepted"),
    [
        ("2401-440606-04-01-123456", True),
        ("2401-440606-04-01-12345A", True),
        ("2016-440606-78-03-801234", True),
        ("2413-440606-04-01-123456", False),
        ("2400-440606-04-01-123456", False),
        ("2401440606040112345678", False),
        ("2401-440606-04-01-1234567", False),
    ],
)
def test_project_codes_have_their_shape(number: str, accepted: bool) -> None:
    assert identifiers.project_code(number).accepted == accepted


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("resident_id", gb11643("44060620100101001"), "1"),
        ("credit_code", "91110000600037341L", "1"),
        ("mobile", "13800138000", "1"),
        ("division", "440606", "1"),
        ("project", "2401-440606-04-01-123456", "1"),
    ],
)
def test_every_check_can_be_asked_for_by_name(kind: str, right: str, wrong: str) -> None:
    assert check(kind, right, today=TODAY, divisions=DIVISIONS) == Findings()
    refused = check(kind, wrong, today=TODAY, divisions=DIVISIONS, field="/x")
    assert [(r.code, r.field) for r in refused.errors] == [(f"{kind}.shape", "/x")]
    assert kind in identifiers.KINDS


def test_a_code_and_a_name_are_asked_for_by_name_too() -> None:
    assert check("code", "?", today=TODAY, divisions=DIVISIONS) == Findings()
    assert not check("person_name", "", today=TODAY, divisions=DIVISIONS).accepted
    assert {"code", "person_name"} <= set(identifiers.KINDS)


def test_a_check_that_there_is_not_is_a_mistake_of_the_item() -> None:
    with pytest.raises(KeyError):
        check("passport", "1", today=TODAY, divisions=DIVISIONS)


@pytest.mark.parametrize(
    "name",
    [
        "张",
        "𪚥",
        "ꆈꌠ",
        "བསྟན་འཛིན་རྒྱ་མཚོ",
        "阿卜杜拉·买买提",
        "ئابدۇللا\u200cجان",
        "\ue000",  # as some registers write a rare character
        "长" * 60,
    ],
)
def test_whoever_has_a_name_may_write_it(name: str) -> None:
    assert identifiers.person_name(name) == Findings()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name.empty"),
        ("·", "name.empty"),
        ("\u3164", "name.empty"),
        ("\u200d", "name.empty"),
        ("张\u202e三", "name.control"),
        ("张\n三", "name.control"),
        ("张\0", "name.control"),
        ("长" * 61, "name.too_long"),
    ],
)
def test_what_is_no_name_is_refused(name: str, code: str) -> None:
    assert codes(identifiers.person_name(name, field="/name").errors) == [code]


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("欧阳娜娜", "欧***"), ("张", "*"), ("", "")]
)
def test_of_a_name_the_first_character_is_shown(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("440606199001010011", "440***********0011"),
        ("13800138000", "138****8000"),
        ("12345678", "123*5678"),
        ("1234567", "*******"),
        ("", ""),
    ],
)
def test_of_a_number_the_ends_are_shown(number: str, shown: str) -> None:
    assert mask_number(number) == shown


def test_the_divisions_are_read_with_their_years() -> None:
    assert DIVISIONS["110103"] == ((1981, 2010),)
    assert DIVISIONS["330113"] == ((2021, None),)
    assert DIVISIONS["120110"] == ((1981, 1992), (1992, None))  # 东郊区, then 东丽区
