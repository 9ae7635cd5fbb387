"""Who may what and sees what, written by hand from the table of roles: an oracle for policies.

Relations of an actor to a suggestion or its handling: "own" (the lead, or the unit's own), "near"
(a co-signer, or a fellow unit), "far" (of the same congress or any other unit), "abroad" (of
another congress).
"""

SIGNED = ("deputy", "resident")  # whoever signed keeps seeing it, a deputy or no longer one
BODIES = ("session_secretariat", "work_body", "special_committee", "chairperson")
STAFF = ("unit_clerk", "handler", "unit_head", "seal_keeper")
SUBMITTED = ("submitted", "accepted", "merged")
HANDED_BACK = ("returned", "letter", "withdrawn")
ASSIGNED = ("assigned", "replied", "dissatisfied", "escalated", "closed", "tracking", "archived")
STATES = ("draft", *SUBMITTED, *HANDED_BACK, *ASSIGNED)


def may(role: str, action: str, state: str, relation: str) -> bool:
    """Tell whether the law lets `role` do `action` to a suggestion (between sessions, not hidden,
    not published) that stands so to it."""
    at_home = relation != "abroad"
    match action:
        case "draft" | "invite" | "submit" | "rate" | "allow_publication":
            return role == "deputy" and relation == "own"
        case "sign":
            return role == "deputy" and relation in ("own", "near")
        case "withdraw":
            return role == "deputy" and relation in ("own", "near")
        case "review":
            return role == "work_body" and at_home and state != "draft"
        case "assign":
            distributes = role == "government_office"
            return state != "draft" and (distributes or (role == "work_body" and at_home))
        case "fast_lane" | "close_unrated" | "order_redo" | "settle" | "archive" | "publish":
            return role == "work_body" and at_home and state != "draft"
        case "propose_key":
            return role == "special_committee" and at_home and state != "draft"
        case "decide_key":
            return role == "chairperson" and at_home and state != "draft"
        case "hide":
            officer = role == "identity_officer" and at_home and state != "draft"
            return officer or (role == "deputy" and relation == "own")
        case "read":
            return bool(seen(role, state, relation))
        case _:
            raise ValueError(action)


def seen(role: str, state: str, relation: str) -> frozenset[str]:
    """Return which of "number", "matter", "signers", "attachments" and "replies" `role` sees. Files
    may tell who the deputies are."""
    at_home = relation != "abroad"
    if role in SIGNED and relation in ("own", "near"):
        return frozenset({"number", "matter", "signers", "attachments", "replies"})
    if state == "draft":
        return frozenset()
    found: set[str] = set()
    if state in SUBMITTED:
        found |= {"number"}  # everybody: number and title
    if role in (*BODIES, "identity_officer") and at_home:
        found |= {"number", "matter", "signers", "attachments", "replies"}
    if role == "government_office" and state not in ("submitted", *HANDED_BACK):
        found |= {"number", "matter", "attachments", "replies"}
    if role in STAFF and relation == "own":
        found |= {"number", "matter", "signers", "attachments"}
    if role == "deputy" and at_home and state in ASSIGNED:
        found |= {"number", "matter"}
    return frozenset(found)


HANDLES = {
    "sign_for": ("unit_clerk",),
    "contact": ("unit_clerk", "handler", "unit_head"),
    "ask_return": ("unit_clerk", "handler", "unit_head"),
    "ask_extension": ("handler", "unit_head"),
    "give_view": ("handler", "unit_head"),
    "disagree": ("unit_clerk", "handler", "unit_head"),
    "draft": ("handler", "unit_head"),
    "send_back": ("unit_head",),
    "approve": ("unit_head",),
    "seal": ("seal_keeper",),
    "send": ("unit_clerk", "handler", "unit_head"),
}


def handles(role: str, action: str, relation: str, *, key: bool) -> bool:
    """Tell whether the law lets `role` do `action` to a handling that the work body assigned."""
    if action in HANDLES:
        only_head = action == "send" and key and role != "unit_head"
        return role in HANDLES[action] and relation == "own" and not only_head
    match action:
        case "decide_return" | "decide_extension" | "settle":
            return role == "work_body" and relation != "abroad"
        case "read_notes":
            noted = role in STAFF and relation in ("own", "near")
            return noted or (role == "work_body" and relation != "abroad")
        case _:
            raise ValueError(action)
