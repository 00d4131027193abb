"""Reads on figures, and on the tables and areas that they are about."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure, Gap
from openveiligheid.evidence.places import Atlas
from openveiligheid.evidence.refusals import in_our_words
from openveiligheid.evidence.store import Shelves
from openveiligheid.framework.models import SafetyTheme
from openveiligheid.organisation.models import Area
from safetydata import queries as safetydata
from safetydata.catalogue import CatalogueEntry


def figures(by: Actor) -> QuerySet[Figure]:
    """The figures that the actor may see, with their themes, in two queries."""
    rows = visible_to(by, Figure).select_related("municipality")
    return rows.prefetch_related("themes__field")


def figures_for(
    framework_themes: Iterable[SafetyTheme], by: Actor, label: str = ""
) -> list[Figure]:
    """The figures at these themes of the Kernbeleid.

    With the label of a theme of the plan: also figures that name this label, and none that name
    only others.
    """
    wanted = {theme.pk for theme in framework_themes}
    return [figure for figure in figures(by) if _belongs(figure, wanted, label)]


def _belongs(figure: Figure, wanted: set[UUID], label: str) -> bool:
    if label and figure.plan_labels is not None:
        return label in figure.plan_labels
    return any(theme.pk in wanted for theme in figure.themes.all())


def reason_without_figure(label: str, by: Actor) -> str:
    """Why no figure stands at a theme of the plan; empty when nobody said."""
    gap = visible_to(by, Gap).filter(label=label).first() if label else None
    return gap.reason if gap else ""


def atlas(by: Actor) -> Atlas:
    """The areas that the actor may see, tied to each other, in one query."""
    found = list(visible_to(by, Area))
    by_pk = {area.pk: area for area in found}
    for area in found:
        area.municipality = by.municipality
        area.parent = by_pk[area.parent_id] if area.parent_id else None
        area.kern = by_pk[area.kern_id] if area.kern_id else None
    return Atlas(found)


def tables(by: Actor | None = None) -> Mapping[str, CatalogueEntry]:
    """The tables of the whole site by their number, and those of the actor's municipality."""
    with in_our_words():
        return _shelves(by).entries


def _shelves(by: Actor | None) -> Shelves:
    return Shelves(by.municipality.cbs_code if by else "")


def table(name: str, by: Actor) -> CatalogueEntry | None:
    """One table that the actor may read; None when there is none of that name."""
    return tables(by).get(name.upper())


def figures_of_table(name: str, by: Actor) -> QuerySet[Figure]:
    """The figures of the municipality that read a table."""
    return figures(by).filter(table__iexact=name)


def figures_by_area(by: Actor) -> list[Figure]:
    """The figures that say something about each wijk or buurt of the municipality."""
    digits = by.municipality.cbs_code[2:]
    return [
        figure
        for figure in figures(by).filter(shape=Figure.Shape.AREAS)
        if figure.region_prefix in {f"BU{digits}", f"WK{digits}"}
    ]


def figures_about(area: Area, by: Actor) -> list[Figure]:
    """The figures through time that name this area."""
    through_time = figures(by).filter(shape=Figure.Shape.SERIES)
    return [figure for figure in through_time if area.code in figure.regions]


def regions_of(entry: CatalogueEntry, by: Actor) -> dict[str, str]:
    """The areas of a table: name by code."""
    with in_our_words():
        listed = safetydata.regions(_shelves(by).holding(entry.table), entry.table)
    return _titles(listed)


def codes_of(entry: CatalogueEntry, dimension: str, by: Actor) -> dict[str, str]:
    """The values of a dimension of a table: title by code."""
    with in_our_words():
        store = _shelves(by).holding(entry.table)
        listed = safetydata.codes(store, entry.table, dimension)
    return _titles(listed)


def _titles(listed: pl.DataFrame) -> dict[str, str]:
    return {row["code"]: row["title"] or row["code"] for row in listed.iter_rows(named=True)}
