"""The example's figures: tables as CBS and police published them, and where they are shown."""

import json
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from openveiligheid.config.example.files import ExampleFiles, Row
from openveiligheid.core.actors import Actor
from openveiligheid.evidence.models import Figure
from openveiligheid.evidence.operations import explain_gap, import_table, save_figure
from openveiligheid.framework import queries as framework
from safetydata.importer import Stated
from safetydata.metadata import is_region


def load_figures(files: ExampleFiles, *, by: Actor) -> None:
    """Import the tables of the example and show them at their themes."""
    tables = files.rows("figures/figures", "figures")
    for row in tables:
        take_in(files.folder / "figures" / row["file"], row, by)
    notes = {row["table"]: row["note"] for row in tables}
    counted = {
        topic["key"] for row in tables for topic in row["topics"] if topic["unit"] == "aantal"
    }
    for position, row in enumerate(files.rows("figure_bindings", "bindings")):
        figure = _figure(row, position, note=notes[row["table"]])
        figure.counts_events = row["topic"] in counted
        themes = framework.themes().filter(number__in=row["framework_themes"])
        save_figure(figure, by=by, themes=list(themes))
    for row in files.rows("figure_bindings", "without_figure"):
        explain_gap(row["theme"], row["reason"], by=by)


def take_in(file: Path, row: Row, by: Actor) -> None:
    """Import a table of the example with what its source says about it."""
    fetched_at = datetime.combine(row["compiled_on"], time(), timezone.get_current_timezone())
    with TemporaryDirectory() as folder:
        _describe(Path(folder), row)
        stated = Stated(
            title=row["title"],
            publisher=row["source"],
            licence=row["licence"],
            division=row["division"],
            description=Path(folder),
        )
        import_table(file, by=by, at=fetched_at, table=row["table"], stated=stated)


def _describe(folder: Path, row: Row) -> None:
    """Write down what the source says about its table, in the form in which CBS gives it."""
    about = {"Identifier": row["table"], "Title": row["title"], "Period": row["period"]}
    properties = [{"Key": "Perioden", "Type": "TimeDimension", "Title": "Perioden"}]
    properties += [
        {
            "Key": dimension["key"],
            "Title": dimension["title"],
            "Type": "GeoDimension" if is_region(dimension["key"]) else "Dimension",
        }
        for dimension in row["dimensions"]
    ]
    properties += [
        {
            "Key": topic["key"],
            "Title": topic["title"],
            "Type": "Topic",
            "Unit": topic["unit"],
            "Decimals": str(topic["decimals"]),
            "Default": "Zero" if topic["absent_means"] == "zero" else "",
        }
        for topic in row["topics"]
    ]
    (folder / "TableInfos.json").write_text(json.dumps([about]), "utf-8")
    (folder / "DataProperties.json").write_text(json.dumps(properties), "utf-8")


def _figure(row: Row, position: int, *, note: str) -> Figure:
    return Figure(
        title=row["title"],
        note=f"{row['note'].strip()}\n\n{note.strip()}",
        shape=row["shape"],
        table=row["table"],
        topic=row["topic"],
        filters=row["filters"],
        regions=row["regions"],
        region_prefix=row["region_prefix"],
        unit=row["unit"],
        plan_labels=row["plan_themes"],
        position=position,
    )
