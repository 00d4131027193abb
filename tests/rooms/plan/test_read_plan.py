"""Reading the plan that the product grew from: a two-column text with its known traps."""

import re
from collections import Counter

import pytest

from openveiligheid.plan.reader import Proposal, ThemeProposal, flags, read_plan
from tests.shared_data import shared


@pytest.fixture(scope="module")
def plan() -> Proposal:
    return read_plan(shared("seed/000_b511f9f85d956c05.txt"), "plan.txt")


def theme(plan: Proposal, number: str) -> ThemeProposal:
    return next(t for field in plan.fields for t in field.themes if t.number == number)


def test_title_and_period_come_from_the_text(plan: Proposal) -> None:
    assert plan.title == "Integraal Veiligheidsplan 2025-2028"
    assert (plan.year_from, plan.year_to) == (2025, 2028)


def test_only_the_four_chosen_fields_are_found(plan: Proposal) -> None:
    assert [field.title for field in plan.fields] == [
        "Veilige woon- en leefomgeving",
        "Jeugd en veiligheid",
        "Digitale veiligheid",
        "Integriteit en veiligheid",
    ]
    assert [field.kernbeleid for field in plan.fields] == ["1", "3", "5", "6"]


def test_every_theme_and_objective_is_found(plan: Proposal) -> None:
    assert [len(field.themes) for field in plan.fields] == [8, 4, 4, 5]
    counts = [sum(len(t.objectives) for t in field.themes) for field in plan.fields]
    assert counts == [17, 14, 12, 14]


def test_boxes_that_stand_before_their_heading_go_to_the_theme_they_are_about(
    plan: Proposal,
) -> None:
    assert "crisismaatregel" in " ".join(o.text for o in theme(plan, "3.2.4").objectives)
    assert "streettriage" in theme(plan, "3.2.5").objectives[0].text
    assert "re-integratie" in theme(plan, "3.2.6").objectives[1].text
    assert [len(theme(plan, f"3.2.{n}").objectives) for n in (3, 4, 5, 6)] == [3, 3, 1, 2]


def test_what_was_moved_is_flagged_and_nothing_else(plan: Proposal) -> None:
    moved = Counter(
        t.number
        for field in plan.fields
        for t in field.themes
        for o in t.objectives
        if flags.MOVED in o.flags
    )

    assert moved == {"3.2.4": 3, "3.2.5": 1, "3.2.6": 2}
    flagged = sum(bool(o.flags) for f in plan.fields for t in f.themes for o in t.objectives)
    assert flagged == 9


def test_sentences_that_another_column_cut_are_whole_again(plan: Proposal) -> None:
    assert "en de Wet Zorg en Dwang" in theme(plan, "3.2.4").context
    assert theme(plan, "3.2.6").context.endswith("zorg erbij te betrekken.")


def test_broken_words_are_whole_and_real_hyphens_stay(plan: Proposal) -> None:
    text = " ".join(
        [o.text for f in plan.fields for t in f.themes for o in t.objectives]
        + [t.context for f in plan.fields for t in f.themes]
        + [f.context for f in plan.fields]
    )

    assert not re.search(r"[a-z]-heids", text)
    assert "complexe zorg- en veiligheidsvraagstukken" in text
    assert "ondermijningscasuïstiek" in text
    assert "WhatsApp-fraude" in text
    assert "gezondheids- en veiligheidsrisico" in text
    assert "en/of wapengebruik" in text


def test_page_numbers_and_footnotes_are_not_in_the_text(plan: Proposal) -> None:
    theme_with_note = theme(plan, "3.4.2")

    assert "incidenten." in theme_with_note.context
    assert "dataspecialist" not in str(plan.as_json())
    assert "NIS2" in str(plan.as_json())


def test_every_objective_says_on_which_line_it_stands(plan: Proposal) -> None:
    lines = {source.line: source.text for source in plan.source}

    for field in plan.fields:
        for found in field.themes:
            for objective in found.objectives:
                assert objective.page is None
                first = objective.text.split()[0]
                assert first in lines[objective.line]
