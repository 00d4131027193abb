"""Pages on areas: all on a map, and one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from openveiligheid.core.access import load
from openveiligheid.core.permissions import Permission
from openveiligheid.evidence import presenters, queries
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.places import Atlas, Measure, Picture, kinds_of, picture_of
from openveiligheid.evidence.presenters import areas as words
from openveiligheid.evidence.refusals import FiguresRefused
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.organisation.models import Area
from openveiligheid.ui.components import Chip, Link

Kind = Area.Kind


@require_GET
@requires(Permission.FIGURES_READ)
def area_list(request: MemberRequest) -> HttpResponse:
    """The areas of the municipality on a map, with a figure of choice."""
    atlas = queries.atlas(request.member)
    figures = queries.figures_by_area(request.member)
    figure = _chosen_figure(request, figures)
    kind = _chosen_kind(request, atlas, figure)
    context: dict[str, Any] = {
        "counts": words.count_words(atlas),
        "has_areas": bool(atlas.kinds()),
        "chips": _chips(request, atlas, figures, figure, kind),
        "links": [
            Link(area.name, words.area_url(area)) for area in atlas.of_kind(kind or Kind.WIJK)
        ],
        "may_manage": request.member.may(Permission.FIGURES_MANAGE),
        "may_organise": request.member.may(Permission.ORGANISATION_MANAGE),
    }
    if figure and kind:
        context |= _pictured(request, atlas, figure, kind)
    return render(request, "evidence/areas.html", context)


def _chosen_figure(request: MemberRequest, figures: list[Figure]) -> Figure | None:
    chosen = request.GET.get("cijfer")
    first = figures[0] if figures else None
    return next((figure for figure in figures if str(figure.pk) == chosen), first)


def _chosen_kind(request: MemberRequest, atlas: Atlas, figure: Figure | None) -> Kind | None:
    kinds = _kinds(atlas, figure)
    usual = Kind.WIJK if Kind.WIJK in kinds else next(iter(kinds), None)
    return next((kind for kind in kinds if kind.value == request.GET.get("soort")), usual)


def _kinds(atlas: Atlas, figure: Figure | None) -> list[Kind]:
    return [kind for kind in atlas.kinds() if figure is None or kind in kinds_of(figure)]


def _chosen_measure(request: MemberRequest, picture: Picture) -> Measure:
    if not picture.has_rates:
        return Measure.COUNT
    known = {measure.value: measure for measure in (Measure.COUNT, Measure.RATE)}
    return known.get(request.GET.get("maat", ""), Measure.RATE)


def _pictured(request: MemberRequest, atlas: Atlas, figure: Figure, kind: Kind) -> dict[str, Any]:
    """The map and table of a figure; or why there is none."""
    try:
        picture = picture_of(figure, atlas, atlas.of_kind(kind))
    except FiguresRefused as refusal:
        return {"problem": str(refusal)}
    measure = _chosen_measure(request, picture)
    order = request.GET.get("volgorde", "")
    sort_urls = {
        key: _with(request, volgorde=f"-{key}" if order == key else key) for key in words.SORTS
    }
    return {
        "measures": _measure_chips(request, picture, measure),
        "map": words.map_of(picture, measure),
        "caveats": words.caveats(picture, measure),
        "note": figure.note.split("\n\n")[0],
        "table": words.place_table(
            picture, str(words.KINDS[kind]), order=order, sort_urls=sort_urls
        ),
        "inhabitants": words.inhabitants_source(picture),
        "figure": figure,
    }


def _chips(
    request: MemberRequest,
    atlas: Atlas,
    figures: list[Figure],
    figure: Figure | None,
    kind: Kind | None,
) -> dict[str, list[Chip]]:
    """Which figure and which kind of area; a choice of one is no choice."""
    chips = {
        "figures": [
            Chip(each.title, _with(request, cijfer=str(each.pk)), each == figure)
            for each in figures
        ],
        "kinds": [
            Chip(str(words.KINDS[each]), _with(request, soort=each.value), each == kind)
            for each in _kinds(atlas, figure)
        ],
    }
    return {name: found for name, found in chips.items() if len(found) > 1}


def _measure_chips(request: MemberRequest, picture: Picture, measure: Measure) -> list[Chip]:
    if not picture.has_rates:
        return []
    labels = {Measure.RATE: words.per_words(), Measure.COUNT: _("Aantal")}
    return [
        Chip(label, _with(request, maat=each.value), each == measure)
        for each, label in labels.items()
    ]


def _with(request: MemberRequest, **choice: str) -> str:
    """This page with one choice made differently."""
    query = request.GET.copy()
    for name, value in choice.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_GET
@requires(Permission.FIGURES_READ)
def area(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One area: where it lies, what is in it, and what the figures say about it."""
    load(request.member, Area, pk)
    atlas = queries.atlas(request.member)
    row = next(each for each in atlas.areas if each.pk == pk)
    about = queries.figures_about(row, request.member)
    pictures, problems = _pictures(request, atlas, row)
    context = {
        "area": row,
        "items": words.area_items(row, pictures[0] if pictures else None),
        "parts": [Link(each.name, words.area_url(each)) for each in atlas.within(row)],
        "statements": [words.statement(picture, row) for picture in pictures],
        "views": presenters.figure_views(about, request.member),
        "problems": problems,
        "crumbs": _crumbs(row),
    }
    if pictures:
        context |= _around(pictures[0], atlas, row)
    return render(request, "evidence/area.html", context)


def _pictures(request: MemberRequest, atlas: Atlas, row: Area) -> tuple[list[Picture], list[str]]:
    """Each figure by area for this area and those beside it, and why some have none."""
    pictures, problems = [], []
    for figure in queries.figures_by_area(request.member):
        try:
            pictures.append(picture_of(figure, atlas, atlas.beside(row)))
        except FiguresRefused as refusal:
            problems.append(str(refusal))
    return pictures, problems


def _around(picture: Picture, atlas: Atlas, row: Area) -> dict[str, Any]:
    """The first figure for the areas beside this one on a map, and for those in it in a table."""
    around: dict[str, Any] = {}
    if row.kind in kinds_of(picture.figure):
        measure = Measure.RATE if picture.has_rates else Measure.COUNT
        around["map"] = words.map_of(picture, measure, emphasis=row)
        around["caveats"] = words.caveats(picture, measure)
    parts = [each for each in atlas.within(row) if each.kind in kinds_of(picture.figure)]
    if parts:
        inner = picture_of(picture.figure, atlas, parts)
        around["inner"] = words.place_table(inner, picture.figure.title)
    elif row.kind == Kind.BUURT:
        around["beside"] = words.place_table(picture, _("Naast elkaar"), emphasis=row)
    return around


def _crumbs(row: Area) -> list[Link]:
    above, parent = [], row.parent
    while parent is not None and parent.kind != Kind.MUNICIPALITY:
        above.append(Link(parent.name, words.area_url(parent)))
        parent = parent.parent
    return [Link(_("Gebieden"), reverse("evidence:areas")), *reversed(above), Link(row.name)]
