"""The key store: data keys wrapped by one master key, in a folder outside the database.

A key belongs to a scope (a municipality's history, later a case). Destroying it makes everything
that was encrypted with it unreadable, in every back-up of the database too; therefore the folder
must never be part of a database back-up.
"""

import hashlib
import os
from pathlib import Path
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.utils.translation import gettext as _

from openveiligheid.core.errors import Refused

KEY_BYTES = 32
NONCE_BYTES = 12
MASTER = "master.key"


class KeyStoreMissing(Refused):
    """The key store has no master key, or not the one that wrapped these keys."""


class KeyMissing(Refused):
    """The key of this scope should be in the store, but is not."""


class KeyDestroyed(Refused):
    """The key of this scope is gone; what it encrypted can never be read again."""


class Vault:
    """Keys in files of a folder, each wrapped (RFC 3394) by the folder's master key."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._opened: dict[str, bytes] = {}

    def initialise(self) -> None:
        """Make the folder and its master key; refuse where only the master key is gone."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (self.root / MASTER).exists():
            return
        if any(self.root.glob("*.key")):
            raise KeyStoreMissing(
                _("In %(folder)s staan sleutels, maar master.key ontbreekt. Zet het terug.")
                % {"folder": self.root}
            )
        write_once(self.root / MASTER, token_bytes(KEY_BYTES))

    def key(self, scope: str, *, make: bool = False) -> bytes:
        """The scope's key, 32 bytes; a missing one is made only where that is asked."""
        if scope not in self._opened:
            self._opened[scope] = self._open(scope, make=make)
        return self._opened[scope]

    def destroy(self, scope: str) -> None:
        """Destroy the scope's key for good; its name stays, so that no new key takes its place."""
        path = self._path(scope)
        self._opened.pop(scope, None)
        write_once(path.with_suffix(".destroyed"), b"")
        if path.exists():
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.write(token_bytes(size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            sync_folder(self.root)

    def encrypt(
        self, scope: str, plaintext: bytes, *, bound_to: bytes, make: bool = False
    ) -> bytes:
        """Nonce and AES-GCM ciphertext; readable only together with `bound_to`."""
        nonce = token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.key(scope, make=make)).encrypt(nonce, plaintext, bound_to)

    def decrypt(self, scope: str, ciphertext: bytes, *, bound_to: bytes) -> bytes:
        """The plaintext; raises InvalidTag when the text or its binding was changed."""
        nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
        return AESGCM(self.key(scope)).decrypt(nonce, sealed, bound_to)

    def _open(self, scope: str, *, make: bool) -> bytes:
        path = self._path(scope)
        if path.with_suffix(".destroyed").exists():
            raise KeyDestroyed(_("De sleutel van deze gegevens is vernietigd."))
        master = self._master()
        if make and not path.exists():
            write_once(path, aes_key_wrap(master, token_bytes(KEY_BYTES)))
        if not path.exists():
            raise KeyMissing(
                _("In %(folder)s ontbreekt een sleutel. Zet de sleutels terug uit hun back-up.")
                % {"folder": self.root}
            )
        try:
            return aes_key_unwrap(master, path.read_bytes())
        except InvalidUnwrap as error:
            raise KeyStoreMissing(
                _("De sleutels in %(folder)s horen niet bij het master.key dat daar staat.")
                % {"folder": self.root}
            ) from error

    def _path(self, scope: str) -> Path:
        return self.root / f"{hashlib.sha256(scope.encode()).hexdigest()[:40]}.key"

    def _master(self) -> bytes:
        path = self.root / MASTER
        if not path.exists():
            raise KeyStoreMissing(
                _("De sleutelbewaarplaats %(folder)s ontbreekt of is leeg. Zet haar terug.")
                % {"folder": self.root}
            )
        return path.read_bytes()


def vault() -> Vault:
    """The key store that the settings name."""
    return Vault(Path(settings.OV_KEY_DIR))


def write_once(path: Path, content: bytes) -> None:
    """Write a file that did not exist, readable by its owner only; an existing one stays."""
    temporary = path.with_name(f"{path.name}.{token_bytes(4).hex()}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass  # another process made the key first: theirs counts
    finally:
        temporary.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
