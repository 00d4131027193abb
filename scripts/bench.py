"""Measure how fast the pages of the example are: median, slowest of twenty, and queries per page.

Each page without parameters is asked as the example's first colleague, through everything that goes
round a request, on a SQLite database of its own.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator

TIMES = 20

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
    """Load the example and print a line per page."""
    started = time.perf_counter()
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  (not a file of ours)
        call_command("prepare", stdout=nowhere)
        call_command("example", "load", stdout=nowhere, stderr=nowhere)
    print(f"example loaded in {time.perf_counter() - started:.1f} s\n")
    client = Client()
    client.force_login(Account.objects.filter(is_demo=True).earliest("created_at"))
    print(f"{'median ms':>10} {'slowest':>8} {'queries':>8} {'KB':>6}  page")
    for address in sorted(set(addresses(get_resolver()))):
        measure(client, address)


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


def measure(client: Client, address: str) -> None:
    """Ask one page many times and print its line."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        print(f"{'':>34}  {address} answers {answer.status_code}", file=sys.stderr)
        return
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    size = len(answer.getvalue()) / 1024
    middle = statistics.median(times)
    print(f"{middle:10.0f} {max(times):8.0f} {len(queries):8} {size:6.0f}  {address}")


if __name__ == "__main__":
    main()
    connection.close()
    home.cleanup()
