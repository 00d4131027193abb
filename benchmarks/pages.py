"""Measures the pages of the example: median and slowest of twenty, and queries per page.

    PYTHONPATH=src python benchmarks/pages.py [--quick]

Each page without parameters is asked as the example's first colleague, through everything that goes
round a request, on a SQLite database of its own.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

TIMES = 3 if "--quick" in sys.argv else 20
GOAL_MS = 200

home = tempfile.TemporaryDirectory(prefix="ov-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "openveiligheid.config.settings",
    "OV_DEBUG": "1",
    "OV_DATA_DIR": home.name,
    "OV_ALLOWED_HOSTS": "testserver",
    "OV_LOG_LEVEL": "ERROR",
}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402

from openveiligheid.core.models import Account  # noqa: E402


def main() -> None:
    """Load the example, ask every page, and print the figures as one line of JSON."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  (not a file of ours)
        call_command("prepare", stdout=nowhere)
        call_command("example", "load", stdout=nowhere, stderr=nowhere)
    client = Client()
    client.force_login(Account.objects.filter(is_demo=True).earliest("created_at"))
    rows = [measure(client, address) for address in sorted(set(addresses(get_resolver())))]
    notes = [f"Median of {TIMES} through Django's test client, after one visit."]
    outcome = {"title": "Pages of the example", "rows": [row for row in rows if row]}
    print(json.dumps({**outcome, "notes": notes}))


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address without parameters, except logging out and setting up second factors."""
    for entry in resolver.url_patterns:
        route = f"{prefix}{getattr(entry.pattern, '_route', '<')}"
        if "<" in route or route.startswith("/account/"):
            continue
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from addresses(entry, route)


def measure(client: Client, address: str) -> dict[str, Any] | None:
    """Ask one page many times; None for an address that answers something else than a page."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        return None
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    middle = statistics.median(times)
    return {
        "what": f"{address} ({len(queries)} queries, slowest {max(times):.0f} ms)",
        "ours": round(middle, 1),
        "peer": None,
        "unit": "ms",
        "ratio": None,
        "goal": f"at most {GOAL_MS} ms",
        "met": middle <= GOAL_MS,
    }


if __name__ == "__main__":
    main()
    connection.close()
    home.cleanup()
