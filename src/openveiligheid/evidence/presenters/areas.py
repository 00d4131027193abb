"""Areas on a map and in a table: number, inhabitants, and a rate where that says something."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openveiligheid.evidence.changes import MARGIN
from openveiligheid.evidence.places import (
    LEAST_EVENTS,
    LEAST_INHABITANTS,
    PER,
    Atlas,
    Measure,
    Picture,
    Place,
    RateState,
)
from openveiligheid.evidence.presenters.figures import interval_of
from openveiligheid.evidence.presenters.words import period_words, source_of
from openveiligheid.organisation.models import Area
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Cell, Column, ColumnKind, Item, Row, Source, Table
from openveiligheid.ui.maps import AreaMap, MapArea
from safetystats import Rate, Verdict, compare_counts

Kind = Area.Kind


KINDS: dict[str, Promise] = {
    Kind.KERN: gettext_lazy("Kernen"),
    Kind.WIJK: gettext_lazy("Wijken"),
    Kind.BUURT: gettext_lazy("Buurten"),
}
HIDDEN: dict[RateState, Promise] = {
    RateState.TOO_SMALL: gettext_lazy("te klein voor een verhouding"),
    RateState.OTHER_DIVISION: gettext_lazy("andere indeling"),
}
# On a tile there is room for a word.
SHORT: dict[RateState, Promise] = {
    RateState.TOO_SMALL: gettext_lazy("te klein"),
    RateState.OTHER_DIVISION: gettext_lazy("andere indeling"),
}
WHY: dict[RateState, Promise] = {
    RateState.TOO_SMALL: gettext_lazy(
        "Voor een verhouding per %(per)s inwoners is dit te klein: minder dan %(people)s inwoners "
        "of minder dan %(events)s gebeurtenissen."
    ),
    RateState.OTHER_DIVISION: gettext_lazy(
        "Een verhouding per %(per)s inwoners kan hier niet: de inwoners zijn geteld in een andere "
        "indeling van buurten."
    ),
}
BESIDE_REST: dict[Verdict, Promise] = {
    Verdict.ROSE: gettext_lazy("Dat is hoger dan in de rest van de gemeente."),
    Verdict.FELL: gettext_lazy("Dat is lager dan in de rest van de gemeente."),
    Verdict.STABLE: gettext_lazy("Dat is ongeveer gelijk aan de rest van de gemeente."),
    Verdict.UNCERTAIN: gettext_lazy(
        "Of dat hoger of lager is dan in de rest van de gemeente, is onzeker: het verschil kan "
        "toeval zijn."
    ),
}


def unit_per(unit: str) -> str:
    """The unit of a rate."""
    return _("%(unit)s per %(per)s inwoners") % {"unit": unit, "per": formatting.number(PER)}


def per_words() -> str:
    """The name of a rate."""
    return _("Per %(per)s inwoners") % {"per": formatting.number(PER)}


def map_of(
    picture: Picture, measure: Measure, *, title: str = "", emphasis: Area | None = None
) -> AreaMap:
    """The areas of a picture on a map, or as tiles where no outline is known."""
    is_rate = measure == Measure.RATE
    figure = picture.figure
    return AreaMap(
        title=title or figure.title,
        description=_description(picture, measure),
        areas=[_map_area(place, is_rate, picture, emphasis) for place in picture.places],
        unit=unit_per(figure.unit) if is_rate else figure.unit,
        decimals=1 if is_rate else picture.events.decimals,
        source=source_of(picture.events.provenance, picture.events.division),
    )


def _map_area(place: Place, is_rate: bool, picture: Picture, emphasis: Area | None) -> MapArea:
    value = place.value
    if is_rate:
        value = place.rate.value if place.rate else None
    return MapArea(
        code=place.area.code,
        name=place.area.name,
        value=value,
        url=area_url(place.area),
        label=str(SHORT.get(place.state, "")) if is_rate and place.rate is None else "",
        geometry=place.area.geometry,
        hidden=str(HIDDEN.get(place.state, "")) if is_rate else "",
        emphasis=place.area == emphasis,
    )


def area_url(area: Area) -> str:
    """The page of an area."""
    return reverse("evidence:area", args=[area.pk])


def _description(picture: Picture, measure: Measure) -> str:
    sentences = [
        _("Stand %(period)s.") % {"period": period_words(picture.period)}
        if picture.period
        else _("Nog geen cijfers.")
    ]
    if any(place.is_sum for place in picture.places):
        sentences.append(_("Opgeteld uit de buurten."))
    if measure == Measure.RATE and picture.whole:
        sentences.append(
            _("Alle buurten samen: %(rate)s.") % {"rate": formatting.number(picture.whole.value, 1)}
        )
    return " ".join(sentences)


def caveats(picture: Picture, measure: Measure) -> list[str]:
    """What one must know before reading the map."""
    found = []
    if picture.events.division:
        found.append(
            _(
                "De grenzen en codes volgen de %(division)s. Een code kan in een ander jaar een "
                "ander gebied zijn."
            )
            % {"division": picture.events.division}
        )
    if measure == Measure.RATE:
        found.append(
            _(
                "Onder %(people)s inwoners of onder %(events)s gebeurtenissen tonen we geen "
                "verhouding: één geval meer of minder maakt dan al te veel uit."
            )
            % {"people": LEAST_INHABITANTS, "events": LEAST_EVENTS}
        )
        found.append(
            _(
                "Waar veel mensen komen die er niet wonen, zoals een centrum of een park, valt de "
                "verhouding hoog uit. Zij zegt dan niets over de kans voor wie er woont."
            )
        )
    if any(place.state == RateState.OTHER_DIVISION for place in picture.places):
        found.append(
            _(
                "Andere indeling: de cijfers en de inwoners tellen niet over dezelfde buurten, "
                "dus delen mag hier niet. De wijk als geheel kan wel."
            )
        )
    if any(place.is_sum for place in picture.places):
        found.append(
            _(
                "Wat de bron per buurt verbergt, telt niet mee; de echte aantallen per wijk kunnen "
                "hoger zijn."
            )
        )
    return found


def inhabitants_source(picture: Picture) -> Source | None:
    """Where the number of inhabitants comes from."""
    reading = picture.inhabitants
    return source_of(reading.provenance, reading.division) if reading else None


def place_table(
    picture: Picture,
    caption: str,
    *,
    emphasis: Area | None = None,
    order: str = "",
    sort_urls: Mapping[str, str] | None = None,
) -> Table:
    """The areas with their number, and with inhabitants and rate where there are any."""
    counts = picture.figure.counts_events and picture.inhabitants is not None
    urls, direction = sort_urls or {}, "descending" if order.startswith("-") else "ascending"

    def column(key: str, label: str, kind: ColumnKind) -> Column:
        is_sorted = key == order.removeprefix("-")
        return Column(label, kind, urls.get(key, ""), direction if is_sorted else "")  # type: ignore[arg-type]

    columns = [
        column("naam", _("Gebied"), "name"),
        column("aantal", _("Aantal"), "number"),
    ]
    if counts:
        columns += [
            column("inwoners", _("Inwoners"), "number"),
            column("verhouding", per_words(), "number"),
        ]
    places = in_order(picture.places, order)
    rows = [Row(_place_cells(place, picture, counts, emphasis)) for place in places]
    return Table(caption, columns, rows)


def in_order(places: Iterable[Place], order: str) -> list[Place]:
    """The areas sorted; what has no number comes last, whichever the direction."""
    key = SORTS.get(order.removeprefix("-"))
    if key is None:
        return list(places)
    known = [(value, place) for place in places if (value := key(place)) is not None]
    unknown = [place for place in places if key(place) is None]
    ordered = sorted(known, key=lambda pair: pair[0], reverse=order.startswith("-"))
    return [place for _value, place in ordered] + unknown


SORTS: dict[str, Callable[[Place], Any]] = {
    "naam": lambda place: place.area.name,
    "aantal": lambda place: place.value,
    "inwoners": lambda place: place.inhabitants,
    "verhouding": lambda place: place.rate.value if place.rate else None,
}


def _place_cells(place: Place, picture: Picture, counts: bool, emphasis: Area | None) -> list[Cell]:
    note = _("dit gebied") if place.area == emphasis else ""
    cells = [
        Cell(place.area.name, url=area_url(place.area), note=note),
        Cell(value_words(place.value, picture.events.decimals)),
    ]
    if counts:
        cells += [Cell(value_words(place.inhabitants, 0)), rate_cell(place)]
    return cells


def value_words(value: float | None, decimals: int) -> str:
    """A number, or that it is not known; zero is a number."""
    return _("onbekend") if value is None else formatting.number(value, decimals)


def rate_cell(place: Place) -> Cell:
    """The rate with its interval, or why there is none."""
    if place.rate is None:
        return Cell(str(HIDDEN.get(place.state, _("onbekend"))))
    return Cell(formatting.number(place.rate.value, 1), note=rate_range(place.rate))


def rate_range(rate: Rate) -> str:
    """Between which values the rate probably lies."""
    low, high = (formatting.number(end, 1) for end in (rate.interval.low, rate.interval.high))
    return _("tussen %(low)s en %(high)s") % {"low": low, "high": high}


def count_words(atlas: Atlas) -> str:
    """How many areas there are of each kind."""
    words = {
        Kind.KERN: lambda n: ngettext("%(n)s kern", "%(n)s kernen", n),
        Kind.WIJK: lambda n: ngettext("%(n)s wijk", "%(n)s wijken", n),
        Kind.BUURT: lambda n: ngettext("%(n)s buurt", "%(n)s buurten", n),
    }
    counts = [(kind, len(atlas.of_kind(kind))) for kind in atlas.kinds()]
    return ", ".join(words[kind](n) % {"n": formatting.number(n)} for kind, n in counts)


def area_items(area: Area, picture: Picture | None) -> list[Item]:
    """What an area is."""
    items = [Item(_("Soort"), str(Kind(area.kind).label)), Item(_("Code"), area.code)]
    if area.parent:
        items.append(Item(_("Ligt in"), area.parent.name, area_url(area.parent)))
    if area.kern:
        items.append(Item(_("Kern"), area.kern.name, area_url(area.kern)))
    place = picture.place(area.code) if picture else None
    if picture and picture.inhabitants and place and place.inhabitants is not None:
        year = period_words(picture.inhabitants.periods[-1])
        facts = {"count": formatting.number(place.inhabitants), "year": year}
        items.append(Item(_("Inwoners"), _("%(count)s (%(year)s)") % facts))
    return items


@dataclass(frozen=True)
class Statement:
    """What a figure says about one area."""

    title: str
    url: str
    sentences: list[str]
    source: Source
    inhabitants: Source | None


def statement(picture: Picture, area: Area) -> Statement:
    """What a figure says about one area, with both sources."""
    place = picture.place(area.code)
    return Statement(
        title=picture.figure.title,
        url=reverse("evidence:figure", args=[picture.figure.pk]),
        sentences=place_sentences(place, picture) if place else [],
        source=source_of(picture.events.provenance, picture.events.division),
        inhabitants=inhabitants_source(picture) if place and place.rate else None,
    )


def place_sentences(place: Place, picture: Picture) -> list[str]:
    """What a figure says about one area, in sentences."""
    figure, period = picture.figure, period_words(picture.period)
    if place.value is None:
        return [_("Over %(period)s is hier geen cijfer bekend.") % {"period": period}]
    facts = {
        "value": formatting.number(place.value, picture.events.decimals),
        "unit": figure.unit,
        "period": period,
    }
    sentences = [_("%(value)s %(unit)s in %(period)s.") % facts]
    if place.is_sum:
        sentences.append(
            _("Opgeteld uit de buurten; wat de bron per buurt verbergt, telt niet mee.")
        )
    low, high = interval_of(place.value) if figure.counts_events else (None, None)
    if low is not None and high is not None:
        sentences.append(
            _("Door toeval had dat ook een aantal tussen %(low)s en %(high)s kunnen zijn.")
            % {"low": formatting.number(low), "high": formatting.number(high)}
        )
    if place.rate:
        sentences += _rate_sentences(place.rate, picture.whole)
    elif place.state in WHY:
        thresholds = {"people": LEAST_INHABITANTS, "events": LEAST_EVENTS}
        sentences.append(str(WHY[place.state]) % {"per": formatting.number(PER), **thresholds})
    return sentences


def _rate_sentences(rate: Rate, whole: Rate | None) -> Iterable[str]:
    facts = {
        "per": formatting.number(PER),
        "rate": formatting.number(rate.value, 1),
        "range": rate_range(rate),
    }
    yield _("Per %(per)s inwoners is dat %(rate)s (%(range)s).") % facts
    if whole is None or whole.events <= rate.events or whole.population <= rate.population:
        return
    comparison = compare_counts(
        rate.events,
        whole.events - rate.events,
        exposure=rate.population,
        reference_exposure=whole.population - rate.population,
        margin=MARGIN,
    )
    yield str(BESIDE_REST[comparison.verdict])
