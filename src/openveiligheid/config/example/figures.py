"""The example's figures: tables as CBS and police published them, and where they are shown."""

from openveiligheid.config.example.files import ExampleFiles
from openveiligheid.core.actors import Actor


def load_figures(files: ExampleFiles, *, by: Actor) -> None:
    """Import the tables of the example and show them at their themes."""
