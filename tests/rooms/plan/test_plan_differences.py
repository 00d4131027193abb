"""What changed between two versions of a plan, readable and complete."""

from copy import deepcopy
from itertools import count
from typing import Any

from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from openveiligheid.plan.differences import Change, Snapshot, differences
from openveiligheid.plan.presenters import changes

WORDS = st.text(alphabet="abc ë<&", min_size=1, max_size=6)
NUMBERS = st.lists(st.sampled_from(["1.1", "3.2", "5.4"]), unique=True, max_size=2).map(sorted)
KINDS = st.sampled_from(["objective", "goal", "action"])


def snapshots() -> st.SearchStrategy[Snapshot]:
    return st.builds(numbered, st.lists(fields(), max_size=3), WORDS)


def fields() -> st.SearchStrategy[Snapshot]:
    return st.fixed_dictionaries(
        {
            "number": WORDS,
            "title": WORDS,
            "summary": WORDS,
            "kernbeleid": st.one_of(st.none(), st.sampled_from("123456")),
            "themes": st.lists(themes(), max_size=3),
        }
    )


def themes() -> st.SearchStrategy[Snapshot]:
    objectives = st.fixed_dictionaries({"text": WORDS, "kind": KINDS})
    return st.fixed_dictionaries(
        {
            "number": WORDS,
            "title": WORDS,
            "context": WORDS,
            "kernbeleid": NUMBERS,
            "partners": st.lists(WORDS, unique=True, max_size=2).map(sorted),
            "objectives": st.lists(objectives, max_size=3),
        }
    )


def numbered(rows: list[Snapshot], title: str) -> Snapshot:
    """A snapshot in which every row has an id of its own."""
    plan = {
        "title": title,
        "year_from": 2025,
        "year_to": 2028,
        "mission": "",
        "vision": "",
        "principles": "",
        "fields": rows,
        "cross_links": [{"theme": "a", "other": "b", "reason": title}],
    }
    ids = count(1)
    for row in [*lists_of(plan), plan["cross_links"]]:
        for each in row:
            each["id"] = f"id{next(ids)}"
    return plan


def lists_of(plan: Snapshot) -> list[list[Snapshot]]:
    """Every list of rows in a plan: fields, themes of each, objectives of each."""
    found = [plan["fields"]]
    found += [field["themes"] for field in plan["fields"]]
    found += [theme["objectives"] for field in plan["fields"] for theme in field["themes"]]
    return found


NEW_ROWS: list[dict[str, Any]] = [
    {"title": "Nieuw", "number": "9", "summary": "", "kernbeleid": None, "themes": []},
    {
        "title": "Nieuw",
        "number": "9.1",
        "context": "",
        "kernbeleid": [],
        "partners": [],
        "objectives": [],
    },
    {"text": "Nieuw", "kind": "goal"},
]


def level_of(plan: Snapshot, rows: list[Snapshot]) -> int:
    if rows is plan["fields"]:
        return 0
    return 1 if any(rows is field["themes"] for field in plan["fields"]) else 2


def edit(plan: Snapshot, data: st.DataObject) -> None:
    """Do one thing that an editor does: add, remove, move, reword, or change the plan itself."""
    rows = data.draw(st.sampled_from(range(len(lists_of(plan)))).map(lists_of(plan).__getitem__))
    what = data.draw(st.sampled_from(["add", "remove", "move", "reword", "plan", "link"]))
    if what == "add":
        new = deepcopy(NEW_ROWS[level_of(plan, rows)])
        rows.insert(data.draw(st.integers(0, len(rows))), new | {"id": f"new{id(new)}"})
    elif what == "plan":
        plan[data.draw(st.sampled_from(["title", "mission", "year_to"]))] = data.draw(WORDS)
    elif what == "link":
        plan["cross_links"][0]["reason"] = data.draw(WORDS)
    elif rows and what == "remove":
        rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    elif rows and what == "move":
        rows.insert(0, rows.pop(data.draw(st.integers(0, len(rows) - 1))))
    elif rows and what == "reword":
        row = data.draw(st.sampled_from(rows))
        values = {"text": WORDS, "kind": KINDS, "title": WORDS, "context": WORDS, "summary": WORDS}
        name = data.draw(st.sampled_from([name for name in values if name in row]))
        row[name] = data.draw(values[name])


@given(snapshots(), st.integers(0, 4), st.data())
def test_there_are_differences_exactly_when_two_snapshots_differ(
    before: Snapshot, edits: int, data: st.DataObject
) -> None:
    after = deepcopy(before)
    for _each in range(edits):
        edit(after, data)

    assert bool(differences(before, after)) == (before != after)


@given(snapshots(), snapshots())
def test_what_was_added_one_way_was_removed_the_other_way(one: Snapshot, two: Snapshot) -> None:
    for row in (row for rows in lists_of(two) for row in rows):
        row["id"] = f"other {row['id']}" if row["id"] in ("id2", "id5") else row["id"]

    there, back = differences(one, two), differences(two, one)

    assert named(there, "added") == named(back, "removed")
    assert named(there, "removed") == named(back, "added")
    assert values(there, swapped=False) == values(back, swapped=True)


def named(found: list[Change], kind: str) -> list[tuple[str, str]]:
    return sorted((c.what, c.before + c.after) for c in found if c.kind == kind)


def values(found: list[Change], *, swapped: bool) -> list[tuple[str, str, str, str]]:
    changed = [c for c in found if c.kind == "changed" and c.value != "order"]
    return sorted(
        (c.what, c.value, *((c.after, c.before) if swapped else (c.before, c.after)))
        for c in changed
    )


@given(snapshots(), snapshots())
@settings(max_examples=50)
def test_every_difference_has_words_in_both_languages(one: Snapshot, two: Snapshot) -> None:
    for language in ("nl", "en"):
        with override(language):
            for shown in changes(one, two):
                assert shown.label.strip()
                assert shown.kind != "same"


def plan_with(*objectives: str) -> Snapshot:
    rows = [{"id": text, "text": text, "kind": "objective"} for text in objectives]
    theme = {**NEW_ROWS[1], "id": "t", "title": "Oplichting", "number": "5.1", "objectives": rows}
    field = {**NEW_ROWS[0], "id": "f", "title": "Digitaal", "number": "5", "themes": [theme]}
    return numbered([], "Plan") | {"fields": [field]}


def test_a_reordered_list_says_the_old_and_the_new_order() -> None:
    [shown] = changes(plan_with("Een", "Twee"), plan_with("Twee", "Een"))

    assert shown.label == "5 Digitaal › 5.1 Oplichting: volgorde"
    assert (shown.before, shown.after) == ("Een; Twee", "Twee; Een")


def test_adding_and_removing_rows_is_no_change_of_order() -> None:
    kinds = [c.kind for c in differences(plan_with("Een", "Twee"), plan_with("Nul", "Een", "Drie"))]

    assert kinds == ["removed", "added", "added"]


def test_a_removed_priority_names_all_that_went_with_it() -> None:
    shown = changes(plan_with("Een"), plan_with("Een") | {"fields": []})

    assert [(each.kind, each.label, each.before) for each in shown] == [
        ("gone", "Prioriteit", "5 Digitaal"),
        ("gone", "Thema – 5 Digitaal", "5.1 Oplichting"),
        ("gone", "Doelstelling – 5 Digitaal › 5.1 Oplichting", "Een"),
    ]


def test_the_kind_of_an_objective_is_told_in_words() -> None:
    before, after = plan_with("Een"), plan_with("Een")
    after["fields"][0]["themes"][0]["objectives"][0]["kind"] = "action"

    [shown] = changes(before, after)

    assert shown.label == "5 Digitaal › 5.1 Oplichting › Een: soort"
    assert (shown.before, shown.after) == ("doelstelling", "voorgenomen actie")


def test_a_changed_mission_is_told_under_its_own_name() -> None:
    before, after = plan_with(), plan_with()
    after["mission"] = "Samen veilig"

    [shown] = changes(before, after)

    assert (shown.label, shown.before, shown.after) == ("Plan: missie", "", "Samen veilig")
