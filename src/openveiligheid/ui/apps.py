from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

BUILT = Path(__file__).parent / "static" / "ui" / "built"


class UiConfig(AppConfig):
    name = "openveiligheid.ui"
    label = "ui"

    def ready(self) -> None:
        register(assets_are_built)


def assets_are_built(**_: Any) -> list[CheckMessage]:
    """Say what to do when the style sheet and icons were not built yet."""
    if (BUILT / "ov.css").exists() and (BUILT / "icons.json").exists():
        return []
    hint = "Run: python scripts/build_assets.py"
    return [Error("The style sheet and icons are not built.", hint=hint, id="ui.E001")]
