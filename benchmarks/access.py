"""One decision who may do something: remembered, and asked of Cedar.

The policies are those of cases, the case one under review by three units. `python -m
benchmarks.access --json` measures.
"""

import statistics
import time
import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cedarpy import PolicySet, is_authorized
from msgspec.structs import replace

from actors.blocks.access.access import load
from actors.blocks.access.judge import Judge
from actors.blocks.access.vocabulary import Vocabulary, actor_facts
from actors.blocks.cases import facts as of_cases
from actors.blocks.cases.catalogue import Catalogue
from actors.blocks.cases.commands import Accept
from actors.blocks.cases.evolve import evolve
from actors.blocks.cases.offers import rules
from actors.blocks.cases.roles import REVIEWER, WINDOW_CLERK
from actors.blocks.cases.state import Applicant, CaseState, Task
from actors.blocks.organisation.standing import STANDING
from actors.blocks.organisation.standing import standing as standing_of
from actors.blocks.tasks.system import SYSTEM as TASKS
from actors.kernel.identity import Identity
from actors.kernel.turn import Turn
from actors.library import load_library
from benchmarks.cases import ITEM
from benchmarks.machine import host
from benchmarks.printing import parser, show, tell

ROUNDS = 7
HITS, QUESTIONS = 20_000, 300
SINCE = datetime(2026, 3, 2, tzinfo=UTC)
CASE = CaseState(
    id="1",
    phase="submitted",
    item=ITEM,
    applicant=Applicant(
        kind="natural", name="", id_type="resident_id", id_number="", account="zhang"
    ),
    tasks=tuple(
        Task(name=f"joint/{unit}", stage="joint", unit=unit, role=REVIEWER, since=SINCE)
        for unit in ("housing_fund", "health", "fire_rescue")
    ),
)
Tell = Callable[[str], None]


def measure(tell: Tell) -> dict[str, Any]:
    """Return microseconds of CPU time a decision, and how many times as many Cedar takes: nothing
    is waited for, and what else the machine does is not ours.

    `tell` hears what is being done.
    """
    library = load_library()
    text = Path(of_cases.__file__).with_name("policies.cedar").read_text("utf-8")
    kinds = {"case": of_cases.GUARDED, **TASKS.guarded}  # a policy of cases is about tasks
    vocabulary = Vocabulary(kinds=kinds, standing=STANDING)
    access = load([("cases", text)], vocabulary)
    judge = Judge([text], access.policies, vocabulary)
    item = library[Catalogue].item(ITEM)
    case = replace(CASE, item_version=item.version)
    by = Identity("staff:li", (WINDOW_CLERK, REVIEWER), item.unit)
    standing, facts = standing_of(by, library), of_cases.facts(case, item)

    def remembered(action: str, purpose: str = "") -> float:
        tell(f"{action}, remembered")
        return _microseconds(
            lambda: access.permit(by, action, facts, purpose, standing=standing), HITS
        )

    def of_a_new_actor(action: str, purpose: str = "") -> float:
        tell(f"{action}, remembered, each time of another actor")
        count = HITS * ROUNDS
        actors = iter([Identity(f"staff:{n}", by.roles, by.unit) for n in range(count)])
        return _microseconds(
            lambda: access.permit(next(actors), action, facts, purpose, standing=standing), HITS
        )

    said = rules(library)
    accept = next(offer for offer in said.offers if offer.command is Accept)
    turn = Turn("case:1", case, evolve, now=SINCE, by=by, command_id="1")
    tell("an Accept through the rules, remembered")
    decision = _microseconds(lambda: said.require(turn, accept, Accept()), HITS)
    command, read = remembered("case.accept"), remembered("case.read", "handling")
    new_command, new_read = of_a_new_actor("case.accept"), of_a_new_actor("case.read", "handling")
    tell("case.accept, asked of Cedar")
    sources = (actor_facts(by), standing, facts, {"purpose": ""})
    asked = _microseconds(lambda: judge.decide("case.accept", sources), QUESTIONS)
    tell("case.accept, asked of Cedar with the policies as text")
    parsed = _microseconds(lambda: _ask_with_text(text), QUESTIONS)
    tell("facts and filters")
    return {
        "name": "access",
        "host": host(),
        "figures": {
            "policies": len(PolicySet.from_str(text)),
            "rules_of_a_command_us": decision,
            "command_remembered_us": command,
            "read_remembered_us": read,
            "command_of_a_new_actor_us": new_command,
            "read_of_a_new_actor_us": new_read,
            "asked_of_cedar_us": asked,
            "asked_of_cedar_as_text_us": parsed,
            "facts_of_a_case_us": _microseconds(lambda: of_cases.facts(case, item), HITS),
            "filter_of_a_list_us": _microseconds(
                lambda: access.where(by, "case.follow", standing=standing), QUESTIONS
            ),
        },
        "ratios": {
            "cedar": round(asked / command, 1),
            "cedar_as_text": round(parsed / command, 1),
        },
    }


def _ask_with_text(text: str) -> None:
    request = {
        "principal": 'Actor::"a"',
        "action": 'Action::"case.accept"',
        "resource": 'Case::"b"',
    }
    is_authorized(request, text, [])


def _microseconds(question: Callable[[], object], times: int) -> float:
    rounds = timeit.repeat(question, timer=time.process_time, number=times, repeat=ROUNDS)
    return round(statistics.median(rounds) / times * 1e6, 2)


def main() -> None:
    """Measure and print."""
    chosen = parser(__doc__).parse_args()
    show(measure(tell), as_json=chosen.json)


if __name__ == "__main__":
    main()
