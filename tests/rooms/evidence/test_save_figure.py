"""Showing something of a table, changing it, taking it away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import HistoryEntry
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.operations import remove_figure, save_figure
from openveiligheid.evidence.queries import figures
from openveiligheid.organisation.models import Member
from safetydata.importer import ImportResult
from tests.pages import forms, words
from tests.rooms.evidence.figures import make_figure, theme

In = Callable[[Member], Client]


@pytest.mark.usefixtures("crimes")
def test_a_figure_is_on_record_with_its_themes(anna: Member) -> None:
    figure = make_figure(anna, "1.3", "3.1")

    assert [t.number for t in figure.themes.all()] == ["1.3", "3.1"]
    assert HistoryEntry.objects.filter(verb="figure saved", object_id=figure.pk).count() == 1


@pytest.mark.usefixtures("crimes")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"topic": "Onzin_1"}, "geen onderwerp “Onzin_1”"),
        ({"regions": ["GM9999"]}, "geen waarde “GM9999”"),
        ({"table": "99999NED"}, "Tabel 99999NED is niet opgeslagen"),
        ({"regions": []}, "Noem minstens één gebied."),
        ({"shape": Figure.Shape.AREAS}, "waarmee de gebiedscodes beginnen"),
        ({"title": ""}, "Titel"),
    ],
)
def test_a_figure_that_the_table_cannot_answer_is_refused(
    anna: Member, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        make_figure(anna, **fields)

    assert not figures(anna).exists()


@pytest.mark.usefixtures("crimes")
def test_a_figure_of_another_municipality_cannot_be_touched(
    anna: Member, outsider: Member, bram: Member
) -> None:
    figure = make_figure(anna)

    with pytest.raises(NotPermitted):
        save_figure(figure, by=outsider)
    with pytest.raises(NotPermitted):
        remove_figure(figure, by=outsider)
    with pytest.raises(NotPermitted):
        remove_figure(figure, by=bram)

    assert list(figures(anna)) == [figure]
    assert not figures(outsider).exists()


def add(client: Client, **changes: Any) -> Any:
    url = f"{reverse('evidence:add')}?tabel=47013NED"
    filled = forms(client.get(url))[-1].values
    return client.post(url, filled | changes, follow=True)


@pytest.mark.usefixtures("crimes")
def test_a_figure_is_added_from_the_form(anna: Member, client_of: In) -> None:
    page = add(
        client_of(anna),
        title="Alle misdrijven",
        dimension_SoortMisdrijf="0.0.0",
        regions="hardenberg; NL00",
        counts_events="on",
        themes=[str(theme("1.3").pk)],
        placement="only",
        labels="3.2.1, 3.2.2",
    )

    assert "Het cijfer is toegevoegd." in words(page)
    figure = figures(anna).get()
    assert figure.regions == ["GM0160", "NL00"]
    assert figure.filters == {"SoortMisdrijf": "0.0.0"}
    assert figure.plan_labels == ["3.2.1", "3.2.2"]


@pytest.mark.usefixtures("crimes")
def test_the_form_starts_with_the_own_municipality_and_the_country(
    anna: Member, client_of: In
) -> None:
    page = client_of(anna).get(f"{reverse('evidence:add')}?tabel=47013NED")

    assert forms(page)[-1].values["regions"] == ["GM0160, NL00"]


@pytest.mark.usefixtures("crimes")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"regions": "Atlantis"}, "De tabel kent geen gebied “Atlantis”."),
        ({"dimension_SoortMisdrijf": "9.9.9"}, "9.9.9"),
        ({"dimension_SoortMisdrijf": ""}, "verplicht"),
        ({"shape": "areas", "region_prefix": ""}, "waarmee de gebiedscodes beginnen"),
        ({"regions": ""}, "Noem minstens één gebied."),
    ],
)
def test_a_form_that_cannot_be_drawn_says_why(
    anna: Member, client_of: In, changes: dict[str, Any], said: str
) -> None:
    usual = {"title": "Misdrijven", "dimension_SoortMisdrijf": "0.0.0"}

    page = add(client_of(anna), **(usual | changes))

    assert said in words(page)
    assert not figures(anna).exists()


@pytest.mark.usefixtures("crimes")
def test_opening_and_saving_a_figure_changes_nothing(anna: Member, client_of: In) -> None:
    figure = make_figure(anna, "1.3", plan_labels=["3.3.1"], note="Eerst.\n\nDan.")
    url = reverse("evidence:edit", args=[figure.pk])
    browser = client_of(anna)

    browser.post(url, forms(browser.get(url))[-1].values)

    kept = figures(anna).get()
    assert kept.note.replace("\r\n", "\n") == figure.note
    assert (kept.regions, kept.filters) == (figure.regions, figure.filters)
    assert (kept.plan_labels, kept.counts_events) == (["3.3.1"], True)
    assert [t.number for t in kept.themes.all()] == ["1.3"]


@pytest.mark.usefixtures("crimes")
def test_a_figure_is_removed_and_its_table_stays(anna: Member, client_of: In) -> None:
    figure = make_figure(anna)

    page = client_of(anna).post(reverse("evidence:remove", args=[figure.pk]), follow=True)

    assert "is verwijderd" in words(page)
    assert "Misdrijven" in words(page)
    assert not figures(anna).exists()


@pytest.mark.parametrize("name", ["figure", "edit", "remove"])
def test_an_outsider_learns_nothing_about_a_figure(
    crimes: ImportResult, anna: Member, outsider: Member, client_of: In, name: str
) -> None:
    url = reverse(f"evidence:{name}", args=[make_figure(anna).pk])
    browser = client_of(outsider)

    assert (browser.post(url) if name == "remove" else browser.get(url)).status_code == 404


@pytest.mark.parametrize("name", ["edit", "remove"])
def test_a_reader_changes_nothing(
    crimes: ImportResult, anna: Member, dirk: Member, client_of: In, name: str
) -> None:
    url = reverse(f"evidence:{name}", args=[make_figure(anna).pk])

    assert client_of(dirk).post(url).status_code == 403


def test_adding_without_a_table_leads_to_the_tables(anna: Member, client_of: In) -> None:
    page = client_of(anna).get(reverse("evidence:add"), follow=True)

    assert "Kies eerst de tabel" in words(page)
