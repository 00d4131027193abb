"""Run every benchmark and write what was measured into docs/performance.md.

    python scripts/bench.py [--quick] [name ...]

Each file in benchmarks/ measures us and a peer in one run and prints one line of JSON; this puts
the lines together with the machine on which they were measured. With names, only those are run and
the others keep their figures.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "performance.json"
PAGE = ROOT / "docs" / "performance.md"
HEAD = """# Performance

Measured by `make bench`, which writes this page. A ratio sets us beside a peer that did the same
work in the same run on the same machine; it says more than the seconds, which are this machine’s.
National figures of this size are synthetic: no municipality's numbers are in them.
"""


def main() -> None:
    """Measure, keep the figures, and write the page."""
    wishes = [word for word in sys.argv[1:] if not word.startswith("-")]
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for name in wishes or benchmarks():
        print(f"== {name} ==", flush=True)
        kept[name] = {**measured(name, options), "machine": machine(), "on": str(date.today())}  # noqa: DTZ011
        print(table(kept[name]), flush=True)
    kept = {name: kept[name] for name in benchmarks() if name in kept}
    if not options:
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
        PAGE.write_text(page(kept))


def benchmarks() -> list[str]:
    """The names of all benchmarks; a file that opens with an underscore serves the others."""
    return sorted(file.stem for file in (ROOT / "benchmarks").glob("[!_]*.py"))


def measured(name: str, options: list[str]) -> dict[str, Any]:
    """What a benchmark says in its last line."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def machine() -> str:
    """The machine in one line."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores of {model or platform.machine()}, {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def page(kept: dict[str, Any]) -> str:
    """The whole page."""
    parts = [HEAD]
    for found in kept.values():
        notes = "\n".join(f"- {note}" for note in found.get("notes", []))
        head = f"## {found['title']}\n\nOn {found['on']}, {found['machine']}."
        parts.append("\n\n".join(part for part in (head, table(found), notes) if part) + "\n")
    return "\n".join(parts)


def table(found: dict[str, Any]) -> str:
    """The figures of one benchmark as a table in Markdown."""
    head = "| what | ours | peer | unit | ratio | goal | met |\n|---|---:|---:|---|---:|---|---|"
    lines = [
        f"| {row['what']} | {number(row['ours'])} | {number(row['peer'])} | {row['unit']} "
        f"| {number(row['ratio'])} | {row['goal']} | {'yes' if row['met'] else 'no'} |"
        for row in found["rows"]
    ]
    return "\n".join([head, *lines])


def number(value: float | None) -> str:
    """A number with as many digits as say something."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
