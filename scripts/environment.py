"""Make .venv with exactly the locked packages; nothing happens when it is there already.

Runs on the machine's own Python, also one that is too old, to say so. Uses uv when it can be had,
because it is ten times as fast, and pip otherwise. ``run`` installs what the site needs, ``dev``
what the checks and tests need as well; with OV_REQUIRE_SPARK=1 Apache Spark comes with it.
"""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Each holds all of the one before it.
LOCKS = {
    "run": ROOT / "requirements.txt",
    "dev": ROOT / "requirements-dev.txt",
    "spark": ROOT / "requirements-spark.txt",
}
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def main() -> None:
    """Make the environment that the first argument names."""
    wish = sys.argv[1]
    if wish == "dev" and os.environ.get("OV_REQUIRE_SPARK") == "1":
        wish = "spark"
    use_new_python()
    if wish == "run":
        refuse_taken_port(int(os.environ.get("OV_PORT", "8000")))
    if not runs(PYTHON, "-c", "0"):
        make_venv()
    stamps = {name: VENV / (".installed-" + name) for name in LOCKS}
    enough = list(LOCKS)[list(LOCKS).index(wish) :]
    if any(is_current(name, stamps[name]) for name in enough):
        return
    print("Installing the locked packages ...", flush=True)
    install(LOCKS[wish])
    stamps[wish].write_text(state_of(wish))


def use_new_python() -> None:
    """Go on with a Python that is new enough, or say which one is needed."""
    if sys.version_info >= OLDEST:
        return
    newer = next((found for name in NEWER for found in [shutil.which(name)] if found), None)
    if newer is None:
        sys.exit(
            "Open Veiligheid needs Python {}.{} or newer; this is Python {}.{}.\n"
            "Install a newer one and say where it is: make run PYTHON=/path/to/python3".format(
                *OLDEST, *sys.version_info[:2]
            )
        )
    os.execv(newer, [newer, *sys.argv])


def refuse_taken_port(port: int) -> None:
    """Stop before the work when another program listens on the site's port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(f"Port {port} is taken. Choose another one: make run OV_PORT={port + 1}")


def make_venv() -> None:
    """Make an empty environment, with pip where the machine has it."""
    shutil.rmtree(VENV, ignore_errors=True)
    if runs(sys.executable, "-m", "venv", str(VENV)):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if not runs("uv", "venv", "--quiet", "--python", sys.executable, str(VENV)):
        sys.exit(
            "Python cannot make an environment here. On Debian and Ubuntu: apt install python3-venv"
        )


def is_current(name: str, stamp: Path) -> bool:
    """Whether this wish was installed from these very locks."""
    return stamp.exists() and stamp.read_text() == state_of(name)


def state_of(name: str) -> str:
    """What an installation depends on, in one hash."""
    total = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for file in (LOCKS[name], ROOT / "pyproject.toml"):
        total.update(file.read_bytes())
    return total.hexdigest()


def install(lock: Path) -> None:
    """Install a lock file with its hashes checked, then this checkout itself."""
    this = ("--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    locked = ("--quiet", "--require-hashes", "--requirement", str(lock))
    pip = (str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check")
    uv = find_uv(pip, lock)
    if uv and all(runs(*uv, *arguments) for arguments in (locked, this)):
        return
    if not all(runs(*pip, *arguments) for arguments in (locked, this)):
        sys.exit("The packages could not be installed; the lines above say why.")


def find_uv(pip: "tuple[str, ...]", lock: Path) -> "tuple[str, ...]":
    """The command that installs with uv, after fetching the locked uv; empty when that fails."""
    own = VENV / "bin" / "uv"
    if not runs(str(own), "--version"):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
            block = re.search(r"^uv==.*?(?=^\S)", lock.read_text(), re.MULTILINE | re.DOTALL)
            only_uv.write(block.group() if block else "")
            only_uv.flush()
            runs(*pip, "--quiet", "--no-deps", "--require-hashes", "--requirement", only_uv.name)
    program = next((name for name in (str(own), "uv") if runs(name, "--version")), None)
    return (program, "pip", "install", "--python", str(PYTHON)) if program else ()


def runs(*command: "str | Path") -> bool:
    """Whether a command exists and succeeds; what it says on the way is kept from the screen."""
    loud = "install" in command
    try:
        return (
            subprocess.run(
                [str(part) for part in command],
                check=False,
                env={**os.environ, "UV_PYTHON_PREFERENCE": "only-system"},
                stdout=subprocess.DEVNULL,
                stderr=None if loud else subprocess.DEVNULL,
            ).returncode
            == 0
        )
    except OSError:
        return False


if __name__ == "__main__":
    main()
