"""The one recording function, and the reading and erasing of what it recorded.

Every write leaves an entry in its municipality's chain, in the same transaction. An entry holds no
content: it is bound to its payload by a keyed commitment (HMAC-SHA256 over a random opening and the
payload). The payload lies apart, encrypted under a key of its scope and bound to the whole entry,
so that nobody without the keys can rewrite the chain, and so that it can be erased (row and key)
while the chain still verifies.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from secrets import token_hex
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openveiligheid.core.actors import Actor
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.json import canonical
from openveiligheid.core.models import HistoryEntry, HistoryPayload, Municipality
from openveiligheid.core.vault import KeyDestroyed, KeyMissing, KeyStoreMissing, Vault, vault

START = "0" * 64
ERASED = "payload erased"


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry was about: who in words, what in words, and the values before and after."""

    actor: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Unreadable(StrEnum):
    """Why there is no payload to show."""

    ERASED = "erased"
    KEY_MISSING = "key missing"
    DAMAGED = "damaged"


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
    plaintext = canonical(
        {
            "opening": token_hex(32),
            "actor": by.label,
            "subject": str(subject),
            "before": before,
            "after": after,
        }
    )
    _seal(entry, plaintext, is_first=last is None, is_own_scope=scope is not None)
    return entry


def _seal(entry: HistoryEntry, plaintext: bytes, *, is_first: bool, is_own_scope: bool) -> None:
    """Bind the entry to its payload and store both.

    Only the first entry may make the chain's keys: where they are lost, writing stops.
    """
    keys = vault()
    key = keys.key(chain_scope(entry.municipality_id), make=is_first)
    entry.commitment = commitment_of(plaintext, key)
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    sealed = keys.encrypt(
        entry.scope, plaintext, bound_to=_bound_to(entry), make=is_first or is_own_scope
    )
    HistoryPayload.objects.create(entry=entry, ciphertext=sealed)


def read_payload(entry: HistoryEntry, keys: Vault | None = None) -> Payload | Unreadable:
    """What the entry was about, or why that can no longer be read."""
    payload = getattr(entry, "payload", None)
    if payload is None:
        return Unreadable.ERASED
    try:
        plaintext = open_payload(entry, payload, keys or vault())
    except KeyDestroyed:
        return Unreadable.ERASED
    except (KeyMissing, KeyStoreMissing):
        return Unreadable.KEY_MISSING
    except InvalidTag:
        return Unreadable.DAMAGED
    content = json.loads(plaintext)
    return Payload(content["actor"], content["subject"], content["before"], content["after"])


@transaction.atomic
def erase_payload(entry: HistoryEntry, *, by: Actor, reason: str) -> None:
    """Erase what an entry was about; the chain keeps that it happened, and that it was erased."""
    if entry.municipality_id != by.municipality.pk:
        raise NotPermitted(_("Dit hoort bij een andere gemeente."))
    if entry.verb == ERASED:
        raise Refused(_("Dat er iets gewist is, blijft bewaard."))
    HistoryPayload.objects.filter(entry=entry).delete()
    after = {"number": entry.number, "digest": entry.digest, "reason": reason}
    record(by, ERASED, entry, after=after)


def open_payload(entry: HistoryEntry, payload: HistoryPayload, keys: Vault) -> bytes:
    """Decrypt a payload; raises InvalidTag when it or its entry was changed."""
    return keys.decrypt(entry.scope, bytes(payload.ciphertext), bound_to=_bound_to(entry))


def chain_scope(municipality_id: object) -> str:
    """The scope of the key that makes a municipality's commitments."""
    return f"chain:{municipality_id}"


def commitment_of(plaintext: bytes, key: bytes) -> str:
    """Bind an entry to its payload without telling anything about it."""
    return hmac.new(key, plaintext, hashlib.sha256).hexdigest()


def digest_of(entry: HistoryEntry) -> str:
    """The hash of all that an entry says, with the digest of the entry before it."""
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


def _bound_to(entry: HistoryEntry) -> bytes:
    return entry.digest.encode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
