"""Look at a change before it is committed: everything that is quick."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = ("-q", "-n2", "-m", "not deep and not slow", "--ignore=tests/journeys")
STEPS = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "imports": ("lint-imports",),
    "types": ("mypy", "--no-error-summary"),
    "tests": ("pytest", *PYTEST, "tests"),
}


def main() -> None:
    """Run each step; show what a failed one said."""
    failed = [name for name, command in STEPS.items() if not passes(name, command)]
    sys.exit(f"\nNot right yet: {', '.join(failed)}" if failed else 0)


def passes(name: str, command: tuple[str, ...]) -> bool:
    """Run one step and say how it went."""
    started = time.monotonic()
    result = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env={**os.environ, "OV_DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    print(f"{name:8} {'ok' if result.returncode == 0 else 'FAILED':7} {seconds:5.1f} s", flush=True)
    if result.returncode:
        print(result.stdout + result.stderr, flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    main()
