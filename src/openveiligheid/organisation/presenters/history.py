"""The history in words: who, what, when, and what it was before."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openveiligheid.core.history import Payload, Unreadable, read_payload
from openveiligheid.core.models import HistoryEntry
from openveiligheid.core.vault import vault
from openveiligheid.core.verbs import words_for
from openveiligheid.core.verification import Check
from openveiligheid.organisation.words import (
    field_words,
    in_order,
    moment_words,
    thing_words,
    value_words,
)
from openveiligheid.ui import formatting
from openveiligheid.ui.components import Difference, Item, Tone

SHOWN = 12
SHORT = 80


@dataclass(frozen=True)
class EntryWords:
    """One event as somebody reads it."""

    number: str
    when: str
    who: str
    what: str
    thing: str
    subject: str = ""
    note: str = ""
    is_change: bool = False
    differences: list[Difference] = field(default_factory=list)
    facts: list[Item] = field(default_factory=list)
    more: str = ""


@dataclass(frozen=True)
class ChainWords:
    """How the chain stands, in a sentence."""

    text: str
    tone: Tone
    head: str = ""


def entries(rows: Iterable[HistoryEntry], names: dict[UUID, str]) -> list[EntryWords]:
    """Each event in words; content that is gone says why."""
    keys = vault()
    return [_entry(row, read_payload(row, keys), names) for row in rows]


def _entry(row: HistoryEntry, payload: Payload | Unreadable, names: dict[UUID, str]) -> EntryWords:
    known = names.get(row.actor_id, "") if row.actor_id else ""
    entry = EntryWords(
        number=formatting.number(row.number),
        when=moment_words(row.at),
        who=known or str(row.get_actor_kind_display()),
        what=words_for(row.verb),
        thing=thing_words(row.object_type),
    )
    if isinstance(payload, Unreadable):
        return replace(entry, note=_gone(payload))
    differences, facts, more = _content(row.object_type, payload)
    return replace(
        entry,
        who=payload.actor,
        subject=payload.subject,
        is_change=payload.before is not None and payload.after is not None,
        differences=differences,
        facts=facts,
        more=more,
    )


def _gone(reason: Unreadable) -> str:
    return {
        Unreadable.ERASED: _("De inhoud is gewist."),
        Unreadable.KEY_MISSING: _("De inhoud is niet te lezen: de sleutel ontbreekt."),
        Unreadable.DAMAGED: _("De inhoud is beschadigd of gewijzigd. Controleer de keten."),
    }[reason]


def _content(kind: str, payload: Payload) -> tuple[list[Difference], list[Item], str]:
    """A change shows what differs, long texts word by word; something new or gone what it held."""
    before, after = payload.before, payload.after
    if before is None or after is None:
        values = after or before or {}
        held = [
            Item(field_words(kind, name), value_words(kind, name, values[name]))
            for name in in_order(kind, values)
            if values[name] not in (None, "", [], {})
        ]
        return [], held[:SHOWN], _more(len(held))
    different = {name for name in after | before if after.get(name) != before.get(name)}
    changed = in_order(kind, sorted(different))
    pairs = [
        (field_words(kind, name), _value(kind, name, before), _value(kind, name, after))
        for name in changed[:SHOWN]
    ]
    short = [pair for pair in pairs if max(len(pair[1] or ""), len(pair[2] or "")) <= SHORT]
    differences = [Difference(*pair) for pair in pairs if pair not in short]
    return differences, [_changed(*pair) for pair in short], _more(len(changed))


def _changed(label: str, before: str | None, after: str | None) -> Item:
    if before is None:
        return Item(label, _("nieuw: %(after)s") % {"after": after})
    if after is None:
        return Item(label, _("was %(before)s, nu weg") % {"before": before})
    return Item(label, _("was %(before)s, werd %(after)s") % {"before": before, "after": after})


def _value(kind: str, name: str, values: dict[str, Any]) -> str | None:
    return value_words(kind, name, values[name]) if name in values else None


def _more(count: int) -> str:
    if count <= SHOWN:
        return ""
    hidden = count - SHOWN
    return ngettext("En nog %(n)s gegeven.", "En nog %(n)s gegevens.", hidden) % {
        "n": formatting.number(hidden)
    }


def chain(last: Check | None) -> ChainWords:
    """When the chain was verified last, and whether it held."""
    if last is None:
        return ChainWords(_("De keten is nog nooit gecontroleerd."), "warn")
    facts = {"when": moment_words(last.at), "n": formatting.number(last.entries)}
    if last.first_fault is not None:
        text = _("Gecontroleerd op %(when)s: bij regel %(number)s klopt de keten niet meer.")
        number = formatting.number(last.first_fault)
        return ChainWords(text % {**facts, "number": number}, "late", last.head)
    text = _("Gecontroleerd op %(when)s: alle %(n)s regels kloppen en sluiten op elkaar aan.")
    return ChainWords(text % facts, "ok", last.head)
