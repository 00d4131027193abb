"""Judging a read plan row by row: correct, move, accept or reject."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.history import Payload, read_payload
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.organisation.models import Member
from openveiligheid.plan import proposals
from openveiligheid.plan.models import PlanProposal
from openveiligheid.plan.operations import reject_proposal, review_proposal
from tests.factories import PLAN_TEXT, make_proposal
from tests.pages import forms, words

In = Callable[[Member], Client]
FIELD, THEME, OTHER_THEME, OTHER_FIELD = "r1", "r2", "r5", "r7"
OBJECTIVE = "r3"


@pytest.fixture
def proposal(hardenberg: Municipality) -> PlanProposal:
    return make_proposal(hardenberg)


def row(key: str) -> dict[str, Any]:
    content = PlanProposal.unscoped.get().content
    return next(p.row for p in proposals.places(content) if p.row["id"] == key)


def ids_under(key: str) -> list[str]:
    found = row(key)
    return [each["id"] for each in found.get("themes", found.get("objectives", []))]


def save_page(
    browser: Client, proposal: PlanProposal, chosen: str = "", **values: str
) -> HttpResponse:
    """Open a priority of the proposal, change some controls and send the form back."""
    address = reverse("plan:proposal", args=[proposal.pk])
    served = browser.get(f"{address}?prioriteit={chosen}")
    form = next(form for form in forms(served) if "prioriteit" in form.values)
    return browser.post(address, form.values | {k.replace("_", "-"): v for k, v in values.items()})


def test_a_page_that_is_sent_back_untouched_changes_nothing(
    proposal: PlanProposal, anna: Member, client_of: In
) -> None:
    content = PlanProposal.unscoped.get().content
    row_with_lines = content["fields"][0]["themes"][0]
    row_with_lines["number"], row_with_lines["context"] = None, "Eerste regel\nTweede regel"
    PlanProposal.unscoped.update(content=content)
    entries = HistoryEntry.objects.count()

    for chosen in (FIELD, OTHER_FIELD):
        save_page(client_of(anna), proposal, chosen)

    assert PlanProposal.unscoped.get().content == content
    assert HistoryEntry.objects.count() == entries


def test_corrections_and_verdicts_of_a_page_are_kept(
    proposal: PlanProposal, anna: Member, client_of: In
) -> None:
    values = {
        f"{FIELD}_title": "Digitaal veilig",
        f"{THEME}_kernbeleid": "5.1 5.2",
        f"{THEME}_review": "accepted",
        f"{OBJECTIVE}_text": "  Inwoners melden oplichting.  ",
        f"{OBJECTIVE}_kind": "action",
        f"{OBJECTIVE}_review": "rejected",
    }

    save_page(client_of(anna), proposal, FIELD, **values)

    assert row(FIELD)["title"] == "Digitaal veilig"
    assert (row(THEME)["kernbeleid"], row(THEME)["review"]) == (["5.1", "5.2"], "accepted")
    assert row(OBJECTIVE)["text"] == "Inwoners melden oplichting."
    assert (row(OBJECTIVE)["kind"], row(OBJECTIVE)["review"]) == ("action", "rejected")


def test_an_objective_and_a_theme_move_with_what_is_under_them(
    proposal: PlanProposal, anna: Member, client_of: In
) -> None:
    browser = client_of(anna)

    save_page(browser, proposal, FIELD, **{f"{OBJECTIVE}_under": OTHER_THEME})
    objectives = ids_under(THEME), ids_under(OTHER_THEME)
    save_page(browser, proposal, FIELD, **{f"{OTHER_THEME}_under": OTHER_FIELD})

    assert objectives == (["r4"], ["r6", "r3"])
    assert (ids_under(FIELD), ids_under(OTHER_FIELD)) == ([THEME], ["r8", OTHER_THEME])
    assert ids_under(OTHER_THEME) == ["r6", "r3"]


def test_rows_that_move_together_keep_their_order(proposal: PlanProposal, anna: Member) -> None:
    moves = {key: {"under": OTHER_THEME} for key in ("r3", "r4", "r9", "r10")}

    review_proposal(proposal, moves, by=anna)

    assert ids_under(OTHER_THEME) == ["r6", "r3", "r4", "r9", "r10"]


@pytest.mark.parametrize("target", [FIELD, OBJECTIVE, THEME, "r99", ""])
def test_a_move_to_where_a_row_cannot_lie_does_nothing(
    proposal: PlanProposal, anna: Member, target: str
) -> None:
    before = PlanProposal.unscoped.get().content

    review_proposal(proposal, {"r4": {"under": target}}, by=anna)

    assert PlanProposal.unscoped.get().content == before


def test_what_changed_is_recorded_before_and_after(proposal: PlanProposal, anna: Member) -> None:
    review_proposal(proposal, {OBJECTIVE: {"text": "Anders", "under": OTHER_THEME}}, by=anna)

    entry = HistoryEntry.objects.first()
    assert entry
    told = read_payload(entry)
    assert entry.verb == "proposal reviewed"
    assert isinstance(told, Payload)
    old = {"text": "Inwoners weten waar zij oplichting kunnen melden.", "under": THEME}
    assert told.before == {OBJECTIVE: old}
    assert told.after == {OBJECTIVE: {"text": "Anders", "under": OTHER_THEME}}


@pytest.mark.parametrize(
    "corrections",
    [{"r99": {"title": "x"}}, {THEME: {"review": "misschien"}, OBJECTIVE: {"text": "Anders"}}],
)
def test_a_row_or_verdict_that_does_not_exist_is_refused_and_nothing_is_kept(
    proposal: PlanProposal, anna: Member, corrections: dict[str, dict[str, str]]
) -> None:
    before = PlanProposal.unscoped.get().content

    with pytest.raises(Refused, match="Onbekende regel"):
        review_proposal(proposal, corrections, by=anna)

    assert PlanProposal.unscoped.get().content == before


def test_values_that_a_row_does_not_have_are_left_out(proposal: PlanProposal, anna: Member) -> None:
    before = PlanProposal.unscoped.get().content

    review_proposal(
        proposal, {FIELD: {"id": "x", "confidence": "1", "text": "x", "themes": "x"}}, by=anna
    )

    assert PlanProposal.unscoped.get().content == before


@pytest.mark.covers("P6")
def test_the_page_shows_the_source_beside_the_row_and_counts_doubt(
    proposal: PlanProposal, anna: Member, client_of: In
) -> None:
    page = client_of(anna).get(reverse("plan:proposal", args=[proposal.pk]))

    shown = words(page)
    assert "2 prioriteiten, 3 thema's, 5 doelstellingen" in shown
    assert "1 regel met twijfel wacht op uw oordeel" in shown
    assert "regel 11" in shown
    assert "De tekst is erg kort." in shown
    assert "2 Digitale veiligheid (1)" in shown


def test_text_from_the_file_is_shown_as_text(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    hostile = PLAN_TEXT.replace("Gehackte bedrijven", "<script>alert(1)</script> bedrijven")
    proposal = make_proposal(hardenberg, hostile)

    page = client_of(anna).get(reverse("plan:proposal", args=[proposal.pk])).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_judged_proposal_is_shown_but_not_changed(
    proposal: PlanProposal, anna: Member, client_of: In
) -> None:
    reject_proposal(proposal, by=anna)
    browser = client_of(anna)

    page = browser.get(reverse("plan:proposal", args=[proposal.pk]))
    said = browser.post(
        reverse("plan:proposal", args=[proposal.pk]), {"r1-title": "Anders"}, follow=True
    )

    assert "Dit voorstel is verworpen." in words(page)
    assert "Oordeel opslaan" not in words(page)
    assert "Dit voorstel is al beoordeeld." in words(said)
    assert row(FIELD)["title"] == "Digitale veiligheid"


def test_who_may_not_edit_judges_nothing(proposal: PlanProposal, clerk: Member) -> None:
    with pytest.raises(NotPermitted):
        review_proposal(proposal, {FIELD: {"title": "Anders"}}, by=clerk)

    assert row(FIELD)["title"] == "Digitale veiligheid"
