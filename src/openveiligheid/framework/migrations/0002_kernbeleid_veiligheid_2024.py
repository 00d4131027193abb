"""The edition of the Kernbeleid Veiligheid that the product starts with."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.db import migrations

EDITION = Path(__file__).resolve().parent.parent / "kernbeleid.yaml"
KEY = "kernbeleid-2024"


def load(apps: Any, schema_editor: Any) -> None:
    text = EDITION.read_text(encoding="utf-8")
    edition = yaml.safe_load(text)
    version = apps.get_model("framework", "FrameworkVersion").objects.create(
        id=_id(""),
        key=KEY,
        name=edition["version"]["name"],
        source=edition["version"]["source"],
        valid_from=date(edition["version"]["year"], 1, 1),
        sha256=sha256(text.encode()).hexdigest(),
    )
    for row in edition["fields"]:
        field = apps.get_model("framework", "SafetyField").objects.create(
            id=_id(row["number"]), version=version, **_titled(row)
        )
        for theme in row["themes"]:
            apps.get_model("framework", "SafetyTheme").objects.create(
                id=_id(theme["number"]), field=field, **_titled(theme)
            )


def unload(apps: Any, schema_editor: Any) -> None:
    apps.get_model("framework", "SafetyTheme").objects.filter(field__version__key=KEY).delete()
    apps.get_model("framework", "SafetyField").objects.filter(version__key=KEY).delete()
    apps.get_model("framework", "FrameworkVersion").objects.filter(key=KEY).delete()


def _id(number: object) -> object:
    return uuid5(NAMESPACE_URL, f"{KEY}/{number}")


def _titled(row: dict[str, Any]) -> dict[str, str]:
    return {
        "number": str(row["number"]),
        "title_nl": row["title_nl"],
        "title_en": row["title_en"],
    }


class Migration(migrations.Migration):
    dependencies = [("framework", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
