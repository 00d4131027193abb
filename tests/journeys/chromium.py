"""Finds the browser of this machine."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The path of a Chromium: the one that OV_CHROMIUM names, else one that is installed."""
    named = os.environ.get("OV_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)
