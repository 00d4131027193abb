"""Lays what a reader proposes beside the answers and counts what is right, wrong and owned up to.

An objective counts as found when its text is alike (ratio 0.85 or more on letters and digits) and
it stands under the theme that answers to its own theme. An error is owned up to when the person
who checks the proposal is warned at that very spot: low confidence or a flag on the objective or
its theme; a missed objective by a warning on its theme.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

Item = dict[str, Any]

NOTHING: Item = {"title": "", "from": None, "to": None, "fields": []}

ALIKE = 0.85
SURE = 0.7


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one plan; scores of several plans add up."""

    themes: int = 0
    themes_proposed: int = 0
    themes_right: int = 0
    fields_right: int = 0
    kernbeleid_right: int = 0
    objectives: int = 0
    objectives_proposed: int = 0
    objectives_right: int = 0
    kinds_right: int = 0
    verbatim: int = 0
    misplaced: int = 0
    errors: int = 0
    errors_flagged: int = 0
    right_flagged: int = 0
    years_right: int = 0
    titles_right: int = 0
    plans: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            *(getattr(self, item.name) + getattr(other, item.name) for item in fields(Score))
        )

    def figures(self) -> dict[str, float]:
        """Give the shares, from 0 to 1; a share of nothing is 1."""
        return {
            "theme precision": _share(self.themes_right, self.themes_proposed),
            "theme recall": _share(self.themes_right, self.themes),
            "field": _share(self.fields_right, self.themes_right),
            "kernbeleid": _share(self.kernbeleid_right, self.themes_right),
            "objective precision": _share(self.objectives_right, self.objectives_proposed),
            "objective recall": _share(self.objectives_right, self.objectives),
            "kind": _share(self.kinds_right, self.objectives_right),
            "verbatim": _share(self.verbatim, self.objectives_right),
            "years": _share(self.years_right, self.plans),
            "title": _share(self.titles_right, self.plans),
            "errors flagged": _share(self.errors_flagged, self.errors),
            "needless flags": self.right_flagged / (self.objectives_right or 1),
        }


@dataclass(frozen=True, slots=True)
class Placed:
    """An objective with the theme that it stands under."""

    objective: Item
    theme: Item


def score(answers: Item, proposal: Item) -> Score:
    """Score one proposal (plain data) against the answers of its plan."""
    pairs = match_themes(answers, proposal)
    expected, proposed = placed(answers), placed(proposal)
    matches = match_objectives(expected, proposed, pairs)
    return (
        _score_themes(answers, proposal, pairs)
        + _score_objectives(expected, proposed, matches, pairs)
        + Score(
            plans=1,
            titles_right=int(_is_title(answers["title"], proposal["title"])),
            years_right=int((answers["from"], answers["to"]) == (proposal["from"], proposal["to"])),
        )
    )


def match_themes(answers: Item, proposal: Item) -> list[tuple[Item, Item]]:
    """Pair the themes whose titles are alike, best pairs first."""
    expected, proposed = _themes(answers), _themes(proposal)
    found = _best_pairs(
        [theme["title"] for theme in expected], [theme["title"] for theme in proposed]
    )
    return [(expected[i], proposed[j]) for i, j in found]


def match_objectives(
    expected: list[Placed], proposed: list[Placed], pairs: list[tuple[Item, Item]]
) -> list[tuple[int, int]]:
    """Pair objectives with like texts; where two are as alike, the one under its own theme wins."""
    together = {(id(answer), id(found)) for answer, found in pairs}
    own = {
        (i, j)
        for i, answer in enumerate(expected)
        for j, found in enumerate(proposed)
        if (id(answer.theme), id(found.theme)) in together
    }
    return _best_pairs(
        [answer.objective["text"] for answer in expected],
        [found.objective["text"] for found in proposed],
        preferred=own,
    )


def placed(plan: Item) -> list[Placed]:
    return [
        Placed(objective, theme) for theme in _themes(plan) for objective in theme["objectives"]
    ]


def alike(one: str, other: str) -> float:
    """Say how alike two texts are, from 0 to 1, by their letters and digits alone."""
    return _ratio(_letters(one), _letters(other))


def errors(answers: Item, proposal: Item) -> list[str]:
    """Tell every error in a line, for a person who wants to see what goes wrong."""
    pairs = match_themes(answers, proposal)
    expected, proposed = placed(answers), placed(proposal)
    matches = match_objectives(expected, proposed, pairs)
    lines = _theme_errors(answers, proposal, pairs)
    for i, j in matches:
        answer, found = expected[i], proposed[j]
        if not _is_own(answer, found, pairs):
            lines.append(_told("misplaced", found, f"belongs to {answer.theme['title']}"))
        elif found.objective["kind"] not in _kinds(answer.objective):
            lines.append(_told("kind", found, f"is a {answer.objective['kind']}"))
        elif not _is_verbatim(answer, found):
            lines.append(_told("wording", found, answer.objective["text"]))
    taken = {i for i, _ in matches}, {j for _, j in matches}
    lines += [_told("missed", item) for i, item in enumerate(expected) if i not in taken[0]]
    lines += [_told("surplus", item) for j, item in enumerate(proposed) if j not in taken[1]]
    return lines


def _theme_errors(answers: Item, proposal: Item, pairs: list[tuple[Item, Item]]) -> list[str]:
    known = {id(answer) for answer, _ in pairs} | {id(found) for _, found in pairs}
    lines = [f"theme missed: {t['title']}" for t in _themes(answers) if id(t) not in known]
    lines += [f"theme surplus: {t['title']}" for t in _themes(proposal) if id(t) not in known]
    for answer, found in pairs:
        if not _maps_right(answer, found):
            asked, given = answer["kernbeleid"], found["kernbeleid"]
            lines.append(f"kernbeleid: {answer['title']} is {asked}, not {given}")
    return lines


def _told(word: str, item: Placed, remark: str = "") -> str:
    warned = " (flagged)" if _is_flagged(item.objective) or _is_flagged(item.theme) else ""
    kind, text = item.objective["kind"], item.objective["text"]
    tail = f" -- {remark}" if remark else ""
    return f"{word}{warned}: [{item.theme['title']}] {kind}: {text}{tail}"


def _score_themes(answers: Item, proposal: Item, pairs: list[tuple[Item, Item]]) -> Score:
    fields_of = _field_of(answers) | _field_of(proposal)
    return Score(
        themes=len(_themes(answers)),
        themes_proposed=len(_themes(proposal)),
        themes_right=len(pairs),
        fields_right=sum(
            _same_field(fields_of[id(answer)], fields_of[id(found)], answer)
            for answer, found in pairs
        ),
        kernbeleid_right=sum(_maps_right(answer, found) for answer, found in pairs),
    )


def _score_objectives(
    expected: list[Placed],
    proposed: list[Placed],
    matches: list[tuple[int, int]],
    pairs: list[tuple[Item, Item]],
) -> Score:
    found = [(expected[i], proposed[j]) for i, j in matches]
    right = [(answer, item) for answer, item in found if _is_own(answer, item, pairs)]
    good = [
        (answer, item)
        for answer, item in right
        if item.objective["kind"] in _kinds(answer.objective)
    ]
    wrong = _wrong(expected, proposed, matches, [item for _, item in good])
    return Score(
        objectives=len(expected),
        objectives_proposed=len(proposed),
        objectives_right=len(right),
        kinds_right=len(good),
        verbatim=sum(_is_verbatim(answer, item) for answer, item in right),
        misplaced=len(found) - len(right),
        errors=len(wrong),
        errors_flagged=sum(_owned_up(item, pairs) for item in wrong),
        right_flagged=sum(_is_flagged(item.objective) for _, item in good),
    )


def _wrong(
    expected: list[Placed],
    proposed: list[Placed],
    matches: list[tuple[int, int]],
    good: list[Placed],
) -> list[Placed]:
    """Gather what is wrong: proposals that are not entirely right, and answers nowhere found."""
    fine = {id(item) for item in good}
    seen = {i for i, _ in matches}
    return [item for item in proposed if id(item) not in fine] + [
        item for i, item in enumerate(expected) if i not in seen
    ]


def _owned_up(item: Placed, pairs: list[tuple[Item, Item]]) -> bool:
    counterparts = [found for answer, found in pairs if answer is item.theme]
    return any(map(_is_flagged, [item.objective, item.theme, *counterparts]))


def _is_flagged(item: Item) -> bool:
    return bool(item.get("flags")) or float(item.get("confidence", 1)) < SURE


def _is_own(answer: Placed, found: Placed, pairs: list[tuple[Item, Item]]) -> bool:
    return any(one is answer.theme and other is found.theme for one, other in pairs)


def _is_verbatim(answer: Placed, found: Placed) -> bool:
    return _plain(answer.objective["text"]) == _plain(found.objective["text"])


def _kinds(objective: Item) -> set[str]:
    return {objective["kind"], *objective.get("kind_any", [])}


def _maps_right(answer: Item, found: Item) -> bool:
    """Every proposed number is acceptable, and there is one unless none is expected."""
    acceptable = {*answer["kernbeleid"], *answer.get("kernbeleid_any", [])}
    proposed = set(found["kernbeleid"])
    return proposed <= acceptable and bool(proposed) == bool(answer["kernbeleid"])


def _is_title(answer: str, found: str) -> bool:
    """The title with or without its subtitle."""
    ours, theirs = _letters(answer), _letters(found)
    return len(theirs) >= 12 and (theirs in ours or ours in theirs)


def _same_field(answer: Item, found: Item, theme: Item) -> bool:
    """A field that the plan lacks may be any that one of the theme's acceptable numbers gives."""
    number = str(found["kernbeleid"])
    if answer.get("derived"):
        acceptable = [*theme["kernbeleid"], *theme.get("kernbeleid_any", [])]
        return number in {item.split(".")[0] for item in acceptable}
    return number == str(answer["kernbeleid"]) or alike(answer["title"], found["title"]) >= ALIKE


def _themes(plan: Item) -> list[Item]:
    return [theme for field in plan["fields"] for theme in field["themes"]]


def _field_of(plan: Item) -> dict[int, Item]:
    return {id(theme): field for field in plan["fields"] for theme in field["themes"]}


def _best_pairs(
    expected: list[str], proposed: list[str], preferred: set[tuple[int, int]] | None = None
) -> list[tuple[int, int]]:
    """Pair each text with at most one like text, the most alike first."""
    ours, theirs = [_letters(text) for text in expected], [_letters(text) for text in proposed]
    ranked = sorted(
        (
            (_ratio(one, other), (i, j) in (preferred or ()), i, j)
            for i, one in enumerate(ours)
            for j, other in enumerate(theirs)
        ),
        key=lambda rank: (-rank[0], not rank[1], rank[2], rank[3]),
    )
    pairs: dict[int, int] = {}
    for ratio, _, i, j in ranked:
        if ratio >= ALIKE and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < ALIKE:
        return 0.0
    return matcher.ratio()


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _plain(text: str) -> str:
    """A text without what a reader may choose: spaces, quote marks and the sign at the end."""
    return " ".join(text.replace("’", "'").replace("‘", "'").split()).rstrip(".;, ")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
