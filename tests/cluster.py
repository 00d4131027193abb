"""A throwaway PostgreSQL server for tests, where a server program is installed."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def server_programs() -> Path | None:
    """The folder with initdb and pg_ctl of the newest PostgreSQL here, if there is one."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    on_path = [Path(found).resolve().parent for name in ["initdb"] if (found := shutil.which(name))]
    return next((f for f in [*reversed(folders), *on_path] if (f / "initdb").exists()), None)


@contextmanager
def postgres(options: Sequence[str] = FAST) -> Iterator[str]:
    """Start a server on a free port of this machine, yield its URL, and throw it away."""
    programs = server_programs()
    if programs is None:
        raise FileNotFoundError("no PostgreSQL server is installed")
    port = free_port()
    home = Path(tempfile.mkdtemp(prefix="ov-postgres-"))
    as_nobody = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
    if as_nobody:
        shutil.chown(home, "nobody")

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_nobody, str(programs / program), "-D", str(home / "data"), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )

    settings = [f"-c {option}" for option in ("listen_addresses=127.0.0.1", *options)]
    try:
        run("initdb", "-U", "ov", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        flags = " ".join([f"-p {port} -k {home}", *settings])
        run("pg_ctl", "-w", "-s", "-o", flags, "-l", str(home / "log"), "start")
        try:
            yield f"postgres://ov@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "fast", "-s", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
