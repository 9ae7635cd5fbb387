"""The words of others (受控词表) for what stewards choose from: licences, cycles, domains."""

from collections.abc import Mapping
from typing import NamedTuple

EU = "http://publications.europa.eu/resource/authority/"
ADMS = "http://purl.org/adms/"


class Licence(NamedTuple):
    """A licence (许可): its name, where it stands, and which sort it is by ADMS."""

    title: str
    address: str
    sort: str


class Concept(NamedTuple):
    """An entry `code` of a list of terms, and what it is called."""

    code: str
    zh: str
    en: str


LICENCES: Mapping[str, Licence] = {
    "CC-BY-4.0": Licence(
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Attribution",
    ),
    "CC0-1.0": Licence(
        "Creative Commons Zero 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "PublicDomain",
    ),
}
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FREQUENCIES: Mapping[str, Concept] = {
    "daily": Concept("DAILY", "每日", "daily"),
    "weekly": Concept("WEEKLY", "每周", "weekly"),
    "monthly": Concept("MONTHLY", "每月", "monthly"),
    "quarterly": Concept("QUARTERLY", "每季度", "quarterly"),
    "yearly": Concept("ANNUAL", "每年", "annual"),
    "irregular": Concept("IRREG", "不定期", "irregular"),
}
"""Cycles in the words of the EU's list of frequencies."""
_ECONOMY = Concept("ECON", "经济与金融", "Economy and finance")
_GOVERNMENT = Concept("GOVE", "政府与公共部门", "Government and public sector")
_SOCIETY = Concept("SOCI", "人口与社会", "Population and society")
DATA_THEMES: Mapping[str, Concept] = {
    "macro_control": _ECONOMY,
    "market_supervision": _ECONOMY,
    "social_governance": _SOCIETY,
    "public_services": _GOVERNMENT,
    "credit": _ECONOMY,
    "departmental": _GOVERNMENT,
    "knowledge": _GOVERNMENT,
}
"""The nearest theme of the EU's list for each domain."""
