"""Run every test and add up: SQLite, then PostgreSQL and a browser where they are installed.

Where a server or a browser is missing its tests are skipped, in plain words; with
OV_REQUIRE_POSTGRES=1 or OV_REQUIRE_BROWSER=1 that is a failure.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.cluster import server_programs  # noqa: E402
from tests.journeys.chromium import find_chromium  # noqa: E402

KINDS = ("passed", "failed", "skipped")
PARALLEL = ("-n", os.environ.get("OV_TEST_WORKERS", "2"), "--dist", "loadgroup")


def main() -> None:
    """Run the parts, the browser beside the databases, and say the sum in the last line."""
    started = time.monotonic()
    with ThreadPoolExecutor() as lanes:
        browser = lanes.submit(part_browser)
        parts = [part_sqlite(), part_postgres(), browser.result()]
    total = {kind: sum(part[kind] for part in parts) for kind in KINDS}
    seconds = time.monotonic() - started
    counts = ", ".join(f"{total[kind]} {kind}" for kind in KINDS)
    print(f"\n{counts} in {seconds:.0f} s", flush=True)
    sys.exit(1 if total["failed"] else 0)


def part_sqlite() -> dict[str, int]:
    """Everything except the journeys, on SQLite."""
    return run("SQLite", "tests", "--ignore=tests/journeys")


def part_postgres() -> dict[str, int]:
    """What touches tables, on PostgreSQL."""
    if server_programs() is None:
        return missing("PostgreSQL", "no PostgreSQL server is installed", "OV_REQUIRE_POSTGRES")
    return run("PostgreSQL", "tests/rooms", OV_TEST_POSTGRES="1")


def part_browser() -> dict[str, int]:
    """The journeys through the running site."""
    if find_chromium() is None:
        return missing("Browser", "no Chromium is installed", "OV_REQUIRE_BROWSER")
    return run("Browser", "tests/journeys")


def run(name: str, *arguments: str, **environment: str) -> dict[str, int]:
    """Run pytest once, show what it said, and count; a run that breaks off counts as a failure."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", *PARALLEL, f"--junitxml={report}"]
        result = subprocess.run(
            [*command, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        counts = count(report)
    print(f"\n== {name} ==\n{result.stdout}", flush=True)
    if result.returncode and not counts["failed"]:
        counts["failed"] = 1
    return counts


def count(report: Path) -> dict[str, int]:
    """How many tests of a junit report passed, failed and were skipped."""
    counts = dict.fromkeys(KINDS, 0)
    if report.exists():
        suite = ElementTree.parse(report).getroot()[0]  # noqa: S314  (pytest just wrote it)
        counts["failed"] = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        counts["skipped"] = int(suite.get("skipped", 0))
        counts["passed"] = int(suite.get("tests", 0)) - counts["failed"] - counts["skipped"]
    return counts


def missing(name: str, reason: str, required: str) -> dict[str, int]:
    """Count a part that cannot run as skipped, or as failed where it is required."""
    is_required = os.environ.get(required) == "1"
    print(f"\n== {name} ==\n{'FAILED' if is_required else 'SKIPPED'}: {reason}", flush=True)
    return {"passed": 0, "failed": int(is_required), "skipped": int(not is_required)}


if __name__ == "__main__":
    main()
