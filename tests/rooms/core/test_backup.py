"""A back-up and the way back, as an operator does it."""

import json
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from openveiligheid.core.backups import back_up
from openveiligheid.core.backups.manifest import BadBackup, keep, read_manifest
from openveiligheid.core.errors import Refused
from tests.rooms.core.site import Site

pytestmark = pytest.mark.slow  # each step is a process of its own


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with a municipality, a team, figures, a file, and a back-up with the keys apart."""
    site = Site(tmp_path_factory.mktemp("site"))
    assert site.init().code == 0
    site.add_team("Cluster OOV")
    (site.data / "figures" / "47013NED").mkdir(parents=True)
    (site.data / "figures" / "catalogue.json").write_text("{}")
    (site.data / "figures" / "47013NED" / "a.parquet").write_bytes(b"PAR1")
    (site.data / "figures" / ".work").mkdir()
    (site.data / "figures" / ".work" / "half.parquet").write_bytes(b"PA")
    (site.data / "files").mkdir(exist_ok=True)
    (site.data / "files" / "besluit.pdf").write_bytes(b"%PDF-1.7")
    done = site.run("backup", site.home / "backup", "--keys-to", site.home / "apart", "--json")
    assert done.code == 0, done.err
    return site


@pytest.fixture
def site(original: Site, tmp_path: Path) -> Site:
    """A copy of the site that a test may break."""
    shutil.copytree(original.home, tmp_path / "copy")
    return Site(tmp_path / "copy")


@pytest.fixture
def bare(tmp_path: Path) -> Site:
    """A machine on which nothing is yet."""
    return Site(tmp_path / "bare")


def test_an_empty_machine_reads_what_was_known(original: Site, bare: Site) -> None:
    done = bare.run(
        "restore", original.home / "backup", "--keys-from", original.home / "apart", "--json"
    )

    assert (done.code, done.err) == (0, "")
    assert done.json["readable"]
    assert not done.json["needs_prepare"]
    assert bare.teams() == ["Cluster OOV"]
    assert "'name': 'Cluster OOV'" in bare.last_payload()
    assert bare.run("history", "verify").code == 0
    assert (bare.data / "files" / "besluit.pdf").read_bytes() == b"%PDF-1.7"
    assert (bare.data / "figures" / "47013NED" / "a.parquet").exists()
    assert not (bare.data / "figures" / ".work").exists()
    assert [path.name for path in bare.data.glob("before-restore-*")] == []


def test_without_the_keys_the_history_stands_but_says_nothing(original: Site, bare: Site) -> None:
    done = bare.run("restore", original.home / "backup")

    assert done.code == 0
    assert "de inhoud is onleesbaar: de sleutels ontbreken" in done.out
    assert bare.teams() == ["Cluster OOV"]
    assert bare.last_payload() == "key missing"


def test_the_keys_are_not_in_the_backup(original: Site) -> None:
    keys = {path.read_bytes() for path in original.keys.glob("*.key")}
    kept = [path for path in (original.home / "backup").rglob("*") if path.is_file()]

    assert keys
    assert not [path for path in kept if any(key in path.read_bytes() for key in keys)]


def test_a_backup_is_for_its_owner_only(original: Site) -> None:
    for folder in ("backup", "apart"):
        assert stat.S_IMODE((original.home / folder).stat().st_mode) == 0o700


def test_a_backup_names_its_files_its_counts_and_where_each_history_ends(original: Site) -> None:
    told = json.loads((original.home / "backup" / "manifest.json").read_text())

    assert {each["path"] for each in told["files"]} == {
        "database.sqlite3",
        "files/besluit.pdf",
        "figures/catalogue.json",
        "figures/47013NED/a.parquet",
    }
    assert told["counts"]["organisation_team"] == 1
    assert told["chains"][0]["municipality"] == "GM0001"
    head = told["chains"][0]["head"]
    anchor = f"{told['chains'][0]['entries']}:{head}"
    assert original.run("history", "verify", "--anchor", anchor).code == 0


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a flipped bit": (lambda b: flip(b / "database.sqlite3"), "database.sqlite3 is beschadigd"),
    "a lost file": (
        lambda b: (b / "files" / "besluit.pdf").unlink(),
        "files/besluit.pdf ontbreekt in de back-up",
    ),
    "a cut file": (
        lambda b: (b / "figures" / "47013NED" / "a.parquet").write_bytes(b"PA"),
        "figures/47013NED/a.parquet is beschadigd",
    ),
    "a strange file": (lambda b: (b / "meer.txt").touch(), "meer.txt staat niet op de lijst"),
    "a broken list": (
        lambda b: (b / "manifest.json").write_text('{"format": 1'),
        "manifest.json beschadigd",
    ),
    "no list": (lambda b: (b / "manifest.json").unlink(), "manifest.json ontbreekt"),
    "a way out": (
        lambda b: (b / "manifest.json").write_text(
            (b / "manifest.json").read_text().replace("files/besluit.pdf", "../besluit.pdf")
        ),
        "../besluit.pdf wijst buiten de back-up",
    ),
    "the wrong folder": (
        lambda b: shutil.copy(b.parent / "apart" / "manifest.json", b / "manifest.json"),
        "is een ander soort back-up",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_backup_is_refused_by_name(site: Site, damage: str) -> None:
    harm, reason = DAMAGE[damage]
    harm(site.home / "backup")

    with pytest.raises(BadBackup, match=re.escape(reason)):
        read_manifest(site.home / "backup", "site")


def test_a_damaged_backup_leaves_everything_as_it_was(site: Site) -> None:
    flip(site.home / "backup" / "database.sqlite3")
    before = contents(site.data)

    done = site.run("restore", site.home / "backup", "--force", "--json")

    assert done.code == 1
    assert "database.sqlite3 is beschadigd" in done.json["error"]
    assert contents(site.data) == before


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that counts; SQLite's own side files come and go."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_a_history_that_was_changed_in_the_backup_is_refused(site: Site) -> None:
    kept = site.home / "backup" / "database.sqlite3"
    with sqlite3.connect(kept) as database:
        database.execute("DROP TRIGGER history_refuses_update")
        database.execute("UPDATE core_historyentry SET verb = 'other' WHERE number = 2")
    fit_list(site.home / "backup", "database.sqlite3")

    done = site.run("restore", site.home / "backup", "--force")

    assert done.code == 1
    assert "De historie van Proefstad klopt niet bij regel 2: de regel is gewijzigd" in done.err
    assert site.run("history", "verify").code == 0


def test_a_cut_history_in_the_backup_is_refused(site: Site) -> None:
    kept = site.home / "backup" / "database.sqlite3"
    with sqlite3.connect(kept) as database:
        database.execute("DROP TRIGGER history_refuses_delete")
        last = "SELECT id FROM core_historyentry ORDER BY number DESC LIMIT 1"
        database.execute(f"DELETE FROM core_historypayload WHERE entry_id = ({last})")  # noqa: S608
        database.execute(f"DELETE FROM core_historyentry WHERE id = ({last})")  # noqa: S608
    fit_list(site.home / "backup", "database.sqlite3")

    done = site.run("restore", site.home / "backup", "--force")

    assert done.code == 1
    assert "is niet die van de back-up" in done.err


def fit_list(backup: Path, name: str) -> None:
    """Make the list agree with a changed file, as somebody who knows how it works would."""
    told = json.loads((backup / "manifest.json").read_text())
    new = keep(backup, name)
    for each in told["files"]:
        if each["path"] == name:
            each["size"], each["sha256"] = new.size, new.sha256
    (backup / "manifest.json").write_text(json.dumps(told))


def test_present_data_are_not_overwritten_without_force(site: Site) -> None:
    before = contents(site.data)

    done = site.run("restore", site.home / "backup")

    assert done.code == 1
    assert "Hier staan al gegevens: de database" in done.err
    assert contents(site.data) == before


def test_with_force_present_data_move_aside(site: Site) -> None:
    site.add_team("Van na de back-up")

    done = site.run(
        "restore", site.home / "backup", "--keys-from", site.home / "apart", "--force", "--json"
    )

    assert done.code == 0
    assert site.teams() == ["Cluster OOV"]
    before = Path(done.json["before"])
    with sqlite3.connect(before / "openveiligheid.sqlite3") as database:
        names = {name for (name,) in database.execute("SELECT name FROM organisation_team")}
    assert names == {"Cluster OOV", "Van na de back-up"}
    assert site.run("history", "verify").code == 0


def test_a_key_that_was_destroyed_stays_destroyed(site: Site) -> None:
    site.python(
        "from openveiligheid.core.vault import vault;"
        "from openveiligheid.core.models import Municipality;"
        "vault().destroy(f'history:{Municipality.objects.get().pk}')"
    )

    done = site.run("restore", site.home / "backup", "--keys-from", site.home / "apart", "--force")

    assert done.code == 0
    assert site.last_payload() == "erased"


@pytest.mark.parametrize(
    "arguments",
    [
        ("{home}/filled",),
        ("{home}/new", "--keys-to", "{home}/filled"),
        ("{home}/new", "--keys-to", "{home}/new/keys"),
        ("{home}/new/in", "--keys-to", "{home}/new"),
        ("{home}/keys/backup",),
        ("{home}/data/files/backup",),
    ],
)
def test_a_backup_goes_to_a_new_folder_with_the_keys_apart(
    tmp_path: Path, settings: Settings, arguments: tuple[str, ...]
) -> None:
    settings.OV_DATA_DIR, settings.OV_KEY_DIR = tmp_path / "data", tmp_path / "keys"
    (tmp_path / "filled").mkdir()
    (tmp_path / "filled" / "iets").touch()
    target, *keys_to = [Path(each.format(home=tmp_path)) for each in arguments if each[0] == "{"]

    with pytest.raises(Refused, match=r"is niet leeg|Leg de sleutels apart"):
        back_up(target, at=datetime.now(UTC), keys_to=next(iter(keys_to), None))

    assert not (tmp_path / "new").exists()


def test_a_backup_says_where_the_keys_are_when_they_are_not_in_it(site: Site) -> None:
    done = site.run("backup", site.home / "nieuw")

    assert done.code == 0
    assert f"Bewaar {site.keys} apart" in done.out


def test_a_newer_backup_is_refused(site: Site) -> None:
    path = site.home / "backup" / "manifest.json"
    path.write_text(path.read_text().replace('"core.0001_initial"', '"core.9999_from_later"'))

    done = site.run("restore", site.home / "backup", "--force")

    assert done.code == 1
    assert "nieuwere versie" in done.err


def test_a_site_that_was_not_yet_brought_up_to_date_is_kept_whole(site: Site, bare: Site) -> None:
    site.run("migrate", "plan", "zero")

    made = site.run("backup", site.home / "ouder")
    done = bare.run("restore", site.home / "ouder")

    assert (made.code, made.err) == (0, "")
    assert (done.code, done.err) == (0, "")
    assert "Draai nu: openveiligheid prepare" in done.out
    assert bare.run("migrate").code == 0
    assert bare.teams() == ["Cluster OOV"]


@pytest.fixture
def busy(site: Site) -> Iterator[Site]:
    """A site whose database is being read."""
    reader = sqlite3.connect(site.data / "openveiligheid.sqlite3")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM core_account").fetchone()
    site.add_team("Tijdens het lezen")
    yield site
    reader.close()


def test_a_site_in_use_is_not_swapped(busy: Site) -> None:
    done = busy.run("restore", busy.home / "backup", "--force")

    assert done.code == 1
    assert "Stop eerst de site" in done.err
    assert busy.teams() == ["Cluster OOV", "Tijdens het lezen"]
    assert [path.name for path in busy.data.glob("*restor*")] == []
