"""Which figures stand at which theme."""

import pytest

from openveiligheid.evidence.presenters import figure_views
from openveiligheid.evidence.queries import figures_for
from openveiligheid.organisation.models import Member
from tests.rooms.evidence.figures import make_figure, theme

pytestmark = pytest.mark.usefixtures("crimes")


def titles(by: Member, number: str, label: str = "") -> list[str]:
    return [figure.title for figure in figures_for([theme(number)], by, label=label)]


def test_a_figure_stands_at_its_theme_of_the_kernbeleid(anna: Member) -> None:
    make_figure(anna, "1.3", title="Hier")

    assert titles(anna, "1.3") == ["Hier"]
    assert titles(anna, "3.1") == []
    assert titles(anna, "1.3", label="3.2.1") == ["Hier"]


def test_a_figure_that_names_themes_of_the_plan_stands_only_there(anna: Member) -> None:
    make_figure(anna, "1.1", title="Twee", plan_labels=["3.2.2", "3.2.5"])

    assert titles(anna, "1.1", label="3.2.2") == ["Twee"]
    assert titles(anna, "1.1", label="3.2.3") == []
    assert titles(anna, "6.2", label="3.2.5") == ["Twee"]
    assert titles(anna, "1.1") == ["Twee"]


def test_a_figure_may_stand_nowhere_in_the_plan(anna: Member) -> None:
    make_figure(anna, "1.3", plan_labels=[])

    assert titles(anna, "1.3", label="3.3.4") == []
    assert len(titles(anna, "1.3")) == 1


def test_figures_of_another_municipality_stay_there(anna: Member, outsider: Member) -> None:
    make_figure(anna, "1.3")

    assert titles(outsider, "1.3") == []


def test_who_may_not_read_figures_gets_none(anna: Member, carla: Member) -> None:
    make_figure(anna, "1.3")

    assert titles(carla, "1.3") == []


def test_a_view_tells_title_note_source_and_where_to_go_on(anna: Member) -> None:
    make_figure(anna, "1.3", note="Eerst dit.\n\nDan de tabel.")

    [view] = figure_views(figures_for([theme("1.3")], anna), anna)

    assert view.note == "Eerst dit."
    assert view.provenance is not None
    assert (view.provenance.name, view.provenance.table) == ("Politie", "47013NED")
    assert str(view.provenance.fetched_on) == "2026-11-02"
    assert view.provenance.note == "indeling 2026"
    assert view.url.startswith("/cijfers/")


@pytest.mark.django_db
def test_a_figure_whose_table_went_away_says_so(anna: Member, store: object) -> None:
    make_figure(anna, "1.3")
    (store / "catalogue.json").unlink()  # type: ignore[operator]

    [view] = figure_views(figures_for([theme("1.3")], anna), anna)

    assert view.chart is None
    assert "Tabel 47013NED is niet opgeslagen" in view.problem


def test_a_national_figure_is_called_that(anna: Member) -> None:
    make_figure(anna, "1.3", regions=["NL00"])

    [view] = figure_views(figures_for([theme("1.3")], anna), anna)

    assert view.is_national
