"""Reading plans as other municipalities lay them out; every plan here is invented."""

from textwrap import dedent

import pytest
import typst

from openveiligheid.plan.reader import Proposal, flags, read_plan


def read(text: str) -> Proposal:
    return read_plan(dedent(text).encode(), "plan.txt")


def read_pdf(source: str) -> Proposal:
    return read_plan(typst.compile(dedent(source).encode()), "plan.pdf")


def outline(plan: Proposal) -> list[tuple[str, str, str]]:
    """Every objective as (theme, kind, text)."""
    return [
        (theme.title, objective.kind, objective.text)
        for field in plan.fields
        for theme in field.themes
        for objective in theme.objectives
    ]


NUMBERED = """\
    Gemeente Duinzoom

    INTEGRAAL VEILIGHEIDSPLAN
    2024-2027

    Inhoudsopgave
    1  Inleiding                               3
    2  Veilige woonomgeving                    5
    2.1  Woninginbraken                        5
    2.2  Burenoverlast                         6

    1  Inleiding

    Elke vier jaar stelt de raad dit plan vast. Wij werken samen met:
    - de politie;
    - Stichting Welzijn.

    2  Veilige woonomgeving

    Wonen in Duinzoom is prettig.

    2.1  Woninginbraken

    Het aantal inbraken daalde in 2023 tot 41. In de
    winter zien we meer pogingen.

    Wat willen we bereiken?
    - Het aantal woninginbraken is in 2027 lager dan 35;
    - Inwoners weten hoe zij hun
      huis beveiligen

    Wat gaan we doen?
    1. We geven elke herfst voorlichting.
    2. De wijkagent loopt extra rondes in de
       donkere dagen.

    Indicatoren
    - aantal inbraken per jaar

    2.2  Burenoverlast

    Ruzies tussen buren lopen vaker op.

    Wat gaan we doen?
    1. Buurtbemiddeling uitbreiden naar alle kernen.

    Bijlage 1: Begrippen

    - AVE: aanpak
    """


def test_goals_and_actions_are_kept_apart_and_contents_are_no_themes() -> None:
    plan = read(NUMBERED)

    assert (plan.title, plan.year_from, plan.year_to) == (
        "Integraal veiligheidsplan 2024-2027",
        2024,
        2027,
    )
    assert [(field.number, field.title) for field in plan.fields] == [("2", "Veilige woonomgeving")]
    assert outline(plan) == [
        ("Woninginbraken", "goal", "Het aantal woninginbraken is in 2027 lager dan 35"),
        ("Woninginbraken", "goal", "Inwoners weten hoe zij hun huis beveiligen"),
        ("Woninginbraken", "action", "We geven elke herfst voorlichting."),
        ("Woninginbraken", "action", "De wijkagent loopt extra rondes in de donkere dagen."),
        ("Burenoverlast", "action", "Buurtbemiddeling uitbreiden naar alle kernen."),
    ]


@pytest.mark.parametrize("bullet", ["•", "–", "▪", "➢", "o", "*", "\uf0b7", "\uf0a7", "✓"])
def test_any_usual_bullet_starts_a_point(bullet: str) -> None:
    plan = read(NUMBERED.replace("    - ", f"    {bullet} "))

    assert outline(plan)[1][2] == "Inwoners weten hoe zij hun huis beveiligen"
    assert len(outline(plan)) == 5


def test_priorities_without_fields_go_under_fields_of_the_kernbeleid_and_say_so() -> None:
    plan = read("""\
        VEILIGHEIDSVISIE ZEEDORP 2023 t/m 2026

        ONZE PRIORITEITEN

        De raad koos twee prioriteiten.

        PRIORITEIT 1: ONDERMIJNING

        Zeedorp heeft een haven.

        Ambitie
        ▪ Ondernemers in de haven melden verdachte situaties.

        Inzet
        ➢ Convenant sluiten met de havenmeester

        PRIORITEIT 2: JEUGD EN ALCOHOL

        Jongeren drinken in het zomerseizoen veel.

        Ambitie
        ▪ Alcoholgebruik onder 18 jaar daalt.

        Inzet
        ➢ Afspraken maken met de strandtenten
           over schenktijden

        COMMUNICATIE

        Wij vertellen wat we doen:
        ▪ via de krant
        """)

    assert [(field.kernbeleid, field.flags) for field in plan.fields] == [
        ("3", [flags.FIELD_MADE]),
        ("6", [flags.FIELD_MADE]),
    ]
    assert [theme.kernbeleid for field in plan.fields for theme in field.themes] == [
        ["3.3"],
        ["6.2"],
    ]
    action = plan.fields[0].themes[0].objectives[1]
    assert action.text == "Afspraken maken met de strandtenten over schenktijden"
    assert action.flags == [flags.BROAD_LABEL]
    assert action.confidence < plan.fields[0].themes[0].objectives[0].confidence
    assert len(outline(plan)) == 4


def test_headings_without_numbers_are_fields_when_they_name_one() -> None:
    plan = read("""\
        Integraal veiligheidsbeleid 2025-2028

        Inleiding
        Dit beleid is gemaakt met partners. De raad stelt het vast in het najaar.

        Veilige woon- en leefomgeving
        In Lindehove wonen mensen graag. Dat willen we zo houden.

        Overlast in de wijk
        Overlast van buren komt vaker voor dan vier jaar geleden, blijkt uit de cijfers.
        Doelstellingen
        Inwoners voelen zich veilig in hun eigen straat.
        Meldingen van overlast worden binnen een week opgepakt.
        Maatregelen
        Wij breiden buurtbemiddeling uit.

        Jeugd en veiligheid
        Jongeren verdienen een goede start. Wij investeren daarom in preventie.

        Wapens op school
        Scholen vinden af en toe een mes in een kluisje, vooral na de vakantie.
        Maatregelen
        Wij organiseren kluisjescontroles met de politie.
        """)

    assert [field.title for field in plan.fields] == [
        "Veilige woon- en leefomgeving",
        "Jeugd en veiligheid",
    ]
    assert [(title, kind) for title, kind, _ in outline(plan)] == [
        ("Overlast in de wijk", "goal"),
        ("Overlast in de wijk", "goal"),
        ("Overlast in de wijk", "action"),
        ("Wapens op school", "action"),
    ]


def test_a_list_without_a_heading_is_flagged_and_a_list_of_examples_is_text() -> None:
    plan = read("""\
        Integraal Veiligheidsplan 2025-2028

        1. Zorg en veiligheid

        Steeds meer inwoners vertonen onbegrepen gedrag, zoals:
        - schreeuwen op straat
        - vervuilen van de woning

        Wij zetten in op:
        - een meldpunt niet-acute zorg

        2. High impact crimes

        Denk aan overvallen en straatroven.

        - vergroten van de meldingsbereidheid
        - minder slachtoffers van overvallen
        """)

    texts = outline(plan)
    assert texts[0] == ("Zorg en veiligheid", "objective", "een meldpunt niet-acute zorg")
    assert "schreeuwen op straat" in plan.fields[0].themes[0].context
    unlabelled = plan.fields[0].themes[1].objectives
    assert [objective.flags for objective in unlabelled] == [[flags.NO_LABEL]] * 2


def test_goals_and_actions_come_out_of_a_table() -> None:
    plan = read("""\
        Veiligheidsplan Berghem 2025 - 2028

        1. Waarom dit plan?
        De wet vraagt het.

        2. Prioriteit: Cybercrime
        Steeds meer inwoners worden online opgelicht.

        | Doel | Actie | Wie |
        |------|-------|-----|
        | Minder slachtoffers van phishing | Voorlichting in dorpshuizen | Bibliotheek |
        | Ondernemers zijn weerbaar | Cyberscan voor het mkb | Gemeente |
        """)

    assert outline(plan) == [
        ("Cybercrime", "goal", "Minder slachtoffers van phishing"),
        ("Cybercrime", "action", "Voorlichting in dorpshuizen"),
        ("Cybercrime", "goal", "Ondernemers zijn weerbaar"),
        ("Cybercrime", "action", "Cyberscan voor het mkb"),
    ]


def test_named_points_and_words_in_front_of_a_sentence_are_points() -> None:
    plan = read("""\
        Integraal Veiligheidsplan 2022-2025

        3 Onze aanpak per thema

        3.1 Radicalisering

        Spanningen nemen toe.

        Doelstelling 1: Professionals herkennen signalen
        Actie 1.1: Training voor jongerenwerkers
        Doelstelling 2: Minder polarisatie
        Actie 2.1: Gesprekstafels in de wijk

        3.2 Mensenhandel

        Arbeidsuitbuiting komt voor bij uitzendbureaus.

        Ambitie: geen uitbuiting in onze gemeente.
        Maatregelen:
        a) controles bij huisvesting van arbeidsmigranten
        b) signalen delen met de arbeidsinspectie
        """)

    assert [(title, kind) for title, kind, _ in outline(plan)] == [
        ("Mensenhandel", "goal"),
        ("Mensenhandel", "action"),
        ("Mensenhandel", "action"),
        ("Radicalisering", "goal"),
        ("Radicalisering", "action"),
        ("Radicalisering", "goal"),
        ("Radicalisering", "action"),
    ]


def test_columns_side_by_side_in_a_text_are_read_one_after_the_other() -> None:
    left = """\
        1.1 Jeugdoverlast
        Jongeren geven op drie plekken
        overlast. Het gaat vooral om de
        avonden in het weekend.
        Onze aanpak richt zich op:
        • straatcoaches op vrijdag en
          zaterdag;
        • een eigen plek voor jongeren.
        """
    right = """\
        1.2 Alcohol en drugs
        Het gebruik van lachgas neemt toe
        en de leeftijd daalt. Scholen maken
        zich zorgen.
        Onze aanpak richt zich op:
        • voorlichting op alle scholen in
          de gemeente;
        • controles in de horeca.
        """
    pairs = zip(dedent(left).splitlines(), dedent(right).splitlines(), strict=True)
    page = "\n".join(f"{one:<44}{two}" for one, two in pairs)

    plan = read_plan(f"Veiligheidsplan 2025-2028\n\n1 Jeugd en veiligheid\n\n{page}".encode(), "")

    assert outline(plan) == [
        ("Jeugdoverlast", "objective", "straatcoaches op vrijdag en zaterdag"),
        ("Jeugdoverlast", "objective", "een eigen plek voor jongeren."),
        ("Alcohol en drugs", "objective", "voorlichting op alle scholen in de gemeente"),
        ("Alcohol en drugs", "objective", "controles in de horeca."),
    ]


PDF = """\
    #set page(paper: "a4", numbering: "1",
      header: [Gemeente Vlietmeer #h(1fr) Integraal veiligheidsplan 2024-2027])
    #set text(lang: "nl", size: 10pt, hyphenate: true)
    #set par(justify: true)
    #let field(x) = block(above: 2em, text(size: 18pt, x))
    #let theme(x) = block(above: 1.5em, text(size: 13pt, weight: "bold", x))
    #let box(x) = block(above: 1em, below: .6em, text(weight: "bold", x))
    #text(size: 28pt)[Integraal veiligheidsplan 2024-2027]
    #pagebreak()
    #columns(2)[
    #field[Ondermijning]
    #lorem(60)
    #theme[Vakantieparken]
    #lorem(70)
    #box[Wat willen we bereiken?]
    - Vakantieparken zijn geen schuilplaats meer voor mensen die uit beeld willen blijven.
    #box[Wat gaan we doen?]
    - We controleren alle parken ten minste een keer per jaar met de politie.
    - We sluiten panden waar drugs worden gevonden.
    #theme[Integer bestuur]
    #lorem(120)
    #box[Wat willen we bereiken?]
    - Bestuurders melden bedreigingen altijd.
    #box[Wat gaan we doen?]
    - We trainen de raad.
    ]
    #pagebreak()
    #field[Fysieke veiligheid]
    #lorem(30)
    #theme[Natuurbranden]
    #lorem(60)
    #table(columns: (1fr, 1fr), [*Doel*], [*Actie*],
      [Bewoners weten wat zij moeten doen bij een brand op de heide],
      [Jaarlijkse oefening met de brandweer en de dorpsraad in het voorjaar],
      [Minder branden door onvoorzichtigheid], [Stookverbod bij droogte])
    #field[Financiën]
    - er is jaarlijks 20.000 euro
    """


def test_a_pdf_in_two_columns_is_read_by_place_and_font() -> None:
    plan = read_pdf(PDF)

    assert [field.title for field in plan.fields] == ["Ondermijning", "Fysieke veiligheid"]
    assert outline(plan)[:3] == [
        (
            "Vakantieparken",
            "goal",
            "Vakantieparken zijn geen schuilplaats meer voor mensen die uit beeld willen blijven.",
        ),
        (
            "Vakantieparken",
            "action",
            "We controleren alle parken ten minste een keer per jaar met de politie.",
        ),
        ("Vakantieparken", "action", "We sluiten panden waar drugs worden gevonden."),
    ]
    assert ("Natuurbranden", "action", "Stookverbod bij droogte") in outline(plan)
    assert len(outline(plan)) == 9


def test_a_pdf_gives_the_page_and_line_of_each_objective() -> None:
    plan = read_pdf(PDF)

    source = {(line.page, line.line): line.text for line in plan.source}
    for field in plan.fields:
        for theme in field.themes:
            for objective in theme.objectives:
                assert objective.text.split()[0] in source[objective.page, objective.line]
    assert {theme.page for theme in plan.fields[1].themes} == {3}


def test_boxes_under_a_field_go_to_the_theme_without_any_and_are_flagged() -> None:
    plan = read("""\
        Integraal Veiligheidsplan 2025-2028

        3.1 Jeugd en veiligheid

        Met de meeste jongeren gaat het goed.

        Onze aanpak richt zich op:
        • een groepsaanpak voor elke jeugdgroep die zorgen geeft.

        3.1.1 Jeugdgroepen
        Er zijn drie groepen jongeren in beeld bij de politie.

        3.1.2 Middelengebruik
        Drank en drugs zijn een probleem.

        Onze aanpak richt zich op:
        • controle op de verkoop van alcohol aan minderjarigen.
        """)

    moved, stayed = (theme.objectives[0] for theme in plan.fields[0].themes)
    assert [theme.title for theme in plan.fields[0].themes] == ["Jeugdgroepen", "Middelengebruik"]
    assert moved.flags == [flags.MOVED]
    assert stayed.flags == []
    assert moved.confidence < stayed.confidence


def test_points_under_a_point_are_one_text_with_it_and_numbered_labels_are_no_themes() -> None:
    plan = read("""\
        Veiligheidsplan 2025 - 2029

        1. INLEIDING
        Tekst over het plan.

        2. PRIORITEITEN

        2.1 Ondermijning

        2.1.1 Wat is er aan de hand?
        Er zijn signalen van drugshandel op bedrijventerreinen.

        2.1.2 Wat willen we bereiken?
        Ondernemers zijn weerbaar tegen criminele inmenging.

        2.1.3 Wat gaan we doen?
        - Integrale controles, samen met:
           o politie
           o Belastingdienst
        - Bibob-beleid herzien.
        """)

    assert outline(plan) == [
        ("Ondermijning", "goal", "Ondernemers zijn weerbaar tegen criminele inmenging."),
        ("Ondermijning", "action", "Integrale controles, samen met: politie; Belastingdienst"),
        ("Ondermijning", "action", "Bibob-beleid herzien."),
    ]
    assert flags.MERGED in plan.fields[0].themes[0].objectives[1].flags
