"""Figures for stories, made through the operation that users use."""

from collections.abc import Sequence
from typing import Any

from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.operations import save_figure
from openveiligheid.framework.models import SafetyTheme
from openveiligheid.framework.queries import themes
from openveiligheid.organisation.models import Member


def theme(number: str) -> SafetyTheme:
    """A theme of the Kernbeleid by its number."""
    return themes().get(number=number)


def make_figure(by: Member, *numbers: str, **fields: Any) -> Figure:
    """A figure through time on table 47013NED, at the themes of these numbers."""
    usual: dict[str, Any] = {
        "title": "Geregistreerde misdrijven",
        "table": "47013NED",
        "topic": "GeregistreerdeMisdrijven_1",
        "filters": {"SoortMisdrijf": "0.0.0"},
        "regions": ["GM0160", "NL00"],
        "unit": "misdrijven",
        "counts_events": True,
    }
    linked: Sequence[SafetyTheme] = [theme(number) for number in numbers]
    return save_figure(Figure(**(usual | fields)), by=by, themes=linked)


def make_area_figure(by: Member, **fields: Any) -> Figure:
    """A figure by buurt on table 47018NED."""
    usual = {
        "title": "Misdrijven per buurt",
        "table": "47018NED",
        "shape": Figure.Shape.AREAS,
        "regions": [],
        "region_prefix": "BU0160",
    }
    return make_figure(by, **(usual | fields))
