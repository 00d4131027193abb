"""`python -m tests.plan_corpus [--errors] [known|unseen]`: how well the reader reads, as tables."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.plan_corpus.build import GROUPS, CorpusPlan, build_all
from tests.plan_corpus.reading import read
from tests.plan_corpus.score import NOTHING, Score, errors, score

HEADS = {
    "theme precision": "th-P",
    "theme recall": "th-R",
    "field": "field",
    "kernbeleid": "kern",
    "objective precision": "ob-P",
    "objective recall": "ob-R",
    "kind": "kind",
    "verbatim": "verb",
    "years": "years",
    "title": "title",
    "errors flagged": "e-flag",
    "needless flags": "noise",
}


def main(arguments: list[str]) -> None:
    for group in [group for group in GROUPS if group in arguments] or GROUPS:
        with tempfile.TemporaryDirectory() as folder:
            plans = build_all(group, Path(folder))
            scores = {plan.name: _score(plan, tell="--errors" in arguments) for plan in plans}
        _tell(scores | {group: sum(scores.values(), start=Score())})


def _tell(scores: dict[str, Score]) -> None:
    _say(f"{'plan':<17}" + "".join(f"{head:>8}" for head in HEADS.values()) + "  errors")
    for name, result in scores.items():
        figures = result.figures()
        cells = "".join(f"{figures[figure]:>8.2f}" for figure in HEADS)
        _say(f"{name:<17}{cells}{result.errors:>8}")


def _score(plan: CorpusPlan, *, tell: bool) -> Score:
    proposal = read(plan)
    if proposal is NOTHING:
        _say(f"{plan.name}: refused by the reader")
    for line in errors(plan.answers, proposal) if tell else []:
        _say(f"{plan.name}: {line}")
    return score(plan.answers, proposal)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
