"""The example municipalities: references resolve, what is invented says so, nothing is copied."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from openveiligheid.core.permissions import ROLES
from openveiligheid.delivery.models import Action
from openveiligheid.delivery.schedule import standing
from openveiligheid.governance.models import Body
from openveiligheid.organisation.models import Area, Partner
from safetydata.importer import import_figures
from safetydata.store import FigureStore
from tests.contracts.sources import PRODUCT, ROOT
from tests.shared_data import shared

EXAMPLES = ROOT / "examples"
MUNICIPALITIES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
COPIED = 6
DEMO_DAY = date(2026, 11, 23)
NOT_BEGUN = {"state": "planned", "percentage": 0, "date": None}

each_municipality = pytest.mark.parametrize("name", MUNICIPALITIES)


@cache
def read(name: str, file: str) -> Any:
    """The content of one file of an example; empty where an optional file is absent."""
    path = EXAMPLES / name / file
    if not path.exists():
        return {}
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as text:
            return list(csv.DictReader(text))
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def rows(name: str, kind: str) -> list[dict[str, Any]]:
    return list(read(name, f"{kind}.yaml").get(kind, []))


def keys(name: str, kind: str) -> set[str]:
    return {row["key"] for row in rows(name, kind)}


def themes(name: str) -> dict[str, dict[str, Any]]:
    fields = read(name, "plan.yaml")["fields"]
    return {theme["number"]: theme for field in fields for theme in field["themes"]}


def objectives(name: str) -> list[str]:
    return [each["key"] for theme in themes(name).values() for each in theme["objectives"]]


def area_codes(name: str) -> set[str]:
    return {row["code"] for row in read(name, "areas.csv")}


def kernbeleid() -> dict[str, list[str]]:
    path = PRODUCT / "framework" / "kernbeleid.yaml"
    fields = yaml.safe_load(path.read_text(encoding="utf-8"))["fields"]
    return {
        str(field["number"]): [theme["number"] for theme in field["themes"]] for field in fields
    }


def kernbeleid_themes() -> set[str]:
    return {number for numbers in kernbeleid().values() for number in numbers}


def figures(name: str) -> dict[str, dict[str, Any]]:
    return {row["table"]: row for row in read(name, "figures/figures.yaml").get("figures", [])}


def cells(name: str, table: str) -> list[dict[str, str]]:
    return list(read(name, f"figures/{figures(name)[table]['file']}"))


def test_the_kernbeleid_has_six_fields_and_25_themes() -> None:
    assert {field: len(numbers) for field, numbers in kernbeleid().items()} == {
        "1": 4, "2": 5, "3": 4, "4": 4, "5": 4, "6": 4,
    }  # fmt: skip
    assert all(n.startswith(f"{field}.") for field, ns in kernbeleid().items() for n in ns)


def test_hardenberg_has_the_structure_of_its_plan() -> None:
    plan = read("hardenberg", "plan.yaml")

    assert [field["number"] for field in plan["fields"]] == ["3.2", "3.3", "3.4", "3.5"]
    assert [len(field["themes"]) for field in plan["fields"]] == [8, 4, 4, 5]
    assert len(objectives("hardenberg")) == len(set(objectives("hardenberg"))) == 57
    assert len(plan["principles"]) == 5


def test_hardenberg_has_the_areas_of_2024() -> None:
    kinds = Counter(row["kind"] for row in read("hardenberg", "areas.csv"))

    assert (kinds["municipality"], kinds["wijk"], kinds["buurt"]) == (1, 29, 74)


@each_municipality
def test_every_key_is_used_once(name: str) -> None:
    for kind in ("partners", "teams", "people", "bodies", "decisions", "actions"):
        assert len(keys(name, kind)) == len(rows(name, kind)), kind
    assert len(area_codes(name)) == len(read(name, "areas.csv"))
    assert len(objectives(name)) == len(set(objectives(name)))


@each_municipality
def test_areas_form_one_tree_under_the_municipality(name: str) -> None:
    areas = read(name, "areas.csv")
    roots = [row["code"] for row in areas if not row["parent_code"]]
    kernen = {row["code"] for row in areas if row["kind"] == "kern"}

    assert roots == [read(name, "municipality.yaml")["cbs_code"]]
    assert {row["parent_code"] for row in areas} <= area_codes(name) | {""}
    assert {row["kern_code"] for row in areas if row["kind"] == "wijk"} <= kernen
    assert {row["kind"] for row in areas} <= set(Area.Kind.values)


@each_municipality
def test_the_plan_stands_on_the_kernbeleid(name: str) -> None:
    plan = read(name, "plan.yaml")

    assert {str(field["framework_field"]) for field in plan["fields"]} <= set(kernbeleid())
    for number, theme in themes(name).items():
        assert theme["framework_themes"], number
        assert set(theme["framework_themes"]) <= kernbeleid_themes(), number
        assert theme["context"].strip(), number
        assert theme["objectives"], number
    for link in plan["cross_links"]:
        assert {link["theme_a"], link["theme_b"]} <= set(themes(name)), link
        assert link["theme_a"] != link["theme_b"]


@each_municipality
def test_people_partners_and_bodies_resolve(name: str) -> None:
    for person in rows(name, "people"):
        assert person["team"] in keys(name, "teams"), person["key"]
        assert set(person["roles"]) <= set(ROLES), person["key"]
        assert person.get("partner", None) in keys(name, "partners") | {None}
    for partner in rows(name, "partners"):
        assert set(partner["themes"]) <= set(themes(name)), partner["key"]
        assert partner["level"] in Partner.Level.values
    assert {body["kind"] for body in rows(name, "bodies")} <= set(Body.Kind.values)


def test_every_role_has_one_demo_login_in_hardenberg() -> None:
    demo = [person for person in rows("hardenberg", "people") if person["demo"]]

    assert {person["roles"][0] for person in demo} == set(ROLES)
    assert len(demo) == len(ROLES)


@each_municipality
def test_one_decision_adopts_the_plan(name: str) -> None:
    decisions = rows(name, "decisions")
    adopting = [row["key"] for row in decisions if row["kind"] == "adopt_plan"]

    assert adopting == [read(name, "plan.yaml")["adopted_by"]]
    assert {row["body"] for row in decisions} <= keys(name, "bodies")
    assert [row["decided_on"] for row in decisions] == sorted(
        row["decided_on"] for row in decisions
    )


@each_municipality
def test_every_action_points_at_things_that_exist(name: str) -> None:
    leads = {row["key"] for row in rows(name, "people") if "project_lead" in row["roles"]}
    for action in rows(name, "actions"):
        assert action["objective"] in objectives(name), action["key"]
        assert action["lead"] in leads, action["key"]
        assert set(action["partners"]) <= keys(name, "partners"), action["key"]
        assert set(action["areas"]) <= area_codes(name), action["key"]
        assert {update["by"] for update in action["updates"]} <= keys(name, "people")
        assert {update["state"] for update in action["updates"]} <= set(Action.State.values)


@each_municipality
def test_reports_on_an_action_follow_each_other_in_time(name: str) -> None:
    for action in rows(name, "actions"):
        updates = action["updates"]
        days = [update["date"] for update in updates]
        percentages = [update["percentage"] for update in updates]

        assert action["starts_on"] < action["due_on"], action["key"]
        assert days == sorted(days)
        assert all(action["starts_on"] <= d <= DEMO_DAY for d in days)
        assert percentages == sorted(percentages), action["key"]
        assert all((u["state"] == "done") == (u["percentage"] == 100) for u in updates)
        assert all(u["note"] for u in updates if "due_on" in u or u["state"] == "stopped")


def standing_of(action: dict[str, Any]) -> str:
    updates = action["updates"]
    last: dict[str, Any] = updates[-1] if updates else NOT_BEGUN
    moved = [update["due_on"] for update in updates if "due_on" in update]
    return standing(
        state=last["state"],
        percentage=last["percentage"],
        starts_on=action["starts_on"],
        due_on=moved[-1] if moved else action["due_on"],
        reported_on=last["date"],
        today=DEMO_DAY,
    ).schedule.value


def test_the_actions_of_hardenberg_stand_in_every_way_and_touch_every_theme() -> None:
    actions = rows("hardenberg", "actions")
    theme_of = {o["key"]: n for n, t in themes("hardenberg").items() for o in t["objectives"]}

    assert Counter(standing_of(action) for action in actions) == {
        "done": 14, "on_schedule": 19, "attention": 7, "late": 4, "not_started": 3, "stopped": 1,
    }  # fmt: skip
    assert {theme_of[action["objective"]] for action in actions} == set(themes("hardenberg"))


@each_municipality
def test_what_is_invented_says_so(name: str) -> None:
    invented = [*rows(name, "people"), *rows(name, "actions")]
    if read(name, "municipality.yaml")["fictitious"]:
        invented += [read(name, "plan.yaml"), *rows(name, "decisions"), *rows(name, "partners")]

    assert read(name, "municipality.yaml")["is_example"] is True
    assert [row for row in invented if row.get("fictitious") is not True] == []
    assert all(isinstance(row["fictitious"], bool) for row in rows(name, "decisions"))
    assert all(isinstance(row["fictitious"], bool) for row in rows(name, "teams"))
    kernen = [row for row in read(name, "areas.csv") if row["kind"] == "kern"]
    assert all(row["fictitious"] == "true" for row in kernen)


@each_municipality
def test_mail_addresses_of_invented_people_cannot_exist(name: str) -> None:
    addresses = [person["email"] for person in rows(name, "people")]

    assert all(address.endswith(f"@{name}.example") for address in addresses)
    assert len(set(addresses)) == len(addresses)


@each_municipality
def test_every_file_of_figures_is_what_its_manifest_says(name: str) -> None:
    for table, figure in figures(name).items():
        header = set(cells(name, table)[0])
        dimensions = {dimension["key"] for dimension in figure["dimensions"]}
        labels = {f"{dimension}_label" for dimension in dimensions}
        topics = {topic["key"] for topic in figure["topics"]}

        assert header == dimensions | labels | topics | {"Perioden"}, table
        assert figure["default_topic"] in topics
        assert figure["licence"] == "CC BY 4.0"
        assert figure["source"]
        assert figure["note"]
        places = [tuple(v for k, v in c.items() if k not in topics) for c in cells(name, table)]
        assert len(set(places)) == len(places), f"{table} has a cell twice"
        assert all(float(cell[topic]) >= 0 for cell in cells(name, table) for topic in topics)
        assert all(re.fullmatch(r"\d{4}JJ00", cell["Perioden"]) for cell in cells(name, table))


# Ibis still speaks to DuckDB and pandas in words that they are giving up.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@each_municipality
def test_the_product_takes_in_every_file_of_figures(name: str, tmp_path: Path) -> None:
    store = FigureStore(tmp_path)
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for table, figure in figures(name).items():
        file = EXAMPLES / name / "figures" / figure["file"]
        taken = import_figures(file, store=store, at=noon, table=table)

        assert taken.rows == len(cells(name, table)) * len(figure["topics"]), table
        assert taken.skipped_columns == (), table


def region_of(cell: dict[str, str]) -> str:
    return cell.get("RegioS") or cell["WijkenEnBuurten"]


@each_municipality
def test_every_bound_figure_finds_its_cells(name: str) -> None:
    for binding in read(name, "figure_bindings.yaml").get("bindings", []):
        found = [
            region_of(cell)
            for cell in cells(name, binding["table"])
            if all(cell[dimension] == code for dimension, code in binding["filters"].items())
        ]
        if binding["shape"] == "series":
            assert all(found.count(region) >= 3 for region in binding["regions"]), binding["key"]
        else:
            prefix = binding["region_prefix"]
            assert prefix
            assert sum(code.startswith(prefix) for code in found) > 2, binding["key"]
        topics = {topic["key"] for topic in figures(name)[binding["table"]]["topics"]}
        assert binding["topic"] in topics
        assert binding["note"]
        assert binding["framework_themes"]
        assert set(binding["framework_themes"]) <= kernbeleid_themes()
        assert set(binding["plan_themes"]) <= set(themes(name))
        is_national = all(region.startswith("NL") for region in binding["regions"])
        assert (binding["scope"] == "national") == (is_national and binding["shape"] == "series")


def test_each_theme_of_hardenberg_has_a_figure_or_a_reason_why_not() -> None:
    bindings = read("hardenberg", "figure_bindings.yaml")
    shown = {number for row in bindings["bindings"] for number in row["plan_themes"]}
    absent = {row["theme"] for row in bindings["without_figure"] if row["reason"]}

    assert shown | absent == set(themes("hardenberg"))
    assert not shown & absent


def test_the_facts_of_hardenberg_stand_on_its_plan() -> None:
    facts = read("hardenberg", "facts.yaml")
    fields = {field["number"] for field in read("hardenberg", "plan.yaml")["fields"]}
    shares = [share for survey in facts["surveys"] for share in survey["shares"]]
    points = [point for picture in facts["safety_picture"] for point in picture["points"]]

    assert [share["percentage"] for share in shares] == [49, 47, 44, 42, 39, 36, 35]
    assert {theme for share in shares for theme in share["framework_themes"]} <= kernbeleid_themes()
    assert {picture["field"] for picture in facts["safety_picture"]} == fields
    assert {point["direction"] for point in points} <= {"rising", "falling", "constant", "new"}
    assert len(facts["documents"]) == 14
    assert {n for row in facts["numbers"] for n in row["plan_themes"]} <= set(themes("hardenberg"))


def words(text: str) -> list[str]:
    return re.findall(r"[0-9a-zà-ÿ]+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    spelled = words(text)
    return zip(*(spelled[start:] for start in range(COPIED)), strict=False)


def sentences(path: Path) -> str:
    """The file without comments and without names of documents and organisations."""
    return re.sub(r"(?m)^\s*#.*$|\b(title|name|publisher): [^,\n]*", "", path.read_text())


def test_no_sentence_of_the_plan_is_copied() -> None:
    seed = shared("seed/000_b511f9f85d956c05.txt").read_text(encoding="utf-8")
    # A word that was hyphenated at the end of a line counts both ways.
    plan = {*runs(seed.replace("-\n", "")), *runs(re.sub(r"-\s*\n\s*", "- ", seed))}
    files = [path for kind in ("*.yaml", "*.csv", "*.md") for path in EXAMPLES.rglob(kind)]

    copied = [(path.name, run) for path in files for run in runs(sentences(path)) if run in plan]

    assert len(plan) > 5000
    assert copied == []
