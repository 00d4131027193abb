"""Why a theme of the plan has no figure: said once, shown at the theme."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.models import HistoryEntry
from openveiligheid.evidence.operations import explain_gap
from openveiligheid.evidence.queries import reason_without_figure
from openveiligheid.organisation.models import Member
from tests.pages import words

In = Callable[[Member], Client]


def test_the_reason_is_kept_and_changed_and_taken_away(anna: Member) -> None:
    said = []
    for reason in ("De gemeente telt dit zelf.", "Dit wordt niet geteld.", " "):
        explain_gap("3.2.4", reason, by=anna)
        said.append(reason_without_figure("3.2.4", anna))

    assert said == ["De gemeente telt dit zelf.", "Dit wordt niet geteld.", ""]
    verbs = HistoryEntry.objects.filter(object_type="evidence.gap").values_list("verb", flat=True)
    assert list(verbs.order_by("number")) == ["gap explained", "gap explained", "gap removed"]


def test_another_municipality_has_reasons_of_its_own(anna: Member, outsider: Member) -> None:
    explain_gap("3.2.4", "Hier", by=anna)
    explain_gap("3.2.4", "Daar", by=outsider)

    assert reason_without_figure("3.2.4", anna) == "Hier"
    assert reason_without_figure("3.2.4", outsider) == "Daar"


def test_a_reader_explains_nothing(bram: Member) -> None:
    with pytest.raises(NotPermitted):
        explain_gap("3.2.4", "Daarom", by=bram)


@pytest.mark.parametrize(
    ("come_from", "goes_to"), [("/acties/", "/acties/"), ("https://example.org", "/cijfers/")]
)
def test_the_form_goes_back_only_to_a_page_of_this_site(
    anna: Member, client_of: In, come_from: str, goes_to: str
) -> None:
    url = reverse("evidence:gap", args=["3.2.4"])

    answer = client_of(anna).post(f"{url}?from={come_from}", {"reason": "Telt niemand."})

    assert answer.headers["Location"] == goes_to
    assert "Telt niemand." in words(client_of(anna).get(url))


def test_a_number_that_no_theme_has_is_refused_in_words(anna: Member, client_of: In) -> None:
    url = reverse("evidence:gap", args=["1" * 60])

    answer = client_of(anna).post(url, {"reason": "Telt niemand."})

    assert answer.status_code == 200
    assert "Thema van het plan" in words(answer)
    assert client_of(anna).get("/cijfers/zonder/%00/").status_code == 404
