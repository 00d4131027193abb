"""The end of a report: what changed in the plan, sources and methods, what the statuses mean."""

from django.utils.translation import gettext as _

from openveiligheid.publication.content import (
    ChangeKind,
    PlanChange,
    PointKind,
    ReportContent,
    Status,
)
from openveiligheid.publication.presenters import words
from openveiligheid.publication.presenters.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Row,
    Section,
    Table,
    Text,
    Tone,
)
from openveiligheid.publication.presenters.figures import source_line


def changes(content: ReportContent) -> Section:
    """The difference between the adopted plan and the plan as it is now."""
    plan = content.plan
    if not content.changes:
        return Section(
            "wijzigingen",
            _("Wijzigingen sinds de vaststelling"),
            (Text(_("Het plan is niet gewijzigd sinds de vaststelling.")),),
        )
    intro = _("Wat er nu anders is dan in het plan dat is vastgesteld (nu versie %(version)s).") % {
        "version": plan.version
    }
    columns = (
        Column(_("Onderdeel"), 2.6),
        Column(_("Wijziging"), 2.1),
        Column(_("Was"), 2.3),
        Column(_("Is nu"), 2.3),
        Column(_("Reden"), 2.3),
    )
    rows = tuple(_change(change) for change in content.changes)
    table = Table(_("Wijzigingen in het plan"), columns, rows)
    return Section(
        "wijzigingen", _("Wijzigingen sinds de vaststelling"), (Text(intro, "lead"), table)
    )


def appendix(content: ReportContent) -> Section:
    """Sources, methods and the meaning of words, for who wants to check."""
    blocks: list[Block] = [
        Heading(2, _("Bronnen van de cijfers")),
        _sources(content),
        Heading(2, _("Hoe wij tellen")),
        Bullets(_methods(content)),
        Heading(2, _("Wat de statussen betekenen")),
        _statuses(),
        Heading(2, _("Kenmerk van dit rapport")),
        Text(
            _(
                "De inhoud van dit rapport is bevroren op %(day)s. Controlegetal van het "
                "vastgestelde plan (sha256): %(plan)s. Controlegetal van dit rapport (sha256): "
                "%(report)s. Met een controlegetal is na te gaan of een document is veranderd."
            )
            % {
                "day": words.day(content.as_of),
                "plan": content.plan.sha256 or _("onbekend"),
                "report": content.sha256,
            },
            "note",
        ),
    ]
    return Section("bijlage", _("Bronnen, methoden en begrippen"), tuple(blocks), over=_("Bijlage"))


def _change(change: PlanChange) -> Row:
    name, tone = {
        ChangeKind.ADDED: (_("Toegevoegd"), Tone.OK),
        ChangeKind.CHANGED: (_("Gewijzigd"), Tone.DONE),
        ChangeKind.REMOVED: (_("Vervallen"), Tone.STOPPED),
    }[change.kind]
    when = []
    if change.version is not None:
        when.append(_("versie %(version)s") % {"version": change.version})
    if change.changed_on:
        when.append(words.short_day(change.changed_on))
    return Row(
        (
            Cell(change.subject, is_strong=True, notes=(", ".join(when),) if when else ()),
            Cell(name, tone),
            Cell(change.before or "–"),
            Cell(change.after or "–"),
            Cell(change.reason or _("Geen reden vastgelegd.")),
        )
    )


def _sources(content: ReportContent) -> Block:
    titles: dict[str, list[str]] = {}
    for figure in content.figures:
        titles.setdefault(source_line(figure.provenance), []).append(figure.title)
    if not titles:
        return Text(_("In dit rapport staan geen cijfers."))
    columns = (Column(_("Bron en methode"), 5), Column(_("Gebruikt voor"), 3))
    rows = tuple(Row((Cell(line), Cell("; ".join(used)))) for line, used in titles.items())
    return Table(_("Bronnen van de cijfers"), columns, rows)


def _methods(content: ReportContent) -> tuple[str, ...]:
    points = [p for figure in content.figures for one in figure.series for p in one.points]
    kinds = {point.kind for point in points}
    items = [
        _(
            "“Klaar” is het deel van de acties dat is afgerond; gestopte acties tellen niet mee. "
            "Het percentage is naar beneden afgerond: alleen als alles klaar is, staat er 100 "
            "procent."
        ),
        _("Een actie is te laat als de einddatum voorbij is op de dag van dit rapport."),
    ]
    if any(point.low is not None for point in points):
        items.append(
            _(
                "Een interval (95%) geeft aan hoe zeker een cijfer is. Ligt het doel binnen het "
                "interval, dan is niet te zeggen of het doel is gehaald."
            )
        )
    if PointKind.HIDDEN in kinds:
        items.append(
            _("“Verborgen” betekent dat een aantal te klein is om te tonen. Het is niet nul.")
        )
    if PointKind.PROVISIONAL in kinds:
        items.append(_("“Voorlopig” betekent dat de bron het cijfer nog kan wijzigen."))
    if content.is_example or _has_examples(content):
        items.append(
            _(
                "Dit rapport bevat fictieve voorbeeldgegevens. Wat fictief is, draagt het "
                "label “Fictief voorbeeld”."
            )
        )
    return tuple(items)


def _has_examples(content: ReportContent) -> bool:
    return any(action.is_example for action in content.actions) or any(
        figure.is_example for figure in content.figures
    )


def _statuses() -> Table:
    rows = tuple(
        Row(
            (
                Cell(words.status_name(status), words.TONES[status]),
                Cell(words.status_meaning(status)),
            )
        )
        for status in Status
    )
    columns = (Column(_("Status"), 1.2), Column(_("Betekenis"), 4))
    return Table(_("De statussen en hun betekenis"), columns, rows)
