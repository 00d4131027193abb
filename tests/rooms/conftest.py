"""The recurring colleagues, for every room's stories."""

from tests.growing import *  # noqa: F403
from tests.people import *  # noqa: F403
