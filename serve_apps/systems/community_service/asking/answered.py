"""The questions of a survey as controls, and what was answered in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actors.kernel.errors import Reason, Refusal
from actors.systems.community_service.survey import records as r
from serve_apps.front.language import Language
from serve_apps.pages.faults import Faults, tell

LONGEST = 200  # characters of a text
Typed = Mapping[str, tuple[str, ...]]
"""What was typed, by the name of the control: "q1" of the first question."""


def typed_in(sent: Iterable[tuple[str, Any]]) -> Typed:
    """Return what of `sent` are texts, by their controls."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in sent:
        if isinstance(value, str):
            found[name] = (*found.get(name, ()), value)
    return found


def answers_of(questions: Sequence[r.Question], typed: Typed) -> tuple[r.Answer, ...]:
    """Return what was answered.

    Raises:
        Refusal: a text is too long, or a choice is none: every fault.
    """
    answers: list[r.Answer] = []
    wrong: list[Reason] = []
    for place, question in enumerate(questions, 1):
        said = [each.strip() for each in typed.get(f"q{place}", ()) if each.strip()]
        if not said:
            continue
        if question.sort == "text":
            if len(said[0]) > LONGEST:
                wrong.append(Reason("form.too_long", f"/q{place}", {"limit": str(LONGEST)}))
            answers.append(r.Answer(question=place, text=said[0]))
        elif all(each.isascii() and each.isdigit() and len(each) < 3 for each in said):
            choices = tuple(dict.fromkeys(int(each) for each in said))
            answers.append(r.Answer(question=place, choices=choices))
        else:
            wrong.append(Reason("form.choice", f"/q{place}"))
    if wrong:
        raise Refusal(*wrong)
    return tuple(answers)


def controls(questions: Sequence[r.Question], typed: Typed, faults: Faults) -> list[dict[str, Any]]:
    """Return the questions as a template draws them, with what was typed and what was wrong."""
    return [
        {
            "name": f"q{place}",
            "sort": question.sort,
            "label": f"{place}. {question.text}",
            "choices": _choices(question),
            "values": typed.get(f"q{place}", ()),
            "required": not question.optional,
            "error": faults.beside.get(f"q{place}", ""),
        }
        for place, question in enumerate(questions, 1)
    ]


def faults_in(
    reasons: Iterable[Reason], questions: Sequence[r.Question], language: Language, **names: str
) -> Faults:
    """Return what was wrong, each by its question."""
    titles = {f"q{place}": each.text for place, each in enumerate(questions, 1)}
    return tell(reasons, language, names=titles | names)


def _choices(question: r.Question) -> list[tuple[str, str]]:
    if question.sort == "scale":
        return [(str(point), str(point)) for point in range(1, r.SCALE + 1)]
    return [(str(place), each) for place, each in enumerate(question.choices, 1)]
