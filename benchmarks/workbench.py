"""Measures the workbench page and its chart over a synthetic monthly table, of 1 municipality up.

    PYTHONPATH=src .venv/bin/python benchmarks/workbench.py [--quick | --national]

Each visit asks another kind of crime, another measure and other peers, so that no answer was given
before; one municipality looks at itself. `--national` takes 342 municipalities: 100 million cells.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import Any

import national_table
import numpy as np

TABLE, PEOPLE, OWN = "47022NED", "85984NED", "GM0001"
MONTHS = 96
TIMES = 20 if "--quick" in sys.argv else 60
SIZES = (1, 4) if "--quick" in sys.argv else (342,) if "--national" in sys.argv else (1, 10, 40)
GOAL_PAGE, GOAL_CHART, GOAL_CACHED, MOST_QUERIES = 60, 40, 2, 10

home = tempfile.TemporaryDirectory(prefix="ov-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "openveiligheid.config.settings",
    "OV_DEBUG": "0",
    "OV_SECRET_KEY": "synthetic" * 8,
    "OV_DATA_DIR": home.name,
    "OV_ALLOWED_HOSTS": "testserver",
    "OV_LOG_LEVEL": "ERROR",
    "OV_MFA_REQUIRED": "0",
}

import django  # noqa: E402

django.setup()

import polars as pl  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from openveiligheid.core.actors import System  # noqa: E402
from openveiligheid.core.models import Account  # noqa: E402
from openveiligheid.evidence.store import shared_store  # noqa: E402
from openveiligheid.organisation.operations import add_member, found_municipality  # noqa: E402
from openveiligheid.ui.charts import LineChart, Series, picture, svg_for_print  # noqa: E402
from safetydata.importer import Stated, import_figures  # noqa: E402

PAGE = "/cijfers/werkbank/"
ASKED = {"gebied": OWN, "delen": "buurten"}


def main() -> None:
    """Take tables of growing size in, visit the page, and print the figures as one line of JSON."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  (not a file of ours)
        call_command("prepare", stdout=nowhere)
    client = visitor()
    rows: list[dict[str, Any]] = []
    for size in SIZES:
        cells = take_in(size)
        rows += page_rows(client, size, cells)
    rows += chart_rows()
    notes = [
        "Synthetic: every figure drawn at random.",
        f"{national_table.OFFENCES} kinds of crime, {MONTHS} months, 52 areas per municipality.",
        f"{TIMES} visits through Django's test client after two to warm up; each another question.",
    ]
    print(json.dumps({"title": "Workbench", "rows": rows, "notes": notes}))


def visitor() -> Client:
    """Somebody who may read figures."""
    by = System(found_municipality(name="Synthetisch", cbs_code=OWN))
    account = Account(email="analist@voorbeeld.nl", name="Ann Analist")
    account.set_unusable_password()
    account.save()
    add_member(account=account, roles=["analyst"], team=None, job_title="", by=by)
    client = Client()
    client.force_login(account)
    return client


def take_in(municipalities: int) -> int:
    """Store crimes and inhabitants of so many municipalities; give the number of cells."""
    folder = Path(home.name)
    crimes, people = folder / f"{TABLE}.csv", folder / f"{PEOPLE}.csv"
    cells = national_table.write(crimes, municipalities, MONTHS)
    names = national_table.regions(municipalities)
    counts = np.random.default_rng(160).integers(200, 8000, len(names))
    pl.DataFrame(
        {"WijkenEnBuurten": names, "Perioden": "2019JJ00", "AantalInwoners_5": counts}
    ).write_csv(people)
    stated = Stated(title="Synthetic", division="indeling 2024")
    for table, file in ((TABLE, crimes), (PEOPLE, people)):
        import_figures(
            file,
            store=shared_store(),
            at=datetime.now(UTC),
            table=table,
            stated=stated,
            replacing=True,
        )
        file.unlink()
    return cells


def page_rows(client: Client, size: int, cells: int) -> list[dict[str, Any]]:
    """Visit the page with questions that were not asked before."""
    choices = product(
        ("verhouding", "aantal", "afgevlakt"), ("geen", "even-groot"), national_table.offences()
    )
    visits = [
        {**ASKED, "maat": measure, "vergelijk": peers, "kenmerk.SoortMisdrijf": kind}
        for measure, peers, kind in islice(choices, 0, None, 354 // (TIMES + 2))
    ]
    for first in visits[:2]:
        visit(client, first)
    with CaptureQueriesContext(connection) as queries:
        visit(client, visits[2])
    asked_of_database = len(queries)
    new = timed([partial(visit, client, asked) for asked in visits[2 : TIMES + 2]])
    again = timed([partial(visit, client, visits[2])] * TIMES)
    about = f"{size} municipalities, {cells / 1e6:.1f} million cells"
    return [
        row(f"page, p95, {about}", p95(new), GOAL_PAGE),
        row(f"page, median, {about}", statistics.median(new), GOAL_PAGE),
        row(f"page, p95, the same again, {about}", p95(again), GOAL_PAGE),
        row(f"database, {about}", asked_of_database, MOST_QUERIES, unit="queries"),
    ]


def visit(client: Client, asked: dict[str, str]) -> None:
    answer = client.get(PAGE, {"tabel": TABLE, **asked}, secure=True)
    if answer.status_code != 200 or b"Herkomst" not in answer.content:
        raise SystemExit(f"{asked} gives no picture ({answer.status_code})")


def chart_rows() -> list[dict[str, Any]]:
    """Draw a monthly chart with an interval beside another line, wide and narrow, and as PNG."""
    rng = np.random.default_rng(160)
    charts = [chart(rng) for _ in range(TIMES)]
    drawn = timed([partial(both, each) for each in charts])
    svgs = [svg_for_print(each) for each in charts]
    picture(svgs[0])
    painted = timed([partial(picture, svg) for svg in svgs])
    what = f"chart of {MONTHS} months"
    return [
        row(f"{what}, wide and narrow, p95, drawn anew", p95(drawn), GOAL_CHART),
        row(f"{what}, wide and narrow, median, drawn anew", statistics.median(drawn), GOAL_CACHED),
        row(f"{what}, as PNG, median", statistics.median(painted), GOAL_CHART),
    ]


def both(drawn: LineChart) -> tuple[str, str]:
    """Draw a chart for a wide and for a narrow place, as a page does."""
    return drawn.wide, drawn.narrow


def chart(rng: np.random.Generator) -> LineChart:
    labels = [f"maand {number}" for number in range(MONTHS)]

    def points() -> list[tuple[str, float | None]]:
        return list(zip(labels, map(float, rng.poisson(30, MONTHS)), strict=True))

    own = points()
    bounds = [[(value or 0) * share for _label, value in own] for share in (0.7, 1.3)]
    main_line = Series("Eigen", own, emphasis=True, low=bounds[0], high=bounds[1])
    return LineChart("Verloop", "", [main_line, Series("Anderen", points())], axis={"maand 0": "0"})


def timed(works: list[Callable[[], object]]) -> list[float]:
    """Give the milliseconds that each takes."""
    found = []
    for work in works:
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * 1000)
    return found


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def row(what: str, ours: float, goal: float, *, unit: str = "ms") -> dict[str, Any]:
    return {
        "what": what,
        "ours": round(ours, 2),
        "peer": None,
        "unit": unit,
        "ratio": None,
        "goal": f"at most {goal:g} {unit}",
        "met": ours <= goal,
    }


if __name__ == "__main__":
    main()
