"""Accepting or rejecting a read plan: the plan comes whole, or not at all."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.core.verification import verify
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import (
    Objective,
    PlanField,
    PlanProposal,
    PlanTheme,
    SafetyPlan,
)
from openveiligheid.plan.operations import accept_proposal, reject_proposal, review_proposal
from openveiligheid.plan.operations.proposing import AlreadyJudged, StillUncertain
from tests.factories import make_proposal
from tests.pages import words

In = Callable[[Member], Client]
UNCERTAIN = "r4"


@pytest.fixture
def proposal(hardenberg: Municipality) -> PlanProposal:
    return make_proposal(hardenberg)


def made() -> list[int]:
    return [m.unscoped.count() for m in (SafetyPlan, PlanField, PlanTheme, Objective)]


def test_uncertain_rows_stand_in_the_way_until_a_person_judged_them(
    proposal: PlanProposal, anna: Member
) -> None:
    with pytest.raises(StillUncertain, match="Beoordeel eerst de 1 regels"):
        accept_proposal(proposal, by=anna)
    before = made()
    review_proposal(proposal, {UNCERTAIN: {"review": "accepted"}}, by=anna)
    accept_proposal(proposal, by=anna)

    assert before == [0, 0, 0, 0]
    assert made() == [1, 2, 3, 5]


def test_doubt_may_be_taken_over_as_it_is(proposal: PlanProposal, anna: Member) -> None:
    accept_proposal(proposal, by=anna, with_uncertain=True)

    assert made() == [1, 2, 3, 5]


def test_the_plan_holds_what_the_proposal_says_in_its_order(
    proposal: PlanProposal, anna: Member
) -> None:
    plan = accept_proposal(proposal, by=anna, with_uncertain=True)

    assert (plan.title, plan.is_adopted) == ("Integraal Veiligheidsplan 2027-2030", False)
    assert plan.source_sha256 == proposal.file_sha256
    assert [(f.number, f.title) for f in plan.fields.all()] == [
        ("2", "Digitale veiligheid"),
        ("3", "Jeugd en veiligheid"),
    ]
    assert [f.framework_field.number for f in plan.fields.all() if f.framework_field] == ["5", "3"]
    theme = PlanTheme.unscoped.get(number="3.1")
    assert [t.number for t in theme.framework_themes.all()] == ["3.1"]
    assert theme.context.startswith("Op drie plekken")
    assert [o.text for o in theme.objectives.order_by("position")] == [
        "De overlast op de drie plekken neemt af.",
        "Ouders zijn betrokken bij de aanpak van hun kind.",
    ]


def test_rejected_rows_stay_out_with_what_is_under_them(
    proposal: PlanProposal, anna: Member
) -> None:
    verdicts = {"r2": {"review": "rejected"}, "r10": {"review": "rejected"}}
    review_proposal(proposal, verdicts, by=anna)

    accept_proposal(proposal, by=anna)

    assert made() == [1, 2, 2, 2]
    assert not PlanTheme.unscoped.filter(number="2.1").exists()
    assert not Objective.unscoped.filter(text__startswith="Ouders").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"r10": {"text": ""}}, "Overlast door groepen: Doelstelling 2: Tekst:"),
        ({"r10": {"kind": "wens"}}, "Overlast door groepen: Doelstelling 2: Soort:"),
        ({"r8": {"title": ""}}, "Jeugd en veiligheid: Thema 3.1: Titel:"),
        (
            {"r8": {"kernbeleid": ["3.1", "9.9"]}},
            "Jeugd en veiligheid: Thema 3.1: Nummer 9.9 staat niet in het Kernbeleid.",
        ),
        ({"r1": {"kernbeleid": "7"}}, "Prioriteit 2: Nummer 7 staat niet in het Kernbeleid."),
        ({"r1": {"kernbeleid": "5 3"}}, "Prioriteit 2: Een prioriteit hoort bij één veld"),
        ({"r7": {"number": "3" * 21}}, f"Prioriteit {'3' * 21}: Nummer:"),
    ],
)
def test_one_row_that_cannot_be_leaves_nothing_behind_and_is_named(
    proposal: PlanProposal, anna: Member, wrong: dict[str, dict[str, str]], said: str
) -> None:
    review_proposal(proposal, wrong, by=anna)
    entries = HistoryEntry.objects.count()

    with pytest.raises(Refused, match=said):
        accept_proposal(proposal, by=anna, with_uncertain=True)

    assert made() == [0, 0, 0, 0]
    assert PlanProposal.unscoped.get().status == "open"
    assert HistoryEntry.objects.count() == entries


def test_every_row_of_the_plan_is_in_the_history(
    proposal: PlanProposal, anna: Member, hardenberg: Municipality
) -> None:
    entries = HistoryEntry.objects.count()

    accept_proposal(proposal, by=anna, with_uncertain=True)

    assert HistoryEntry.objects.count() == entries + sum(made()) + 1
    assert verify(hardenberg).holds


def test_a_proposal_is_judged_once(proposal: PlanProposal, anna: Member) -> None:
    accept_proposal(proposal, by=anna, with_uncertain=True)

    with pytest.raises(AlreadyJudged):
        accept_proposal(proposal, by=anna, with_uncertain=True)
    with pytest.raises(AlreadyJudged):
        reject_proposal(proposal, by=anna)

    assert made() == [1, 2, 3, 5]


def test_a_rejected_proposal_makes_no_plan(proposal: PlanProposal, anna: Member) -> None:
    reject_proposal(proposal, by=anna)

    with pytest.raises(AlreadyJudged):
        accept_proposal(proposal, by=anna, with_uncertain=True)

    assert PlanProposal.unscoped.get().status == "rejected"
    assert made() == [0, 0, 0, 0]


@pytest.mark.parametrize("operation", [accept_proposal, reject_proposal])
def test_who_may_not_edit_judges_nothing(
    proposal: PlanProposal,
    clerk: Member,
    outsider: Member,
    operation: Callable[..., object],
) -> None:
    for by in (clerk, outsider):
        with pytest.raises(NotPermitted):
            operation(proposal, by=by)

    assert PlanProposal.unscoped.get().status == "open"


def test_the_page_takes_over_only_after_doubt_is_accepted_knowingly(
    proposal: PlanProposal, anna: Member, client_of: In
) -> None:
    browser, address = client_of(anna), reverse("plan:proposal-accept", args=[proposal.pk])

    refused = browser.post(address, follow=True)
    taken = browser.post(address, {"with_uncertain": "on"}, follow=True)

    plan = SafetyPlan.unscoped.get()
    assert "Beoordeel eerst de 1 regels waarover twijfel is." in words(refused)
    assert "Het plan is overgenomen." in words(taken)
    assert taken.redirect_chain[-1][0] == reverse("plan:edit", args=[plan.pk])
    page = browser.get(reverse("plan:proposal", args=[proposal.pk]))
    assert "Dit voorstel is overgenomen." in words(page)


def test_the_page_rejects(proposal: PlanProposal, anna: Member, client_of: In) -> None:
    browser, address = client_of(anna), reverse("plan:proposal-reject", args=[proposal.pk])

    first, second = browser.post(address, follow=True), browser.post(address, follow=True)

    assert "Er is geen plan gemaakt." in words(first)
    assert "Dit voorstel is al beoordeeld." in words(second)
    assert made() == [0, 0, 0, 0]
