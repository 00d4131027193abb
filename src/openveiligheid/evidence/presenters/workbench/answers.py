"""What a panorama says, in sentences: how many, more or less than before, and beside others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openveiligheid.evidence.offers import BUURT, MUNICIPALITY, WIJK, level_of
from openveiligheid.evidence.places import (
    LEAST_EVENTS,
    LEAST_INHABITANTS,
    PER,
    Measure,
    RateState,
)
from openveiligheid.evidence.presenters.areas import rate_range
from openveiligheid.evidence.presenters.verdicts import (
    EQUAL,
    TIMES,
    VERDICTS,
    range_words,
    share_words,
)
from openveiligheid.evidence.presenters.words import (
    FICTITIOUS,
    is_fictitious,
    span_words,
)
from openveiligheid.evidence.workbench import Panorama, Part, Peers
from openveiligheid.ui import formatting
from safetydata.provenance import Note
from safetydata.regions.breaks import BreakKind
from safetystats import Rate, Verdict, compare_counts

NUMBERED = re.compile(r"^\d+(?:\.\d+)*\s+")
ICONS: dict[Verdict, str] = {
    Verdict.ROSE: "trending-up",
    Verdict.FELL: "trending-down",
    Verdict.STABLE: "arrow-right",
    Verdict.UNCERTAIN: "help-circle",
}
PEERS: dict[tuple[Peers, str], Promise] = {
    (Peers.SIZE, MUNICIPALITY): gettext_lazy("gemeenten van deze grootte"),
    (Peers.SIZE, WIJK): gettext_lazy("wijken van deze grootte"),
    (Peers.SIZE, BUURT): gettext_lazy("buurten van deze grootte"),
    (Peers.BESIDE, MUNICIPALITY): gettext_lazy("alle andere gemeenten"),
    (Peers.BESIDE, BUURT): gettext_lazy("de andere buurten van de wijk"),
    (Peers.REST, WIJK): gettext_lazy("de rest van de gemeente"),
    (Peers.REST, BUURT): gettext_lazy("de rest van de gemeente"),
}
LEVEL: dict[Verdict, Promise] = {
    Verdict.ROSE: gettext_lazy("Dat is hoger dan bij %(peers)s: %(rate)s."),
    Verdict.FELL: gettext_lazy("Dat is lager dan bij %(peers)s: %(rate)s."),
    Verdict.STABLE: gettext_lazy("Dat is ongeveer gelijk aan %(peers)s: %(rate)s."),
    Verdict.UNCERTAIN: gettext_lazy(
        "Bij %(peers)s is het %(rate)s; of dat echt verschilt, is onzeker."
    ),
}
# Why the verdict is what it is.
WHY: dict[Verdict, Promise] = {
    Verdict.ROSE: gettext_lazy("Dat is meer dan toeval verklaart (marge: %(margin)s)."),
    Verdict.FELL: gettext_lazy("Dat is meer dan toeval verklaart (marge: %(margin)s)."),
    Verdict.STABLE: gettext_lazy(
        "Het verschil is zeker kleiner dan %(counts)s (marge: %(margin)s)."
    ),
    Verdict.UNCERTAIN: gettext_lazy("Het verschil kan toeval zijn (marge: %(margin)s)."),
}
BESIDE: dict[Verdict, Promise] = {
    Verdict.ROSE: gettext_lazy(
        "Het ging hier meer omhoog, of minder omlaag, dan daar (marge: %(margin)s)."
    ),
    Verdict.FELL: gettext_lazy(
        "Het ging hier meer omlaag, of minder omhoog, dan daar (marge: %(margin)s)."
    ),
    Verdict.STABLE: gettext_lazy("Het ging hier ongeveer gelijk op (marge: %(margin)s)."),
    Verdict.UNCERTAIN: gettext_lazy(
        "Of het hier anders ging dan daar, is onzeker (marge: %(margin)s)."
    ),
}


@dataclass(frozen=True)
class Answer:
    """The answer of a panorama, for who reads no further."""

    title: str
    value: str
    period: str
    verdict: str
    icon: str
    sentences: list[str]


def subject(panorama: Panorama) -> str:
    """What is counted, in the words of the source without its numbers."""
    offer = panorama.offer
    chosen = [offer.codes[code].get(value, value) for code, value in panorama.choice.filters]
    titles = [NUMBERED.sub("", title) for title in chosen]
    return ", ".join(titles) or offer.entry.topic(panorama.choice.topic).title


def area_name(panorama: Panorama) -> str:
    """The name of the area that the page is about."""
    return panorama.name(panorama.choice.area)


def title_of(panorama: Panorama) -> str:
    """What a panorama is about: what is counted, and where."""
    facts = {"subject": subject(panorama), "area": area_name(panorama)}
    title = _("%(subject)s in %(area)s") % facts
    if is_fictitious(panorama.provenance.source) and FICTITIOUS not in title.casefold():
        return _("%(title)s (fictief)") % {"title": title}
    return title


def answer_of(panorama: Panorama) -> Answer:
    """The answer in a few sentences."""
    whole, change = panorama.whole, panorama.whole.change
    value = whole.place.value
    return Answer(
        title=title_of(panorama),
        value=_("onbekend") if value is None else formatting.number(value, panorama.decimals),
        period=stretch_words(panorama.now),
        verdict=str(VERDICTS[change.verdict]) if change else "",
        icon=ICONS[change.verdict] if change else "",
        sentences=list(_sentences(panorama)),
    )


def stretch_words(periods: tuple[str, ...]) -> str:
    """A year in words: 2024, or the months or quarters that make it up."""
    if not periods:
        return ""
    first, last = periods[0], periods[-1]
    whole_year = first[:4] == last[:4] and len(periods) > 1 and first.endswith("01")
    if whole_year and len(periods) in {2, 4, 12}:
        return first[:4]
    return span_words(first, last)


def _sentences(panorama: Panorama) -> Iterable[str]:
    whole = panorama.whole
    if whole.place.value is None:
        yield _("Over %(period)s is hier geen cijfer bekend.") % {
            "period": stretch_words(panorama.now)
        }
        return
    yield _change_sentence(panorama, whole)
    if whole.change and whole.share is not None:
        facts = {
            "margin": range_words(whole.change.interval),
            "counts": formatting.percentage(panorama.choice.margin),
        }
        yield str(WHY[whole.change.verdict]) % facts
    if whole.place.rate:
        yield _rate_sentence(whole.place.rate)
    elif panorama.has_rates and whole.place.state == RateState.TOO_SMALL:
        yield too_small_words()
    yield from _peer_sentences(panorama)


def _change_sentence(panorama: Panorama, part: Part) -> str:
    if part.share is None and part.before is None:
        return _("Het jaar ervoor is niet bekend; of het meer of minder werd, is niet te zeggen.")
    facts = {
        "before": formatting.number(part.before or 0, panorama.decimals),
        "period": _before_words(panorama.before),
    }
    if part.share is None:
        return _("In %(period)s waren het er %(before)s.") % facts
    facts["change"] = share_words(part.share)
    if part.share == 0:
        return _("Dat is gelijk aan %(period)s.") % facts
    if abs(part.share) < EQUAL:
        return _("Dat is bijna gelijk aan %(period)s (%(before)s).") % facts
    if part.share + 1 >= TIMES:
        return _("Dat is %(change)s als in %(period)s (%(before)s).") % facts
    return _("Dat is %(change)s dan in %(period)s (%(before)s).") % facts


def _before_words(periods: tuple[str, ...]) -> str:
    """The year before in a sentence: a calendar year, or the twelve months before."""
    is_calendar = len(periods) == 1 or periods[0].endswith("01")
    return stretch_words(periods) if is_calendar else _("het jaar ervoor")


def _rate_sentence(rate: Rate) -> str:
    facts = {
        "per": formatting.number(PER),
        "rate": formatting.number(rate.value, 1),
        "range": rate_range(rate),
    }
    return _("Per %(per)s inwoners is dat %(rate)s (%(range)s).") % facts


def too_small_words() -> str:
    """Why there is no rate."""
    return _(
        "Te klein voor een verhouding: minder dan %(people)s inwoners of minder dan %(events)s "
        "gebeurtenissen."
    ) % {"people": LEAST_INHABITANTS, "events": LEAST_EVENTS}


def peer_name(panorama: Panorama) -> str:
    """With what an area is compared, in words."""
    choice = panorama.choice
    if choice.peers == Peers.NATION:
        return _("Nederland")
    return str(PEERS.get((choice.peers, level_of(choice.area)), ""))


def _peer_sentences(panorama: Panorama) -> Iterable[str]:
    """How high it is beside the peers, and how it went there."""
    peers, own = panorama.compared, panorama.whole.place.rate
    if peers is None:
        return
    other = peers.place.rate
    if own and other and other.events > 0:
        comparison = compare_counts(
            own.events,
            other.events,
            exposure=own.population,
            reference_exposure=other.population,
            margin=panorama.choice.margin,
        )
        yield str(LEVEL[comparison.verdict]) % {
            "peers": peer_name(panorama),
            "rate": formatting.number(other.value, 1),
        }
    facts = {"peers": peer_name(panorama)}
    if peers.share is not None and peers.change:
        facts["verdict"] = str(VERDICTS[peers.change.verdict]).lower()
        facts["change"] = share_words(peers.share)
        yield (
            _("De ontwikkeling bij %(peers)s: %(verdict)s.")
            if abs(peers.share) < EQUAL
            else _("De ontwikkeling bij %(peers)s: %(verdict)s (%(change)s).")
        ) % facts
    if panorama.beside:
        facts["margin"] = range_words(panorama.beside.interval)
        yield str(BESIDE[panorama.beside.verdict]) % facts


def caveats(panorama: Panorama) -> list[str]:
    """What one must know before drawing a conclusion."""
    found = list(_number_caveats(panorama))
    if panorama.choice.measure == Measure.SMOOTHED:
        found.append(
            _(
                "Afgevlakt: op de kaart en in de tabel zijn kleine gebieden naar het gemiddelde "
                "toe getrokken, omdat hun verhouding vooral toeval is. De grafiek is niet "
                "afgevlakt."
            )
        )
    if panorama.choice.measure != Measure.COUNT:
        known = zip(panorama.main.counts, panorama.main.values, strict=True)
        hidden = sum(count is not None and value is None for count, value in known)
        if hidden:
            facts = {"hidden": hidden, "all": len(panorama.periods)}
            found.append(
                _(
                    "%(hidden)s van de %(all)s periodes staan niet in de grafiek: te weinig "
                    "gebeurtenissen of inwoners voor een verhouding. Kies “Aantal” om ze te zien."
                )
                % facts
            )
        found.append(
            _(
                "Waar veel mensen komen die er niet wonen, valt de verhouding hoog uit. Zij zegt "
                "dan niets over de kans voor wie er woont."
            )
        )
    elif panorama.choice.peers != Peers.NONE and panorama.has_rates:
        found.append(
            _(
                "In aantallen zijn gebieden van verschillende grootte niet te vergelijken. Kies "
                "“Per 1.000 inwoners” om ze samen in de grafiek te zien."
            )
        )
    return found


def break_words(panorama: Panorama) -> list[str]:
    """Where numbers before and after may not be compared, and why."""
    found = [
        _("Breuk in de reeks. %(why)s") % {"why": each.text}
        if each.kind == BreakKind.REGION
        else each.text
        for each in panorama.breaks
    ]
    if panorama.breaks_verdict:
        found.append(
            _("Dat valt tussen de twee jaren die hieronder vergeleken worden: wees voorzichtig.")
        )
    return found


def _number_caveats(panorama: Panorama) -> Iterable[str]:
    notes = panorama.provenance.notes
    if Note.PROVISIONAL in notes:
        yield _("Een deel van deze cijfers is voorlopig en kan nog veranderen.")
    if any(part.place.is_sum for part in (panorama.whole, *panorama.parts)):
        yield _(
            "Opgeteld uit de buurten; wat de bron per buurt verbergt, telt niet mee. Het echte "
            "aantal kan hoger zijn."
        )
    if any(part.place.state == RateState.OTHER_DIVISION for part in panorama.parts):
        yield _(
            "Andere indeling: de cijfers en de inwoners tellen niet over dezelfde buurten, dus "
            "delen mag daar niet."
        )
    if panorama.counts_events and panorama.whole.place.inhabitants is None:
        yield _("Hoeveel mensen hier wonen, is niet bekend. Daarom ziet u alleen aantallen.")
    years = sorted({census.year for census in panorama.censuses})
    if panorama.choice.measure != Measure.COUNT and years:
        listed = ", ".join(str(year) for year in years)
        yield _("Gedeeld door het aantal inwoners van: %(years)s.") % {"years": listed}
    if panorama.knows_changes:
        yield _(
            "Aantallen schommelen door toeval. De marge zegt waar het echte verschil met 95% "
            "zekerheid ligt."
        )
    if panorama.counts_events:
        yield _(
            "Meer registraties kan ook betekenen: meer aangiften of meer aandacht van de politie."
        )
