"""The corpus of invented plans is sound, and the reader keeps the level that it has reached."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml

from tests.plan_corpus.build import GROUPS, HERE, CorpusPlan, build_all, key_of, sources
from tests.plan_corpus.reading import read
from tests.plan_corpus.score import Score, placed, score

KERNBELEID = {
    f"{field}.{theme}"
    for field, themes in {1: 4, 2: 5, 3: 4, 4: 4, 5: 4, 6: 4}.items()
    for theme in range(1, themes + 1)
}

FLOOR = {
    "known": {
        "theme precision": 0.98,
        "theme recall": 0.98,
        "field": 0.96,
        "kernbeleid": 0.94,
        "objective precision": 0.98,
        "objective recall": 0.98,
        "kind": 0.98,
        "verbatim": 0.98,
        "years": 1.0,
        "title": 1.0,
    },
    "unseen": {
        "theme precision": 0.85,
        "theme recall": 0.9,
        "field": 0.8,
        "kernbeleid": 0.9,
        "objective precision": 0.85,
        "objective recall": 0.9,
        "kind": 0.65,
        "verbatim": 0.98,
        "years": 1.0,
        "title": 1.0,
        "errors flagged": 0.9,
    },
}

GROUP_OF = {source.stem: group for group in GROUPS for source in sources(group)}
NAMES = list(GROUP_OF)
LONG = NAMES[:10]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CorpusPlan]:
    target = tmp_path_factory.mktemp("plans")
    return {plan.name: plan for plan in _all_plans(target)}


def test_each_plan_has_answers_and_each_answer_a_plan() -> None:
    found = [source for group in GROUPS for source in sources(group)]

    assert len(NAMES) == 19
    assert all(key_of(source).exists() for source in found)
    assert len(list(HERE.glob("*/keys/*.yaml"))) == len(found)


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_builds_and_is_as_long_as_a_real_one(
    name: str, corpus: dict[str, CorpusPlan]
) -> None:
    document = corpus[name].document

    if document.suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(document)
        assert (4 if name in LONG else 1) <= len(pdf) <= 12
        pdf.close()
    else:
        shortest = 900 if name in LONG else 300
        assert shortest <= len(document.read_bytes().split()) <= 4000


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_says_that_it_is_invented(name: str, corpus: dict[str, CorpusPlan]) -> None:
    text = _flat(corpus[name].source.read_text(encoding="utf-8"))

    said = r"verzonnen|bestaat niet|gefingeerd|ficti|bedacht|gefantaseerd|niet-bestaand"
    assert re.search(said, text)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_stands_in_its_plan(name: str, corpus: dict[str, CorpusPlan]) -> None:
    plan = corpus[name]
    text = _letters(plan.source.read_text(encoding="utf-8"))
    answers = _texts(plan.answers)

    absent = [answer for answer in answers if _letters(answer) not in text]

    # Only a text whose page ends in the middle of a sentence has a page number inside an answer.
    assert len(absent) <= (1 if name == "07_grotenhove" else 0), absent


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_complete_and_consistent(name: str, corpus: dict[str, CorpusPlan]) -> None:
    answers = corpus[name].answers
    themes = [theme for field in answers["fields"] for theme in field["themes"]]
    objectives = [item.objective for item in placed(answers)]

    assert 2025 <= answers["from"] < answers["to"] <= 2030
    assert 4 <= len(themes) <= 12
    assert (20 if name in LONG else 12) <= len(objectives) <= 45
    assert {objective["kind"] for objective in objectives} <= {"objective", "goal", "action"}
    for theme in themes:
        assert theme["kernbeleid"]
        assert {*theme["kernbeleid"], *theme.get("kernbeleid_any", [])} <= KERNBELEID
    assert len({objective["text"] for objective in objectives}) == len(objectives)


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_score_full_marks_against_themselves(
    name: str, corpus: dict[str, CorpusPlan]
) -> None:
    answers = corpus[name].answers

    figures = score(answers, answers).figures()

    assert figures.pop("needless flags") == 0
    assert set(figures.values()) == {1.0}


def test_an_objective_under_another_theme_counts_as_an_error() -> None:
    key = HERE / "known" / "keys" / "04_elzerveen.yaml"
    answers = yaml.safe_load(key.read_text(encoding="utf-8"))
    proposal = yaml.safe_load(key.read_text(encoding="utf-8"))
    first, second = proposal["fields"][0]["themes"][:2]
    second["objectives"].append(first["objectives"].pop() | {"flags": ["doubtful"]})

    result = score(answers, proposal)

    assert (result.misplaced, result.errors, result.errors_flagged) == (1, 1, 1)
    assert result.objectives_right == result.objectives - 1


@pytest.mark.parametrize("group", GROUPS)
def test_the_reader_keeps_the_level_that_it_has_reached(
    group: str, corpus: dict[str, CorpusPlan]
) -> None:
    plans = [plan for name, plan in corpus.items() if GROUP_OF[name] == group]

    figures = sum((score(plan.answers, read(plan)) for plan in plans), start=Score()).figures()

    below = {name: figures[name] for name, floor in FLOOR[group].items() if figures[name] < floor}
    assert not below


def _all_plans(target: Path) -> Iterator[CorpusPlan]:
    for group in GROUPS:
        yield from build_all(group, target)


def _texts(answers: dict[str, Any]) -> Iterator[str]:
    yield from answers["title"].split()
    for field in answers["fields"]:
        if not field.get("derived"):
            yield field["title"]
        yield from (theme["title"] for theme in field["themes"])
    yield from (item.objective["text"] for item in placed(answers))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
