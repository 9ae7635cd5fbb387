"""Who applies for what, when, where and with which answers: the applications of a year, by chance.

The pattern is that of a city hall: few on Sundays and holidays and those online, most on Monday
and in the morning, a break at noon at the window, none of it at night.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, cast

from actors.blocks.cases import materials
from actors.blocks.cases.applicants import example_on, form_faults
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.items import ServiceItem
from actors.blocks.cases.sample.files import SampleFile
from actors.blocks.cases.sample.people import company, mobile, person
from actors.blocks.cases.state import Applicant, Material
from actors.blocks.organisation.units import Organisation
from actors.kernel.calendar import Calendar
from actors.kernel.deadlines import CHINA, local_day
from actors.kernel.library import Library

YEAR = timedelta(days=365)
_CHANNELS = {"web": 52, "window": 30, "kiosk": 8, "mobile": 10}  # share, of those an item has
_ONLINE_HOURS = (0, 0, 0, 0, 0, 0, 1, 2, 6, 10, 10, 8, 6, 6, 8, 8, 7, 6, 4, 5, 6, 6, 4, 1)
_WINDOW_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 3, 10, 9, 6, 0, 0, 4, 8, 7, 3, 0, 0, 0, 0, 0, 0)
_WEEKDAYS = (1.25, 1.1, 1.0, 1.0, 0.9, 1.0, 1.0)  # Monday first; a made-up Saturday is a normal day
_CLOSED = 0.12  # of a normal day, all online
_PROMISED = 0.05  # of the materials that may follow (容缺)
_KNOWN = 0.03  # of the applications come from the city's demonstration people
_HAS_ACCOUNT = 0.4  # of those who come to a window or a kiosk


@dataclass(frozen=True, kw_only=True)
class Filing:
    """One application to come: `at` is when it is sent, `chance` decides all that follows."""

    id: str
    at: datetime
    item: ServiceItem
    channel: str
    place: str
    chance: Random

    @property
    def day(self) -> date:
        """The local day on which it is sent, which its number names."""
        return local_day(self.at)


def plan(library: Library, *, cases: int, seed: int, until: datetime) -> list[Filing]:
    """Return `cases` applications of the year before `until`, in the order in which they come.

    Each has its own chance, drawn from `seed` and its number alone.
    """
    items = library[Catalogue].current_items()
    kiosks = tuple(
        p.code for p in library[Organisation].places.values() if p.level in ("district", "town")
    )
    first = until - YEAR
    days = [local_day(first) + timedelta(days=number) for number in range(YEAR.days + 1)]
    weights = [_weight(library, day) for day in days]
    demand = Random(f"{seed}/demand")
    popularity = [demand.uniform(0.4, 2.0) * _pull(item) for item in items]
    filings: list[Filing] = []
    for number in range(cases):
        chance = Random(f"{seed}/{number}")
        (item,) = chance.choices(items, popularity)
        at, channel = until, ""
        while not first <= at < until:
            (day,) = chance.choices(days, weights)
            at, channel = _moment(chance, library, item, day)
        place = chance.choice(kiosks)
        identity = f"sample-{seed}-{number}"
        filings.append(
            Filing(id=identity, at=at, item=item, channel=channel, place=place, chance=chance)
        )
    return sorted(filings, key=lambda filing: (filing.at, filing.id))


def applicant_of(filing: Filing, library: Library, known: Sequence[Applicant] = ()) -> Applicant:
    """Return who applies: one of the `known` now and then, else somebody invented."""
    chance, item = filing.chance, filing.item
    kind = chance.choice(item.audience)
    mine = [each for each in known if each.kind == kind]
    if mine and chance.random() < _KNOWN and filing.channel in ("web", "mobile"):
        return chance.choice(mine)
    online = filing.channel in ("web", "mobile")
    account = filing.id if online or chance.random() < _HAS_ACCOUNT else ""
    districts = [p.code[:6] for p in library[Organisation].places.values() if p.level == "district"]
    if kind == "legal":
        return company(chance, districts, account)
    return person(chance, districts, filing.day, account)


def answers_of(filing: Filing, library: Library, applicant: Applicant) -> dict[str, Any]:
    """Return answers to the item's form: its example, varied as far as its rules allow."""
    item, chance = filing.item, filing.chance
    rules = library[Catalogue].form(item)
    example = example_on(item, library, filing.day)
    for boldness in (1.0, 0.3, 0.0):
        answers = rules.clean(_varied(item, example, chance, applicant, boldness))
        if not form_faults(answers, applicant, item, library, filing.day):
            return answers
    return example


def materials_of(
    filing: Filing, answers: Mapping[str, Any], files: Sequence[SampleFile]
) -> tuple[Material, ...]:
    """Return the materials that the answers ask for; some are only promised."""
    wanted = set(materials.required(filing.item, answers))
    return tuple(
        _material(filing, spec.name, spec.sources, spec.formats, files)
        for spec in filing.item.materials
        if spec.name in wanted
    )


def supplied(
    filing: Filing, names: Sequence[str], files: Sequence[SampleFile]
) -> tuple[Material, ...]:
    """Return what was promised under `names`, handed in now."""
    specs = {spec.name: spec for spec in filing.item.materials}
    return tuple(_material(filing, name, ("upload",), specs[name].formats, files) for name in names)


def _material(
    filing: Filing,
    name: str,
    sources: Sequence[str],
    formats: Sequence[str],
    files: Sequence[SampleFile],
) -> Material:
    chance = filing.chance
    if "promise" in sources and len(sources) > 1 and chance.random() < _PROMISED:
        return Material(name=name, source="promise")
    if "licence_store" in sources and (len(sources) == 1 or chance.random() < 0.7):
        return Material(name=name, source="licence_store")
    file = next(file for file in files if file.ending in formats)
    return Material(
        name=name,
        source="scan" if filing.channel == "window" else "upload",
        file_name=f"{name}.{file.ending}",
        sha256=file.sha256,
        bytes=file.bytes,
        media_type=file.media_type,
    )


def _weight(library: Library, day: date) -> float:
    return _WEEKDAYS[day.weekday()] if library[Calendar].is_open(day) else _CLOSED


def _pull(item: ServiceItem) -> float:
    """Return how much more an item is asked for: what concerns people rather than projects."""
    return 3.0 if item.handling == "instant" else 2.0 if "natural" in item.audience else 0.6


def _moment(chance: Random, library: Library, item: ServiceItem, day: date) -> tuple[datetime, str]:
    channels = [channel for channel in _CHANNELS if channel in item.channels]
    if not library[Calendar].is_open(day):
        channels = [channel for channel in channels if channel != "window"] or channels
    (channel,) = chance.choices(channels, [_CHANNELS[channel] for channel in channels])
    hours = _WINDOW_HOURS if channel == "window" else _ONLINE_HOURS
    (hour,) = chance.choices(range(24), hours)
    moment = time(hour, chance.randint(0, 59), chance.randint(0, 59), chance.randint(0, 999) * 1000)
    return datetime.combine(day, moment, CHINA).astimezone(UTC), channel


def _varied(
    item: ServiceItem,
    example: Mapping[str, Any],
    chance: Random,
    applicant: Applicant,
    boldness: float,
) -> dict[str, Any]:
    """Return the example with numbers, choices and yes-or-no answers changed, and with the numbers
    of the applicant where no rule asks about them."""
    properties: dict[str, dict[str, Any]] = item.form["properties"]
    checks = {field.name: field.check for section in item.sections for field in section.fields}
    checks |= {check.field: "" for check in item.checks}
    scale = 1 + boldness * chance.uniform(-0.5, 0.8)
    answers: dict[str, Any] = {}
    for name, value in example.items():
        schema = properties[name]
        chosen = chance.random() < boldness * 0.6
        if isinstance(value, bool):
            answers[name] = (not value) if chosen and chance.random() < 0.3 else value
        elif isinstance(value, int) and chosen:
            answers[name] = _within(schema, round(value * scale))
        elif isinstance(value, str):
            answers[name] = _text(value, schema, checks.get(name, ""), chosen, chance, applicant)
        else:
            answers[name] = value
    return answers


def _text(
    value: str,
    schema: Mapping[str, Any],
    check: str,
    chosen: bool,
    chance: Random,
    applicant: Applicant,
) -> str:
    if check == "mobile":
        return applicant.phone if chosen else mobile(chance)
    if check == applicant.id_type == "credit_code":
        return applicant.id_number
    choices = cast("Sequence[str]", schema.get("enum", ()))
    return chance.choice(choices) if chosen and choices else value


def _within(schema: Mapping[str, Any], value: int) -> int:
    return max(int(schema.get("minimum", value)), min(int(schema.get("maximum", value)), value))
