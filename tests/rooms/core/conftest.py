from collections.abc import Callable
from datetime import UTC, datetime

import pytest


@pytest.fixture
def moment() -> Callable[[int], datetime]:
    """A moment on an ordinary day, by its hour."""
    return lambda hour: datetime(2026, 11, 23, hour, tzinfo=UTC)
