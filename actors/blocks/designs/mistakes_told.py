"""Mistakes of files as reasons that people read: the same rules, in the words of both languages."""

import re

from actors.kernel.errors import Reason
from actors.kernel.mistakes import Mistake
from actors.kernel.storable import pointer

_STEP = re.compile(r"[^.\[\]]+")

# In this order: what a rule says, and the code of the sentence; named groups are its facts.
_TOLD: tuple[tuple[str, str], ...] = (
    (r"unknown key", "item_design.unknown_key"),
    (r"missing", "item_design.missing"),
    (r"unknown system", "item_design.unknown_system"),
    (r"unknown flow .*", "item_design.no_flow"),
    (r"unknown statement (?P<name>.*)", "item_design.unknown_statement"),
    (r"a title has text in both languages", "item_design.both_languages"),
    (r"a code is of capitals, digits and -", "item_design.code"),
    (r"a name is of small letters, digits and _", "item_design.name"),
    (r"has 31 characters, digits and capitals", "item_design.implementation_code"),
    (r"unknown unit (?P<unit>.*)", "item_design.unknown_unit"),
    (r"unknown theme (?P<theme>.*)", "item_design.unknown_theme"),
    (r"unknown role ?(?P<role>.*)", "item_design.no_role"),
    (r"is not empty", "item_design.empty"),
    (r"names (?P<name>.*) twice", "item_design.twice"),
    (r"two (?:stages|branches|materials|fields) are called (?P<name>.*)", "item_design.twice"),
    (r"is not negative.*|a limit is not negative", "item_design.negative"),
    (r"is at least 1", "item_design.at_least_one"),
    (r"a limit is at least one day|a branch has a limit .*", "item_design.at_least_one_day"),
    (
        r"lie within the promised days.*|are counted within working days",
        "item_design.promised_hours",
    ),
    (r"is never longer than the statutory limit", "item_design.promised_above_statutory"),
    (r"unknown format (?P<name>.*)", "item_design.unknown_format"),
    (r"unknown source (?P<name>.*)", "item_design.unknown_source"),
    (r"a material can be handed in: .*", "item_design.cannot_be_handed_in"),
    (r"a licence comes from the licence_store", "item_design.licence_from_store"),
    (r"what is uploaded has a format", "item_design.upload_format"),
    (r".* has no rule (?P<name>.*)", "item_design.no_rule"),
    (r"says what the applicant is told .*", "item_design.check_untold"),
    (r"the form (?:has no|requires no) (?:such )?field ?(?P<name>.*)", "item_design.field_missing"),
    (r"stage (?P<step>.*) asks about (?P<name>.*), .*", "item_design.step_asks"),
    (r".* says nothing of sensitive data", "item_design.statement_sensitive"),
    (r".* says nothing to guardians", "item_design.statement_children"),
    (r"a guardian consents on pages .*", "item_design.guardian_at_kiosk"),
    (r"an instant item is decided at once.*", "item_design.instant_flow"),
    (r"flow .* has no reviewer beside the approver", "item_design.no_reviewer"),
    (r"a flow has at least one stage", "item_design.no_step"),
    (r"a (?:review|decision) stage has no branches", "item_design.branches_of_one"),
    (r"the lead department decides.*|branches join under .*", "item_design.lead_decides"),
    (r"an approver decides", "item_design.approver_decides"),
    (r"a parallel stage has at least two branches", "item_design.two_branches"),
    (r"nothing follows the decision", "item_design.after_decision"),
    (r"dead end: .*", "item_design.dead_end"),
    (r"unknown stage (?P<step>.*)", "item_design.unknown_step"),
    (r"the last way has no condition.*", "item_design.last_way"),
    (r"a way without condition hides .*", "item_design.hidden_way"),
    (r"comes back to (?P<step>.*): .*", "item_design.comes_back"),
    (r"no way leads to (?P<step>.*)", "item_design.unreachable"),
    (r"a condition .*", "item_design.condition"),
    (r"(?P<name>.*) is not asked before", "item_design.asked_before"),
    (r"a choice has choices", "item_design.no_choices"),
    (r"widget .* has no choices", "item_design.choices_of_none"),
    (r"has no field in sections|form.properties has no .*|unknown property .*",
     "item_design.form_and_pages"),
    (r"are not the enum of .*", "item_design.form_and_pages"),
    (r"a section has at least one field", "item_design.empty_page"),
    (r"unknown check (?P<name>.*)", "item_design.unknown_check"),
    (r"a bound is .*", "item_design.bound"),
    (r"is not after latest", "item_design.bounds"),
    (r"a date has widget .*", "item_design.date"),
    (r"refers outside the form", "item_design.outside"),
    (r"is no JSON Schema 2020-12: (?P<error>.*)", "item_design.schema"),
)  # fmt: skip
_RULES = tuple((re.compile(rule, re.DOTALL), code) for rule, code in _TOLD)


def told(mistake: Mistake) -> Reason:
    """Return `mistake` as a reason, its place as a JSON pointer into the content."""
    steps = (int(step) if step.isdigit() else step for step in _STEP.findall(mistake.place))
    place = pointer(steps)
    for rule, code in _RULES:
        found = rule.fullmatch(mistake.rule)
        if found is not None:
            return Reason(code, place, {k: v[:200] for k, v in found.groupdict().items()})
    return Reason("item_design.not_sound", place, {"rule": mistake.rule[:300]})
