"""The chapters of the sample report; people, actions and most figures are invented."""

from datetime import date

from openveiligheid.publication.content import (
    ActionRow,
    Direction,
    FigureBlock,
    FigureSeries,
    FigureTarget,
    Money,
    ObjectiveSection,
    Point,
    PointKind,
    PriorityChapter,
    Provenance,
    Status,
    ThemeSection,
)

AS_OF = date(2026, 11, 23)
D, S, A, L, N, X = (
    Status.DONE,
    Status.ON_SCHEDULE,
    Status.NEEDS_ATTENTION,
    Status.LATE,
    Status.NOT_STARTED,
    Status.STOPPED,
)
HILDE = ("Hilde Mensink", "projectleider ondermijning")
RUBEN = ("Ruben Kok", "beleidsadviseur jeugd")
JEROEN = ("Jeroen Dam", "procesregisseur zorg en veiligheid")
SASKIA = ("Saskia Blom", "adviseur digitale veiligheid")


def action(
    title: str,
    lead: tuple[str, str],
    due_on: str,
    status: Status,
    progress: int | None,
    note: str = "",
    **more: object,
) -> ActionRow:
    """An invented action; late ones know how late they are."""
    due = date.fromisoformat(due_on)
    return ActionRow(
        title=title,
        lead=lead[0],
        lead_function=lead[1],
        due_on=due,
        status=status,
        progress_percent=progress,
        note=note,
        note_on=date(2026, 11, 9) if note else None,
        days_late=max((AS_OF - due).days, 0) if status is L else 0,
        is_example=True,
        **more,  # type: ignore[arg-type]
    )


def money(budget: int, spent: int) -> Money:
    """Amounts in whole euros."""
    return Money(budget_cents=budget * 100, spent_cents=spent * 100)


def undermining() -> PriorityChapter:
    """Four themes would be usual; two are enough to see the shape."""
    controls = ObjectiveSection(
        text="Elk jaar worden minstens twaalf bedrijven gezamenlijk gecontroleerd.",
        actions=(
            action(
                "Integrale controles op bedrijventerreinen",
                HILDE,
                "2026-12-31",
                S,
                90,
                "Veertien controles uitgevoerd. In drie gevallen volgde een last onder dwangsom.",
                partners=("politie", "RIEC Oost-Nederland", "Belastingdienst"),
                money=money(45_000, 38_250),
            ),
            action(
                "Controleteam opleiden in herkennen van ondermijning",
                HILDE,
                "2026-06-30",
                D,
                100,
                "Alle elf controleurs hebben de training afgerond.",
                money=money(12_500, 11_900),
            ),
        ),
    )
    permits = ObjectiveSection(
        text="Vergunningen komen niet terecht bij mensen met verkeerde bedoelingen.",
        actions=(
            action(
                "Bibob-beleid voor vakantieparken actualiseren",
                HILDE,
                "2027-01-31",
                S,
                60,
                "Het concept ligt bij de driehoek.",
            ),
            action("Bibob-toets opnemen in vastgoedtransacties", HILDE, "2026-03-31", D, 100),
        ),
    )
    countryside = ObjectiveSection(
        text="Bewoners van het buitengebied herkennen signalen en melden die.",
        actions=(
            action(
                "Meldpunt buitengebied onder de aandacht brengen",
                HILDE,
                "2026-09-30",
                D,
                100,
                "Vier keukentafelgesprekken gehouden; het aantal meldingen steeg van 9 naar 31.",
                partners=("LTO", "politie"),
                money=money(8_000, 7_450),
            ),
            action(
                "Leegstaande schuren in beeld brengen",
                HILDE,
                "2026-12-15",
                A,
                40,
                "De helft van de dorpen is bezocht.",
                explanation="Door ziekte zijn drie van de zes bezoekrondes uitgesteld. Een extra "
                "medewerker begint op 1 december.",
            ),
            action("Gesprekken met verhuurders van schuren", HILDE, "2027-06-30", N, 0),
        ),
    )
    return PriorityChapter(
        number="1",
        title="Ondermijning",
        summary="Criminelen krijgen minder kans om gebruik te maken van het buitengebied, "
        "bedrijventerreinen en gewone dienstverlening van de gemeente.",
        themes=(
            ThemeSection(
                number="1.1", title="Bedrijven en vergunningen", objectives=(controls, permits)
            ),
            ThemeSection(number="1.2", title="Buitengebied", objectives=(countryside,)),
        ),
        figures=(registered_crime(),),
    )


def registered_crime() -> FigureBlock:
    """Real counts, as the police published them."""
    return FigureBlock(
        title="Geregistreerde misdrijven",
        unit="aantal per jaar",
        decimals=0,
        reading="In 2024 registreerde de politie 1.462 misdrijven in Hardenberg. Dat zijn er 78 "
        "minder dan in 2023.",
        series=(
            FigureSeries(
                name="Hardenberg",
                is_own=True,
                points=(
                    Point(label="2022", value=1657),
                    Point(label="2023", value=1540),
                    Point(label="2024", value=1462, kind=PointKind.PROVISIONAL),
                ),
            ),
            FigureSeries(
                name="Coevorden",
                points=(
                    Point(label="2022", value=1170),
                    Point(label="2023", value=1104),
                    Point(label="2024", value=906, kind=PointKind.PROVISIONAL),
                ),
            ),
        ),
        provenance=Provenance(
            source="Politie",
            table="47013NED",
            period="2022 tot en met 2024",
            fetched_on=date(2026, 11, 18),
            licence="CC BY 4.0",
            method="aantallen zonder bewerking",
        ),
    )


def burglaries() -> FigureBlock:
    """Invented, with intervals and a target."""
    own = (3.1, 2.8, 2.4, 1.9, 1.5, 1.3, 1.4, 1.2, 1.1)
    nation = (6.3, 5.4, 4.9, 4.0, 3.0, 2.9, 3.1, 2.9, 2.7)
    return FigureBlock(
        title="Woninginbraken",
        unit="per 1.000 woningen",
        reading="Het cijfer ligt al jaren onder dat van Nederland. Of het doel is gehaald, is door "
        "het kleine aantal inbraken niet met zekerheid te zeggen.",
        series=(
            FigureSeries(
                name="Hardenberg",
                is_own=True,
                points=tuple(
                    Point(label=str(2017 + i), value=v, low=v * 0.8, high=v * 1.25)
                    for i, v in enumerate(own)
                ),
            ),
            FigureSeries(
                name="Nederland",
                points=tuple(Point(label=str(2017 + i), value=v) for i, v in enumerate(nation)),
            ),
        ),
        target=FigureTarget(value=1.0, direction=Direction.AT_MOST, by="2028"),
        provenance=Provenance(
            source="verzonnen voorbeeld",
            period="2017 tot en met 2025",
            method="aantal per 1.000 woningen met exact Poisson-interval",
        ),
        is_example=True,
    )


def youth() -> PriorityChapter:
    """A priority with hidden and unknown values."""
    streets = ObjectiveSection(
        text="Minder overlast van groepen jongeren in de kernen.",
        actions=(
            action(
                "Jongerenwerk in de avond, Baalder en Marslanden",
                RUBEN,
                "2026-12-15",
                A,
                45,
                "Werving van een tweede jongerenwerker loopt.",
                explanation="De vacature staat sinds juni open. Tot die is vervuld, is er één "
                "avond per week in plaats van drie.",
                partners=("welzijnsorganisatie", "jeugdboa"),
                money=money(68_000, 31_000),
            ),
            action("Groepsaanpak volgens de zeven stappen", RUBEN, "2027-03-01", S, 50),
            action(
                "Hangplek bij sportpark inrichten",
                RUBEN,
                "2026-05-01",
                X,
                20,
                explanation="Omwonenden en jongeren kozen samen voor een andere plek. De actie "
                "is vervangen door avondopenstelling van de sporthal.",
            ),
        ),
    )
    school = ObjectiveSection(
        text="Scholen en gemeente signaleren samen en op tijd.",
        actions=(
            action("Convenant veilige school vernieuwen", RUBEN, "2026-04-01", D, 100),
            action("Lespakket over geldezels", RUBEN, "2027-02-01", S, 30),
            action("Meldcode oefenen met schoolteams", RUBEN, "2027-07-01", N, None),
        ),
    )
    suspects = FigureBlock(
        title="Jeugdige verdachten",
        unit="deel van de 12- tot 18-jarigen, in procenten",
        reading="Het aandeel is klein en schommelt van jaar tot jaar.",
        series=(
            FigureSeries(
                name="Hardenberg",
                is_own=True,
                points=(
                    Point(label="2021", value=1.6),
                    Point(label="2022", value=None, kind=PointKind.HIDDEN),
                    Point(label="2023", value=1.7),
                    Point(label="2024", value=1.9, kind=PointKind.PROVISIONAL),
                    Point(label="2025", value=None, kind=PointKind.MISSING),
                ),
            ),
        ),
        target=FigureTarget(value=1.5, direction=Direction.AT_MOST, by="2028"),
        provenance=Provenance(source="verzonnen voorbeeld", period="2021 tot en met 2025"),
        is_example=True,
    )
    return PriorityChapter(
        number="2",
        title="Jeugd en veiligheid",
        summary="Jongeren groeien veilig op en raken niet betrokken bij criminaliteit.",
        themes=(
            ThemeSection(number="2.1", title="Jeugd op straat", objectives=(streets,)),
            ThemeSection(number="2.2", title="School en veiligheid", objectives=(school,)),
        ),
        figures=(suspects,),
    )


def care() -> PriorityChapter:
    """A priority that goes well, with an objective that has no actions yet."""
    return PriorityChapter(
        number="3",
        title="Zorg en veiligheid",
        summary="Inwoners met onbegrepen gedrag en hun omgeving krijgen sneller passende hulp.",
        themes=(
            ThemeSection(
                number="3.1",
                title="Onbegrepen gedrag",
                objectives=(
                    ObjectiveSection(
                        text="Binnen drie werkdagen is duidelijk wie de regie heeft.",
                        actions=(
                            action("Werkafspraken GGD en politie", JEROEN, "2027-03-01", S, 70),
                            action("Wijk-GGD'er in alle kernen", JEROEN, "2026-01-01", D, 100),
                            action("Draaiboek crisismaatregel", JEROEN, "2026-07-01", D, 100),
                            action("Dagstart met wijkteams", JEROEN, "2026-09-01", D, 100),
                            action("Proef met nachtopvang", JEROEN, "2027-05-01", S, 25),
                        ),
                    ),
                    ObjectiveSection(text="Familieleden weten bij wie zij terechtkunnen."),
                ),
            ),
        ),
        figures=(burglaries(),),
    )


def digital() -> PriorityChapter:
    """A priority that is late."""
    return PriorityChapter(
        number="4",
        title="Digitale veiligheid",
        summary="Inwoners en ondernemers zijn weerbaar tegen online oplichting en de gemeente is "
        "voorbereid op een digitale ontwrichting.",
        themes=(
            ThemeSection(
                number="4.1",
                title="Weerbare inwoners en ondernemers",
                objectives=(
                    ObjectiveSection(
                        text="In 2028 heeft een op de vijf ondernemers een training gevolgd.",
                        actions=(
                            action(
                                "Weerbaarheidstraining voor ondernemers",
                                SASKIA,
                                "2026-11-01",
                                L,
                                35,
                                "De trainer is ziek. De training staat nu gepland in januari.",
                                explanation="De trainer viel uit. Met een andere aanbieder is "
                                "afgesproken dat de eerste groep op 14 januari begint.",
                                money=money(24_000, 6_000),
                            ),
                            action("Spreekuur in de bibliotheek", SASKIA, "2026-10-01", D, 100),
                        ),
                    ),
                ),
            ),
            ThemeSection(
                number="4.2",
                title="Cybergevolgbestrijding",
                objectives=(
                    ObjectiveSection(
                        text="De crisisorganisatie oefent elk jaar met een digitale uitval.",
                        actions=(
                            action("Oefening uitval betaalverkeer", SASKIA, "2027-04-01", S, 10),
                            action("Noodcommunicatie zonder internet", SASKIA, "2026-12-20", A, 20),
                        ),
                    ),
                ),
            ),
        ),
    )
