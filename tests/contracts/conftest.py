"""The recurring colleagues, for the rules on pages."""

from tests.people import *  # noqa: F403
