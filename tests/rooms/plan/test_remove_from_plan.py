"""Taking a priority, theme or objective out of a plan."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.history import Payload, read_payload
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.core.verification import verify
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import Objective, PlanField, PlanTheme, SafetyPlan
from openveiligheid.plan.operations import remove_row
from tests.factories import (
    make_action,
    make_adopted_plan,
    make_full_plan,
    make_link,
    make_theme,
)

In = Callable[[Member], Client]
KINDS = {"prioriteit": PlanField, "thema": PlanTheme, "doelstelling": Objective}
KEPT = {"prioriteit": 0, "thema": 1, "doelstelling": 2}

each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def plan(hardenberg: Municipality) -> SafetyPlan:
    return make_full_plan(hardenberg)


def rows_left() -> int:
    return sum(model.unscoped.count() for model in KINDS.values())


@each_kind
def test_a_row_goes_with_what_lies_under_it(
    plan: SafetyPlan, anna: Member, client_of: In, kind: str
) -> None:
    row = KINDS[kind].unscoped.get()

    answer = client_of(anna).post(reverse("plan:remove", args=[kind, row.pk]))

    assert answer.headers["Location"] == reverse("plan:edit", args=[plan.pk])
    assert rows_left() == KEPT[kind]


@each_kind
def test_a_row_stays_while_an_action_hangs_on_it(
    plan: SafetyPlan, anna: Member, client_of: In, kind: str
) -> None:
    row = KINDS[kind].unscoped.get()
    make_action(Objective.unscoped.get())
    entries = HistoryEntry.objects.count()

    page = client_of(anna).post(reverse("plan:remove", args=[kind, row.pk]), follow=True)

    assert "er hangt nog ander werk aan (1)" in page.content.decode()
    assert rows_left() == 3
    assert HistoryEntry.objects.count() == entries


def test_removal_is_refused_to_who_may_not_edit(plan: SafetyPlan, clerk: Member) -> None:
    with pytest.raises(NotPermitted):
        remove_row(Objective.unscoped.get(), by=clerk)

    assert rows_left() == 3


def test_an_adopted_version_keeps_what_is_removed_from_the_plan(
    hardenberg: Municipality, anna: Member
) -> None:
    plan = make_adopted_plan(hardenberg)

    remove_row(PlanField.unscoped.get(), by=anna)

    assert plan.fields.count() == 0
    assert plan.versions.get().content["fields"][0]["title"] == "Digitale veiligheid"


@each_kind
def test_the_form_says_what_goes_along(
    plan: SafetyPlan, anna: Member, client_of: In, kind: str
) -> None:
    row = KINDS[kind].unscoped.get()
    form = {"prioriteit": "field", "thema": "theme", "doelstelling": "objective"}[kind]

    page = client_of(anna).get(reverse(f"plan:{form}-edit", args=[row.pk])).content.decode()

    assert reverse("plan:remove", args=[kind, row.pk]) in page
    assert "uit het plan." in page


@pytest.mark.parametrize("pk", ["-" * 36, "abcdef" * 6, "0" * 36])
def test_an_address_that_only_looks_like_a_row_does_not_exist(
    anna: Member, client_of: In, pk: str
) -> None:
    answer = client_of(anna).post(f"/plannen/thema/{pk}/verwijderen/")

    assert answer.status_code == 404


def test_a_row_is_found_under_its_own_kind_only(
    plan: SafetyPlan, anna: Member, client_of: In
) -> None:
    field = PlanField.unscoped.get()

    answer = client_of(anna).post(reverse("plan:remove", args=["thema", field.pk]))

    assert answer.status_code == 404
    assert rows_left() == 3


def test_what_protects_a_row_is_a_refusal_with_a_reason(plan: SafetyPlan, anna: Member) -> None:
    make_action(Objective.unscoped.get())

    with pytest.raises(Refused, match="Verplaats dat eerst"):
        remove_row(PlanTheme.unscoped.get(), by=anna)


def test_the_history_names_all_that_went_with_a_priority(
    hardenberg: Municipality, anna: Member
) -> None:
    plan = make_full_plan(hardenberg)
    field = PlanField.unscoped.get()
    make_link(PlanTheme.unscoped.get(), make_theme(field, "Tweede thema"))
    start = HistoryEntry.objects.count()

    remove_row(field, by=anna)

    told = [read_payload(e) for e in HistoryEntry.objects.filter(number__gt=start)]
    gone = {payload.subject: payload.before for payload in told if isinstance(payload, Payload)}
    assert set(gone) == {
        "Oplichting via internet – Tweede thema",
        "Inwoners herkennen oplichting.",
        "Oplichting via internet",
        "Tweede thema",
        "Digitale veiligheid",
    }
    objective = gone["Inwoners herkennen oplichting."]
    assert objective is not None
    assert objective["text"] == "Inwoners herkennen oplichting."
    assert not plan.fields.exists()
    assert verify(hardenberg).holds
