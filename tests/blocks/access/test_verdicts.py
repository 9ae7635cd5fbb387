"""Deny by default; what is forbidden stays so; fields are shown because a policy names them."""

import pytest

from actors.blocks.access.access import load
from actors.blocks.access.vocabulary import Vocabulary
from actors.kernel.guarded import Guarded
from actors.kernel.identity import Identity
from actors.kernel.verdict import Verdict

VOCABULARY = Vocabulary(
    kinds={
        "cadre": Guarded(
            actions=("read", "amend"),
            facts={"unit": "text", "seats": "texts", "sealed": "truth"},
            fields=("name", "post", "phone"),
        )
    },
    standing={"acts_for": "texts"},
)
POLICIES = """
@id("cadres.directory") @fields("name, post")
permit(principal, action == Action::"cadre.read", resource) when { principal.kind == "staff" };

@id("cadres.own_unit") @fields("phone, name")
permit(principal, action == Action::"cadre.read", resource)
when { principal.unit == resource.unit && context.purpose == "handling" };

@id("cadres.organiser") @fields("*")
permit(principal, action in [Action::"cadre.read", Action::"cadre.amend"], resource is Cadre)
when { resource.seats.containsAny(principal.seats) };

@id("cadres.deputy")
permit(principal, action == Action::"cadre.amend", resource)
when { principal.acts_for.contains(resource.unit) };

@id("cadres.sealed")
forbid(principal, action, resource) when { resource has sealed && resource.sealed };
"""
ACCESS = load([("cadres", POLICIES)], VOCABULARY)
CADRE = {"unit": "school", "seats": ("organiser@party_school",), "sealed": False}
STAFF = Identity("staff:li", (), "hall")
COLLEAGUE = Identity("staff:he", (), "school")
ORGANISER = Identity("staff:wu", ("organiser",), "party_school")
RESIDENT = Identity("person:zh", ("resident",))


def test_what_no_policy_permits_is_denied() -> None:
    assert ACCESS.permit(RESIDENT, "cadre.read", CADRE) == Verdict(False)
    assert ACCESS.permit(STAFF, "cadre.amend", CADRE) == Verdict(False)


def test_the_verdict_names_the_policy_and_the_fields_it_gives_free() -> None:
    verdict = ACCESS.permit(STAFF, "cadre.read", CADRE)

    assert verdict == Verdict(True, ("name", "post"), "cadres.directory")
    assert verdict.shows("name")
    assert not verdict.shows("phone")


def test_fields_of_several_policies_are_seen_together() -> None:
    verdict = ACCESS.permit(COLLEAGUE, "cadre.read", CADRE, "handling")

    assert verdict == Verdict(True, ("name", "post", "phone"), "cadres.directory")


def test_another_purpose_shows_less() -> None:
    assert ACCESS.permit(COLLEAGUE, "cadre.read", CADRE).fields == ("name", "post")


def test_a_policy_may_give_every_field_free() -> None:
    verdict = ACCESS.permit(ORGANISER, "cadre.read", CADRE)

    assert verdict.fields is None
    assert verdict.shows("phone")


def test_what_is_forbidden_stays_so_and_shows_nothing() -> None:
    verdict = ACCESS.permit(ORGANISER, "cadre.read", {**CADRE, "sealed": True})

    assert verdict == Verdict(False, (), "cadres.sealed")
    assert not verdict.shows("name")


def test_the_same_role_in_another_unit_is_another_seat() -> None:
    elsewhere = Identity("staff:wu", ("organiser",), "hall")

    assert ACCESS.permit(ORGANISER, "cadre.amend", CADRE).allowed
    assert not ACCESS.permit(elsewhere, "cadre.amend", CADRE).allowed


def test_what_is_known_of_an_actor_beyond_the_identity_counts() -> None:
    deputises = {"acts_for": frozenset({"school"})}

    assert ACCESS.permit(STAFF, "cadre.amend", CADRE, standing=deputises) == Verdict(
        True, (), "cadres.deputy"
    )


def test_pages_ask_for_all_that_is_allowed_now() -> None:
    actions = VOCABULARY.actions()

    assert ACCESS.allowed(ORGANISER, actions, CADRE) == ("cadre.read", "cadre.amend")
    assert ACCESS.allowed(STAFF, actions, CADRE) == ("cadre.read",)
    assert ACCESS.allowed(RESIDENT, actions, CADRE) == ()


def test_an_action_that_there_is_not_is_a_fault() -> None:
    with pytest.raises(KeyError):
        ACCESS.permit(STAFF, "cadre.promote", CADRE)
