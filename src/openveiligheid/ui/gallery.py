"""Invented words and figures for the gallery of components."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from openveiligheid.ui.charts import BarChart, BarItem, LineChart, Series, Target
from openveiligheid.ui.components import (
    Badge,
    Bar,
    Card,
    Cell,
    Chip,
    Column,
    Difference,
    Fact,
    Item,
    Link,
    Moment,
    Row,
    Segment,
    Source,
    Step,
    Summary,
    Tab,
    Table,
)
from openveiligheid.ui.forms import DateField
from openveiligheid.ui.maps import AreaMap, MapArea

TODAY = date(2026, 11, 23)


class ProgressForm(forms.Form):
    """An example with each kind of field."""

    state = forms.ChoiceField(
        label="Status",
        widget=forms.RadioSelect,
        choices=[
            ("ok", "Op schema"),
            ("warn", "Vraagt aandacht"),
            ("late", "Vertraagd"),
            ("done", "Afgerond"),
        ],
    )
    due_on = DateField(label="Nieuwe deadline")
    percentage = forms.IntegerField(label="Voortgang in procenten", min_value=0, max_value=100)
    lead = forms.ChoiceField(
        label="Trekker", choices=[("1", "Saskia Blom"), ("2", "Ruben van der Kok")]
    )
    partners = forms.MultipleChoiceField(
        label="Partners",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("politie", "Politie"), ("om", "Openbaar Ministerie"), ("ggd", "GGD")],
    )
    note = forms.CharField(
        label="Toelichting",
        help_text="Deze tekst komt in de voortgangsrapportage aan de raad.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    attachment = forms.FileField(label="Bijlage", required=False)
    public = forms.BooleanField(label="Tonen op de openbare site", required=False)


def context(request: HttpRequest) -> dict[str, Any]:
    """Gather the examples of one page."""
    return {
        "navigation": NAVIGATION,
        "municipality_name": "Gemeente Voorbeeld",
        "is_fictional": True,
        "crumbs": [Link("Plannen", "#"), Link("Integraal Veiligheidsplan 2025–2028")],
        "badges": BADGES,
        "summary": SUMMARY,
        "cards": CARDS,
        "chips": CHIPS,
        "table": TABLE,
        "page": Paginator(range(240), 20).page(5),
        "tabs": TABS,
        "steps": STEPS,
        "items": ITEMS,
        "moments": MOMENTS,
        "differences": DIFFERENCES,
        "source": SOURCE,
        "line_chart": LINE_CHART,
        "bar_chart": BAR_CHART,
        "area_map": AREA_MAP,
        "tile_map": TILE_MAP,
        "form": ProgressForm(initial={"state": "late"}),
        "wrong_form": ProgressForm(
            {"fout-due_on": "gisteren", "fout-percentage": "140"}, prefix="fout"
        ),
    }


NAVIGATION = [
    {"url": "#", "label": "Overzicht", "icon": "home", "current": True},
    {"url": "#", "label": "Plan", "icon": "flame", "current": False},
    {"url": "#", "label": "Acties", "icon": "circle-check", "current": False},
    {"url": "#", "label": "Cijfers", "icon": "chart-line", "current": False},
    {"url": "#", "label": "Besluiten", "icon": "gavel", "current": False},
    {"url": "#", "label": "Rapportages", "icon": "file-text", "current": False},
]
BADGES = [
    Badge("Op schema", "ok"),
    Badge("Vraagt aandacht", "warn"),
    Badge("Vertraagd", "late"),
    Badge("Afgerond", "done"),
    Badge("Concept", "neutral"),
]


def bar(done: int, ok: int, warn: int, late: int) -> Bar:
    return Bar(
        [
            Segment("afgerond", done, "done"),
            Segment("op schema", ok, "ok"),
            Segment("vraagt aandacht", warn, "warn"),
            Segment("vertraagd", late, "late"),
        ]
    )


SUMMARY = Summary(
    value="38%",
    text="van de 24 acties is afgerond",
    bar=bar(9, 11, 3, 1),
    facts=[
        Fact("Afgerond", "9", "done", "#"),
        Fact("Op schema", "11", "ok", "#"),
        Fact("Vraagt aandacht", "3", "warn", "#"),
        Fact("Vertraagd", "1", "late", "#"),
    ],
)
CARDS = [
    Card(
        title="Ondermijning",
        url="#",
        icon="shield-half",
        badge=Badge("Op schema", "ok"),
        text="Minder ruimte voor criminele inmenging in het buitengebied.",
        bar=bar(3, 4, 0, 0),
        count="3 van 7 acties afgerond",
        percentage="43%",
        note="14 integrale controles uitgevoerd, doel was 12",
        note_icon="trending-up",
    ),
    Card(
        title="Jeugd en veiligheid",
        url="#",
        icon="users",
        badge=Badge("Vraagt aandacht", "warn"),
        text="Jongeren groeien veilig op en raken niet betrokken bij criminaliteit.",
        bar=bar(1, 3, 2, 0),
        count="1 van 6 acties afgerond",
        percentage="17%",
        note="Jeugdige verdachten 1,9%, was 1,6%",
        note_icon="trending-up",
    ),
    Card(
        title="Zorg en veiligheid",
        url="#",
        icon="heart-handshake",
        badge=Badge("Op schema", "ok"),
        text="Inwoners met onbegrepen gedrag krijgen sneller passende hulp.",
        bar=bar(3, 3, 0, 0),
        count="3 van 6 acties afgerond",
        percentage="50%",
    ),
    Card(
        title="Digitale veiligheid",
        url="#",
        icon="device-laptop",
        badge=Badge("Vertraagd", "late"),
        text="Inwoners en ondernemers zijn weerbaar tegen online oplichting.",
        bar=bar(2, 1, 1, 1),
        count="2 van 5 acties afgerond",
        percentage="40%",
        note="Aangiften van online fraude 11% hoger dan in 2025",
        note_icon="trending-up",
    ),
]
CHIPS = [
    Chip("Alle prioriteiten", "#", current=True, count=24),
    Chip("Mijn acties", "#", count=5),
    Chip("Vraagt aandacht", "#", count=3),
    Chip("Deadline binnen 30 dagen", "#"),
]
TABLE = Table(
    caption="Acties met prioriteit, trekker, budget, deadline en status",
    columns=[
        Column("Actie", "name", "#", "ascending"),
        Column("Prioriteit"),
        Column("Trekker", "person"),
        Column("Budget", "number"),
        Column("Deadline", "date"),
        Column("Status", "status"),
    ],
    rows=[
        Row(
            [
                Cell("Weerbaarheidstraining voor ondernemers", "#"),
                "Digitale veiligheid",
                "Saskia Blom",
                "€ 12.500",
                Cell("1 nov 2026", note="22 dagen te laat", tone="late"),
                Cell("Vertraagd", tone="late"),
            ]
        ),
        Row(
            [
                Cell("Jongerenwerk in de avond", "#", note="Twee kernen"),
                "Jeugd en veiligheid",
                "Ruben van der Kok",
                "€ 48.000",
                Cell("15 dec 2026", note="over 22 dagen"),
                Cell("Vraagt aandacht", tone="warn"),
            ]
        ),
        Row(
            [
                Cell("Beleid voor vakantieparken actualiseren", "#"),
                "Ondermijning",
                "Hilde Mensink",
                "",
                Cell("31 jan 2027", note="over 69 dagen"),
                Cell("Op schema", tone="ok"),
            ]
        ),
    ],
    totals=Row(["Totaal", "", "", "€ 60.500", "", ""]),
)
TABS = [
    Tab("Doelen", "#", current=True, icon="target"),
    Tab("Acties", "#", icon="checklist"),
    Tab("Cijfers", "#", icon="chart-line"),
    Tab("Versies", "#", icon="history"),
]
STEPS = [
    Step("Concept", "done", note="1 september 2024"),
    Step("Besproken in het college", "done", "#"),
    Step("Vaststellen door de raad", "current", note="Gepland op 17 december"),
    Step("Bekendmaken"),
]
ITEMS = [
    Item("Looptijd", "2025 tot en met 2028"),
    Item("Vastgesteld door", "Gemeenteraad, 17 december 2024", "#"),
    Item("Vingerafdruk", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
]
MOMENTS = [
    Moment(date(2026, 12, 3), "Driehoeksoverleg", "Inzet tijdens de jaarwisseling", "#"),
    Moment(date(2026, 12, 10), "Raadscommissie", "Voortgangsrapportage", "#"),
    Moment(date(2027, 1, 14), "Voortgangsgesprek", "Bijsturen van de vertraagde actie"),
]
DIFFERENCES = [
    Difference(
        "Doel 2.1",
        "Het aantal woninginbraken daalt in 2026 met 5 procent.",
        "Het aantal woninginbraken en pogingen daalt in 2028 met 10 procent.",
    ),
    Difference("Doel 2.4", None, "Elke kern heeft een buurtpreventieteam."),
    Difference("Doel 3.2", "Ieder jaar twee controles op het bedrijventerrein.", None),
]
SOURCE = Source(
    name="CBS, Geregistreerde criminaliteit",
    table="83648NED",
    period="2017 tot en met 2025",
    fetched_on=date(2026, 11, 18),
    licence="CC BY 4.0",
    url="#",
)
YEARS = [str(year) for year in range(2017, 2027)]
LINE_CHART = LineChart(
    title="Woninginbraken per 1.000 woningen",
    description="De gemeente ligt onder het landelijk gemiddelde en nadert het doel voor 2028.",
    unit="per 1.000 woningen",
    decimals=1,
    series=[
        Series(
            "Voorbeeld",
            list(zip(YEARS, [3.1, 2.8, 2.4, 1.9, None, 1.3, None, 1.2, 1.1, 0.9], strict=True)),
            emphasis=True,
            low=[2.5, 2.3, 1.9, 1.5, None, 1.0, None, 0.9, 0.8, 0.6],
            high=[3.7, 3.3, 2.9, 2.3, None, 1.7, None, 1.5, 1.4, 1.3],
        ),
        Series(
            "Nederland",
            list(zip(YEARS, [6.3, 5.4, 4.9, 3.9, 3.0, 2.9, 3.1, 2.9, 2.7, None], strict=True)),
        ),
        Series(
            "Vergelijkbare gemeenten",
            list(zip(YEARS, [3.3, 2.9, 2.6, 2.0, 1.7, 1.5, 1.4, 1.3, 1.1, 1.0], strict=True)),
        ),
    ],
    target=Target("Doel 2028: 1,0", 1.0),
    source=SOURCE,
)
BAR_CHART = BarChart(
    title="Meldingen van overlast per wijk",
    description="De meeste meldingen per inwoner komen uit het centrum.",
    unit="per 1.000 inwoners",
    decimals=1,
    bars=[
        BarItem("Centrum", 12.4, emphasis=True, low=10.1, high=15.0),
        BarItem("Baalder en Baalderveld", 6.2, low=4.9, high=7.7),
        BarItem("Buitengebied noord", 1.3, low=0.6, high=2.4),
        BarItem("Bedrijventerrein", None),
    ],
    source=SOURCE,
)


def hexagon(column: int, row: int) -> dict[str, Any]:
    """Make an invented border, so that the gallery needs no map of a real place."""
    x, y = 6.5 + column * 0.06 + (row % 2) * 0.03, 52.5 - row * 0.032
    corners = [
        (0, 0.021),
        (0.03, 0.011),
        (0.03, -0.011),
        (0, -0.021),
        (-0.03, -0.011),
        (-0.03, 0.011),
    ]
    ring = [[x + dx, y + dy] for dx, dy in [*corners, corners[0]]]
    return {"type": "Polygon", "coordinates": [ring]}


AREA_VALUES = [4.2, 1.1, None, 8.8, 2.6, 12.4, 3.3, 6.0, 0.4, 5.1, 7.2, 2.2]
AREA_NAMES = [  # invented
    "Noord",
    "Oost",
    "Heide",
    "Kern",
    "Veld",
    "West",
    "Zuid",
    "Esch",
    "Broek",
    "Stad",
    "Dorp",
    "Veen",
]
AREA_MAP = AreaMap(
    title="Meldingen per wijk",
    description="Hoe donkerder, hoe meer meldingen per 1.000 inwoners in 2025.",
    unit="per 1.000 inwoners",
    decimals=1,
    areas=[
        MapArea(f"W{index}", name, value, url="#", geometry=hexagon(index % 4, index // 4))
        for index, (name, value) in enumerate(zip(AREA_NAMES, AREA_VALUES, strict=True))
    ],
    source=SOURCE,
)
TILE_MAP = AreaMap(
    title="Meldingen per buurt",
    description="Van deze buurten zijn geen grenzen bekend; daarom staan ze als tegels.",
    unit="per 1.000 inwoners",
    decimals=1,
    areas=[
        MapArea(f"B{index}", f"{name}erbuurt", value, url="#")
        for index, (name, value) in enumerate(zip(AREA_NAMES, AREA_VALUES, strict=True))
    ],
)
