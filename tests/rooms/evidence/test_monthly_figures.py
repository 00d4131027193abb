"""Police figures by buurt and month: taken in on the page, and shown with where they come from."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from openveiligheid.organisation.models import Member
from tests.pages import words
from tests.rooms.evidence.conftest import crime_csv
from tests.rooms.evidence.figures import make_figure

In = Callable[[Member], Client]
MONTHS = [("BU01600101", "Noord", f"2024MM{month:02}", 20 + month) for month in range(1, 13)]


@pytest.mark.covers("A5")
def test_figures_of_a_buurt_come_in_by_month_and_say_where_they_come_from(
    anna: Member, client_of: In
) -> None:
    browser = client_of(anna)
    file = SimpleUploadedFile("47022NED.csv", crime_csv(MONTHS).encode())
    about = {"file": file, "table": "47022NED", "title": "Misdrijven per maand"}

    taken = words(browser.post(reverse("evidence:import"), about, follow=True))
    figure = make_figure(anna, "1.3", table="47022NED", regions=["BU01600101"])
    shown = words(browser.get(reverse("evidence:figure", args=[figure.pk])))

    assert "12 nieuw, 0 gewijzigd, 0 ongewijzigd" in taken
    assert "In december 2024: Noord 32" in shown
    assert "Bron: Politie , tabel 47022NED · januari 2024 tot en met december 2024" in shown
    assert "van 31 in november 2024 naar 32 in december 2024" in shown
