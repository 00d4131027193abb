"""The surroundings of every test: its own settings, a throwaway database, no network.

`OV_TEST_POSTGRES=1 pytest` runs the same tests on a throwaway PostgreSQL instead of SQLite.
"""

import ipaddress
import os
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django
import hypothesis
import pytest
from pytest_django import Settings

_surroundings = ExitStack()


def _surround() -> None:
    """Set the environment before Django reads it; workers inherit it from the first process."""
    for name in [name for name in os.environ if name.startswith("OV_") and "TEST" not in name]:
        if not name.startswith("OV_REQUIRE_"):
            del os.environ[name]
    home = Path(_surroundings.enter_context(tempfile.TemporaryDirectory(prefix="ov-tests-")))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "openveiligheid.config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the thread of the test
        "OV_DEBUG": "1",
        "OV_DATA_DIR": str(home),
        "OV_LOG_LEVEL": "ERROR",  # refusals are what many tests are about
        "OV_SECRET_KEY": "only-for-tests-" * 4,
    }
    if not os.environ.get("OV_TEST_POSTGRES"):
        os.environ["OV_TEST_DATABASE"] = "sqlite://:memory:"
    elif "PYTEST_XDIST_WORKER" not in os.environ:
        from tests.cluster import postgres

        os.environ["OV_TEST_DATABASE"] = _surroundings.enter_context(postgres())


_surround()
django.setup()

# The same examples at every run, and no verdict on how busy the machine is.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")


def pytest_unconfigure() -> None:
    _surroundings.close()


COMPILED = ("signal", "hidden_population", "disclosure")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run only what may differ there; the rest has run on SQLite.

    What runs the same compiled code runs in one process, so that one compiles it.
    """
    for item in items:
        for part in COMPILED:
            if part in item.path.name:
                item.add_marker(pytest.mark.xdist_group(part))
    if os.environ.get("OV_TEST_POSTGRES"):
        others = [item for item in items if not _touches_the_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _touches_the_database(item)]


def _touches_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & fixtures)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not _is_local(str(address[0])):
            raise AssertionError(f"a test tried to reach {address[0]}; tests have no network")
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", local_only)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hash passwords fast: what makes them slow to guess makes tests slow to run."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _own_key_store(settings: Settings, tmp_path: Path) -> None:
    """Give each test an empty key store of its own."""
    from openveiligheid.core.vault import vault

    settings.OV_KEY_DIR = tmp_path / "keys"
    vault().initialise()
