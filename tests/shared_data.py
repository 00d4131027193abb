"""Real data for tests; it lies beside the project and is not part of it."""

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(relative: str) -> Path:
    """Give a file or folder of the real data; skip the test where it is not at hand."""
    path = _SHARED / relative
    if not path.exists():
        pytest.skip(f"needs the real data {relative}, which is kept beside the project")
    return path
