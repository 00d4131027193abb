"""The check of a municipality's chain, and the anchor that makes a cut tail visible.

The last verified head is kept beside the keys, outside the database: whoever can change the
database only cannot cut or rewrite the chain without the next check telling so.
"""

import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openveiligheid.core.history import (
    ERASED,
    START,
    Payload,
    Unreadable,
    chain_scope,
    commitment_of,
    digest_of,
    open_payload,
    read_payload,
)
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.core.vault import (
    KeyDestroyed,
    KeyMissing,
    KeyStoreMissing,
    Vault,
    sync_folder,
    vault,
)

Anchor = tuple[int, str]


class Wrong(TextChoices):
    """What can be wrong at a place in the chain."""

    MISSING = "missing", _("de regel ontbreekt")
    UNLINKED = "unlinked", _("de regel sluit niet aan op de regel ervoor")
    CHANGED = "changed", _("de regel is gewijzigd")
    PAYLOAD_MISSING = "payload_missing", _("de inhoud is weg zonder dat dit is vastgelegd")
    PAYLOAD_CHANGED = "payload_changed", _("de inhoud hoort niet bij deze regel")
    PAYLOAD_BACK = "payload_back", _("gewiste inhoud staat er weer")
    KEY_MISSING = "key_missing", _("de sleutel ontbreekt, dus de inhoud is niet te controleren")
    NOT_ANCHORED = "not_anchored", _("de regel is anders dan bij een eerdere controle")


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a chain does not hold, and what is wrong there."""

    number: int
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a walk along one municipality's chain; faults in order of their number."""

    municipality: str
    entries: int
    erased: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class Check:
    """What is kept of an earlier verification."""

    at: datetime
    entries: int
    head: str
    first_fault: int | None


def check(
    municipality: Municipality, *, at: datetime, anchor: Anchor | None = None
) -> Verification:
    """Verify against the last good check, and a given anchor, and keep the outcome."""
    good = last_check(municipality, good=True)
    anchors = [(good.entries, good.head)] if good else []
    outcome = verify(municipality, anchors=[*anchors, *([anchor] if anchor else [])])
    keep_check(municipality, outcome, at=at)
    return outcome


def verify(
    municipality: Municipality,
    *,
    anchors: list[Anchor] | None = None,
    using: str = DEFAULT_DB_ALIAS,
    keys: Vault | None = None,
) -> Verification:
    """Walk the chain from its start; an anchor kept elsewhere also shows a cut tail."""
    keys = keys or vault()
    entries = HistoryEntry.objects.using(using).filter(municipality=municipality)
    entries = entries.select_related("payload").order_by("number")
    walk = _Walk(keys, municipality, _erasures(entries.filter(verb=ERASED), keys))
    for entry in entries.iterator(chunk_size=2000):
        walk.step(entry)
    for anchor in anchors or []:
        walk.compare(anchor)
    faults = tuple(sorted(walk.faults, key=lambda fault: fault.number))
    return Verification(municipality.name, walk.number, walk.erased, walk.head, faults)


def _erasures(entries: Iterable[HistoryEntry], keys: Vault) -> dict[str, str | None]:
    """The digest that each erased entry had, as its erasure says.

    None when the key of the erasure is gone too; empty when nothing proves the erasure.
    """
    found: dict[str, str | None] = {}
    for entry in entries:
        payload = read_payload(entry, keys)
        if isinstance(payload, Payload):
            found[str(entry.object_id)] = (payload.after or {}).get("digest", "")
        else:
            unproven = payload is Unreadable.DAMAGED or not hasattr(entry, "payload")
            found[str(entry.object_id)] = "" if unproven else None
    return found


class _Walk:
    """Goes along the chain and gathers what is wrong."""

    def __init__(
        self, keys: Vault, municipality: Municipality, erasures: dict[str, str | None]
    ) -> None:
        self.keys, self.erasures = keys, erasures
        self.chain = chain_scope(municipality.pk)
        self.faults: list[Fault] = []
        self.number, self.head, self.erased = 0, START, 0
        self.digests: dict[int, str] = {}

    def step(self, entry: HistoryEntry) -> None:
        """Look at one entry and stand on it."""
        if entry.number != self.number + 1:
            self.faults.append(Fault(self.number + 1, Wrong.MISSING))
        if entry.previous != self.head:
            self.faults.append(Fault(entry.number, Wrong.UNLINKED))
        if entry.digest != digest_of(entry):
            self.faults.append(Fault(entry.number, Wrong.CHANGED))
        elif wrong := self._payload(entry):
            self.faults.append(Fault(entry.number, wrong))
        self.number, self.head = entry.number, entry.digest
        self.digests[entry.number] = entry.digest

    def compare(self, anchor: Anchor) -> None:
        """Hold the chain against a head that was kept elsewhere."""
        number, digest = anchor
        if number > self.number:
            self.faults.append(Fault(self.number + 1, Wrong.MISSING))
        elif number and self.digests.get(number) != digest:
            self.faults.append(Fault(number, Wrong.NOT_ANCHORED))

    def _payload(self, entry: HistoryEntry) -> Wrong | None:
        payload = getattr(entry, "payload", None)
        pk = str(entry.pk)
        if payload is None:
            self.erased += 1
            proven = self.erasures.get(pk, "") in (entry.digest, None)
            return None if proven else Wrong.PAYLOAD_MISSING
        if pk in self.erasures:
            return Wrong.PAYLOAD_BACK
        try:
            plaintext = open_payload(entry, payload, self.keys)
            made = commitment_of(plaintext, self.keys.key(self.chain))
        except KeyDestroyed:
            self.erased += 1
            return None
        except (KeyMissing, KeyStoreMissing):
            return Wrong.KEY_MISSING
        except InvalidTag:
            return Wrong.PAYLOAD_CHANGED
        return None if hmac.compare_digest(made, entry.commitment) else Wrong.PAYLOAD_CHANGED


def keep_check(municipality: Municipality, outcome: Verification, *, at: datetime) -> None:
    """Add the outcome to the list of checks beside the keys."""
    path = _list_of_checks(municipality)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = {
        "at": at.isoformat(),
        "entries": outcome.entries,
        "head": outcome.head,
        "first_fault": outcome.faults[0].number if outcome.faults else None,
    }
    descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def last_check(municipality: Municipality, *, good: bool = False) -> Check | None:
    """The last check that was kept; with `good`, the last one without faults."""
    path = _list_of_checks(municipality)
    if not path.exists():
        return None
    for line in reversed(path.read_text(encoding="utf-8").splitlines()):
        told = json.loads(line)
        if not good or told["first_fault"] is None:
            return Check(
                datetime.fromisoformat(told["at"]),
                told["entries"],
                told["head"],
                told["first_fault"],
            )
    return None


def _list_of_checks(municipality: Municipality) -> Path:
    return Path(settings.OV_KEY_DIR) / "checks" / f"{municipality.pk}.jsonl"
