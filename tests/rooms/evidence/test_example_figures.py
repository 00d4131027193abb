"""The figures of the example municipality: all of them come in and can be drawn."""

import pytest

from openveiligheid.config.example.figures import load_figures
from openveiligheid.config.example.files import ExampleFiles
from openveiligheid.evidence.presenters import figure_views, source_items
from openveiligheid.evidence.queries import figures, figures_for
from openveiligheid.organisation.models import Member
from tests.contracts.sources import ROOT
from tests.rooms.evidence.figures import theme

pytestmark = [pytest.mark.slow, pytest.mark.one_database]


@pytest.fixture
def example(anna: Member) -> ExampleFiles:
    files = ExampleFiles(ROOT / "examples" / "hardenberg")
    load_figures(files, by=anna)
    return files


@pytest.mark.usefixtures("example")
def test_every_binding_becomes_a_figure_that_can_be_drawn(anna: Member) -> None:
    views = figure_views(figures(anna), anna)

    assert len(views) == 18
    assert [view.problem for view in views if view.problem] == []
    assert all(view.chart and view.chart.has_figures and view.note for view in views)
    assert all(view.provenance and view.provenance.fetched_on for view in views)


@pytest.mark.usefixtures("example")
def test_figures_stand_at_the_themes_of_the_plan_that_the_example_names(anna: Member) -> None:
    def at(label: str, number: str) -> list[str]:
        return [figure.title for figure in figures_for([theme(number)], anna, label=label)]

    assert at("3.2.2", "1.1") == ["Registraties van overlast door verward gedrag in Nederland"]
    assert at("3.2.4", "1.1") == []
    assert "Woninginbraak in Nederland" not in at("3.3.4", "1.3")


@pytest.mark.usefixtures("example")
def test_the_public_page_of_sources_names_every_table(anna: Member) -> None:
    texts = [f"{item.term} {item.text}" for item in source_items(anna)]

    assert len(texts) == 7
    assert any("Kerncijfers wijken en buurten 2024 CBS, tabel 85984NED · 2024" in t for t in texts)
    assert all("licentie CC BY 4.0" in text for text in texts)


def test_an_example_without_figures_loads(anna: Member) -> None:
    load_figures(ExampleFiles(ROOT / "examples" / "vechterveen"), by=anna)

    assert not figures(anna).exists()
