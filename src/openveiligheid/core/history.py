"""The one recording function, and the check of the chain that it makes.

Every write leaves an entry in its municipality's chain, in the same transaction. An entry holds no
content: it is bound to its payload by a keyed commitment (HMAC-SHA256 over a random opening and the
payload). The payload lies apart, encrypted under a key of its scope, so that it can be erased
(row and key) while the chain still verifies.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import models, transaction
from django.utils import timezone

from openveiligheid.core.actors import Actor
from openveiligheid.core.json import canonical
from openveiligheid.core.models import HistoryEntry, HistoryPayload, Municipality
from openveiligheid.core.vault import KeyDestroyed, vault

START = "0" * 64
ERASED = "payload erased"


def record(
    by: Actor,
    verb: str,
    subject: models.Model,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    scope: str | None = None,
) -> HistoryEntry:
    """Leave who, what, when, before and after; call it inside the operation's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("history is recorded inside the transaction of the operation")
    municipality = Municipality.objects.select_for_update().get(pk=by.municipality.pk)
    last = HistoryEntry.objects.filter(municipality=municipality).order_by("-number").first()
    entry = HistoryEntry(
        municipality=municipality,
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        verb=verb,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        scope=scope or f"history:{municipality.pk}",
        previous=last.digest if last else START,
    )
    payload = {
        "opening": token_hex(32),
        "actor": by.label,
        "subject": str(subject),
        "before": before,
        "after": after,
    }
    plaintext = canonical(payload)
    entry.commitment = _commitment(municipality, plaintext)
    entry.digest = _digest(entry)
    entry.save(force_insert=True)
    sealed = vault().encrypt(entry.scope, plaintext, bound_to=entry.pk.bytes)
    HistoryPayload.objects.create(entry=entry, ciphertext=sealed)
    return entry


def read_payload(entry: HistoryEntry) -> dict[str, Any] | None:
    """What the entry was about, or None when that was erased."""
    payload = HistoryPayload.objects.filter(entry=entry).first()
    if payload is None:
        return None
    try:
        plaintext = _open(entry, payload)
    except KeyDestroyed:
        return None
    content: dict[str, Any] = json.loads(plaintext)
    return content


def erase_payload(entry: HistoryEntry, *, by: Actor, reason: str) -> None:
    """Erase what an entry was about; the chain keeps that it happened, and that it was erased."""
    with transaction.atomic():
        HistoryPayload.objects.filter(entry=entry).delete()
        record(by, ERASED, entry, after={"number": entry.number, "reason": reason})


@dataclass(frozen=True, slots=True)
class Fault:
    """The place where a chain does not hold, and what is wrong there."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a walk along one municipality's chain."""

    municipality: str
    entries: int
    erased: int
    head: str
    faults: tuple[Fault, ...]


def verify(municipality: Municipality, *, anchor: tuple[int, str] | None = None) -> Verification:
    """Walk the chain from its start; an anchor (number, digest) kept elsewhere shows a cut tail."""
    faults: list[Fault] = []
    expected, previous, erased = 1, START, 0
    entries = HistoryEntry.objects.filter(municipality=municipality).order_by("number")
    erasures = {str(pk) for pk in entries.filter(verb=ERASED).values_list("object_id", flat=True)}
    digests: dict[int, str] = {}
    for entry in entries.select_related("payload", "municipality").iterator(chunk_size=2000):
        faults += _faults_of(entry, expected, previous, erasures)
        erased += not hasattr(entry, "payload")
        expected, previous = entry.number + 1, entry.digest
        digests[entry.number] = entry.digest
    if anchor and digests.get(anchor[0]) != anchor[1]:
        faults.append(Fault(anchor[0], "does not match the anchor"))
    return Verification(municipality.name, expected - 1, erased, previous, tuple(faults))


def _faults_of(
    entry: HistoryEntry, expected: int, previous: str, erasures: set[str]
) -> Iterator[Fault]:
    if entry.number != expected:
        yield Fault(expected, "entry is missing")
    if entry.previous != previous:
        yield Fault(entry.number, "does not follow the entry before it")
    if entry.digest != _digest(entry):
        yield Fault(entry.number, "entry was changed")
    payload = getattr(entry, "payload", None)
    if payload is None:
        if str(entry.pk) not in erasures:
            yield Fault(entry.number, "payload is missing without an erasure")
        return
    try:
        plaintext = _open(entry, payload)
    except KeyDestroyed:
        return
    except InvalidTag:
        yield Fault(entry.number, "payload was changed")
        return
    if not hmac.compare_digest(_commitment(entry.municipality, plaintext), entry.commitment):
        yield Fault(entry.number, "payload does not match its commitment")


def _open(entry: HistoryEntry, payload: HistoryPayload) -> bytes:
    return vault().decrypt(entry.scope, bytes(payload.ciphertext), bound_to=entry.pk.bytes)


def _commitment(municipality: Municipality, plaintext: bytes) -> str:
    key = vault().key(f"chain:{municipality.pk}")
    return hmac.new(key, plaintext, hashlib.sha256).hexdigest()


def _digest(entry: HistoryEntry) -> str:
    return hashlib.sha256(
        canonical(
            {
                "municipality": str(entry.municipality_id),
                "number": entry.number,
                "id": str(entry.pk),
                "at": _instant(entry.at),
                "actor": [entry.actor_kind, str(entry.actor_id or "")],
                "verb": entry.verb,
                "object": [entry.object_type, str(entry.object_id)],
                "scope": entry.scope,
                "commitment": entry.commitment,
                "previous": entry.previous,
            }
        )
    ).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
