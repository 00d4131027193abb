"""The recurring colleagues, for every room's stories."""

from tests.people import *  # noqa: F403
