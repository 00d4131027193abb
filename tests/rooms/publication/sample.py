"""A progress report like the one a council would get; people, actions and most figures invented."""

from dataclasses import replace
from datetime import date, timedelta

from openveiligheid.publication.content import (
    Adoption,
    ChangeKind,
    EarlierReport,
    ObjectiveSection,
    PlanChange,
    PlanFacts,
    PriorityChapter,
    ReportContent,
    Status,
    StatusCount,
    ThemeSection,
)
from tests.rooms.publication.sample_chapters import (
    AS_OF,
    HILDE,
    D,
    L,
    S,
    action,
    care,
    digital,
    undermining,
    youth,
)


def report(**changes: object) -> ReportContent:
    """The whole report, with the given facts replaced."""
    content = ReportContent(
        title="Voortgangsrapportage 2026",
        municipality="Hardenberg",
        cbs_code="GM0160",
        as_of=AS_OF,
        plan=PlanFacts(
            title="Integraal Veiligheidsplan 2025–2028",
            year_from=2025,
            year_to=2028,
            version=2,
            sha256="9f2c4b7e1d8a" + "0" * 52,
            adoption=Adoption(body="Gemeenteraad", decided_on=date(2024, 12, 17)),
        ),
        priorities=(undermining(), youth(), care(), digital()),
        asks=(
            "Kennis te nemen van de voortgang.",
            "Bij de perspectiefnota te besluiten over een tweede jongerenwerker (€ 68.000).",
        ),
        changes=(
            PlanChange(
                kind=ChangeKind.CHANGED,
                subject="Doel bij 4.1 Weerbare inwoners en ondernemers",
                before="Een op de tien ondernemers",
                after="Een op de vijf ondernemers",
                reason="Motie van de raad bij de begroting",
                version=2,
                changed_on=date(2025, 11, 6),
            ),
            PlanChange(
                kind=ChangeKind.ADDED,
                subject="Thema 4.2 Cybergevolgbestrijding",
                after="Nieuw thema met één doel",
                reason="Afspraak in de veiligheidsregio",
                version=2,
                changed_on=date(2025, 11, 6),
            ),
            PlanChange(
                kind=ChangeKind.REMOVED,
                subject="Hangplek bij sportpark",
                before="Actie bij 2.1 Jeugd op straat",
                reason="Vervangen door avondopenstelling",
            ),
        ),
        earlier=EarlierReport(
            as_of=date(2025, 12, 1),
            counts=(
                StatusCount(status=D, actions=3),
                StatusCount(status=S, actions=15),
                StatusCount(status=L, actions=4),
            ),
        ),
        is_example=True,
    )
    return replace(content, **changes)  # type: ignore[arg-type]


def with_actions(count: int) -> ReportContent:
    """A report with this many actions under one objective."""
    statuses = list(Status)
    actions = tuple(
        action(
            f"Actie {n}",
            HILDE,
            (AS_OF - timedelta(days=n % 40)).isoformat(),
            statuses[n % len(statuses)],
            n % 101,
            "Voortgang besproken in het overleg." if n % 3 else "",
        )
        for n in range(1, count + 1)
    )
    objective = ObjectiveSection(text="Veel werk.", actions=actions)
    theme = ThemeSection(number="1.1", title="Alles", objectives=(objective,))
    return report(priorities=(PriorityChapter(number="1", title="Alles", themes=(theme,)),))
