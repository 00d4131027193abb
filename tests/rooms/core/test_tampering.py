"""Somebody with the database, but without the keys, changes the history: the check finds where."""

from collections.abc import Callable
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openveiligheid.core.actors import System
from openveiligheid.core.history import digest_of, erase_payload
from openveiligheid.core.models import HistoryEntry, HistoryPayload, Municipality
from openveiligheid.core.vault import vault
from openveiligheid.core.verification import Verification, Wrong, check, last_check, verify
from openveiligheid.organisation.models import Team
from openveiligheid.organisation.operations import save_team
from tests.growing import drop_triggers
from tests.rooms.core.tampering import LENGTH, entry_at, fill, renumber, resign

Tamper = Callable[[Municipality, int], None]


@pytest.fixture
def chain(hardenberg: Municipality) -> Municipality:
    """A chain of LENGTH entries in a database that no longer refuses changes."""
    fill(hardenberg)
    drop_triggers()
    return hardenberg


def first_wrong(outcome: Verification) -> tuple[int, Wrong]:
    return outcome.faults[0].number, outcome.faults[0].wrong


def change_verb(chain: Municipality, number: int) -> None:
    HistoryEntry.objects.filter(pk=entry_at(chain, number).pk).update(verb="team forgotten")


def change_time(chain: Municipality, number: int) -> None:
    entry = entry_at(chain, number)
    entry.at = entry.at.replace(year=2020)
    entry.save()


def delete(chain: Municipality, number: int) -> None:
    entry = entry_at(chain, number)
    HistoryPayload.objects.filter(entry=entry).delete()
    HistoryEntry.objects.filter(pk=entry.pk).delete()


def delete_and_renumber(chain: Municipality, number: int) -> None:
    delete(chain, number)
    renumber(chain, above=number, by=-1)
    resign(chain, number)


def insert(chain: Municipality, number: int) -> None:
    original = entry_at(chain, number)
    renumber(chain, above=number - 1, by=1)
    original.pk, original._state.adding = None, True
    original.pk = HistoryEntry._meta.pk.get_default()
    original.save(force_insert=True)
    resign(chain, number)


def swap(chain: Municipality, number: int) -> None:
    here, there = entry_at(chain, number), entry_at(chain, number + 1)
    HistoryEntry.objects.filter(pk=here.pk).update(number=99)
    HistoryEntry.objects.filter(pk=there.pk).update(number=number)
    HistoryEntry.objects.filter(pk=here.pk).update(number=number + 1)


def rewrite(chain: Municipality, number: int) -> None:
    """Change who did it, and make all digests from there on fit again."""
    HistoryEntry.objects.filter(pk=entry_at(chain, number).pk).update(actor_id=None, verb="other")
    resign(chain, number)


def change_payload(chain: Municipality, number: int) -> None:
    payload = HistoryPayload.objects.get(entry=entry_at(chain, number))
    changed = bytearray(payload.ciphertext)
    changed[-1] ^= 1
    payload.ciphertext = bytes(changed)
    payload.save()


def lose_payload(chain: Municipality, number: int) -> None:
    HistoryPayload.objects.filter(entry=entry_at(chain, number)).delete()


EDITS: dict[Tamper, Wrong] = {
    change_verb: Wrong.CHANGED,
    change_time: Wrong.CHANGED,
    delete: Wrong.MISSING,
    delete_and_renumber: Wrong.PAYLOAD_CHANGED,
    insert: Wrong.PAYLOAD_MISSING,
    swap: Wrong.UNLINKED,
    rewrite: Wrong.PAYLOAD_CHANGED,
    change_payload: Wrong.PAYLOAD_CHANGED,
    lose_payload: Wrong.PAYLOAD_MISSING,
}


def test_an_untouched_chain_holds(chain: Municipality) -> None:
    outcome = verify(chain)

    assert outcome.holds
    assert outcome.entries == LENGTH
    assert outcome.head == entry_at(chain, LENGTH).digest


@pytest.mark.parametrize("tamper", EDITS, ids=lambda tamper: str(tamper.__name__))
def test_the_first_bad_row_is_named(chain: Municipality, tamper: Tamper) -> None:
    tamper(chain, 5)

    assert first_wrong(verify(chain)) == (5, EDITS[tamper])


def found_after(chain: Municipality, edit: Tamper, place: int) -> Verification:
    """What the check says after one edit; the chain is whole again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT untouched")
    edit(chain, place)
    found = verify(chain)
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT untouched")
    return found


@given(place=st.integers(1, LENGTH - 1), edit=st.sampled_from(list(EDITS)))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_edit_at_every_place_is_found(chain: Municipality, place: int, edit: Tamper) -> None:
    assert first_wrong(found_after(chain, edit, place)) == (place, EDITS[edit])


@pytest.mark.deep
def test_ten_thousand_random_edits_are_all_found(chain: Municipality) -> None:
    random = Random(20261123)
    edits, wrong = list(EDITS), []

    for _attempt in range(10_000):
        edit, place = random.choice(edits), random.randint(1, LENGTH - 1)
        if first_wrong(found_after(chain, edit, place)) != (place, EDITS[edit]):
            wrong.append((edit.__name__, place))

    assert wrong == []


def test_a_cut_tail_is_seen_against_an_anchor_from_elsewhere(chain: Municipality) -> None:
    anchor = (LENGTH, entry_at(chain, LENGTH).digest)
    delete(chain, LENGTH)
    delete(chain, LENGTH - 1)

    assert verify(chain).holds
    assert first_wrong(verify(chain, anchors=[anchor])) == (LENGTH - 1, Wrong.MISSING)


def test_a_cut_tail_that_grew_again_is_seen(chain: Municipality) -> None:
    anchor = (LENGTH, entry_at(chain, LENGTH).digest)
    delete(chain, LENGTH)
    save_team(Team(name="Later"), by=System(chain))

    assert first_wrong(verify(chain, anchors=[anchor])) == (LENGTH, Wrong.NOT_ANCHORED)


def test_a_check_remembers_the_head_outside_the_database(
    chain: Municipality, moment: Callable[[int], object]
) -> None:
    assert check(chain, at=moment(1)).holds
    delete(chain, LENGTH)

    outcome = check(chain, at=moment(2))

    assert first_wrong(outcome) == (LENGTH, Wrong.MISSING)
    kept = last_check(chain)
    assert kept is not None
    assert (kept.at, kept.first_fault) == (moment(2), LENGTH)
    # A bad check is no anchor: the next one is still held against the good one.
    assert first_wrong(check(chain, at=moment(3))) == (LENGTH, Wrong.MISSING)


def test_every_row_gone_is_seen(chain: Municipality, moment: Callable[[int], object]) -> None:
    check(chain, at=moment(1))
    HistoryPayload.objects.all().delete()
    HistoryEntry.objects.all().delete()

    assert first_wrong(check(chain, at=moment(2))) == (1, Wrong.MISSING)


def test_an_erased_payload_keeps_the_chain_whole(chain: Municipality) -> None:
    erase_payload(entry_at(chain, 5), by=System(chain), reason="verzoek van betrokkene")

    outcome = verify(chain)

    assert outcome.holds
    assert (outcome.entries, outcome.erased) == (LENGTH + 1, 1)


def test_an_erased_entry_cannot_be_rewritten_either(chain: Municipality) -> None:
    erase_payload(entry_at(chain, LENGTH), by=System(chain), reason="verzoek")
    erasure = entry_at(chain, LENGTH + 1)
    HistoryEntry.objects.filter(pk=entry_at(chain, LENGTH).pk).update(verb="other")
    resign(chain, LENGTH)

    assert erasure.verb == "payload erased"
    assert first_wrong(verify(chain)) == (LENGTH, Wrong.PAYLOAD_MISSING)


def test_an_erased_payload_that_returns_is_seen(chain: Municipality) -> None:
    entry = entry_at(chain, 5)
    kept = bytes(entry.payload.ciphertext)
    erase_payload(entry, by=System(chain), reason="verzoek")
    HistoryPayload.objects.create(entry=entry, ciphertext=kept)

    assert first_wrong(verify(chain)) == (5, Wrong.PAYLOAD_BACK)


def test_an_erasure_that_was_made_up_is_seen(chain: Municipality) -> None:
    entry, last = entry_at(chain, 5), entry_at(chain, LENGTH)
    HistoryPayload.objects.filter(entry=entry).delete()
    made_up = HistoryEntry(
        municipality=chain,
        number=LENGTH + 1,
        at=last.at,
        actor_kind="system",
        verb="payload erased",
        object_type="core.historyentry",
        object_id=entry.pk,
        scope=last.scope,
        commitment="0" * 64,
        previous=last.digest,
    )
    made_up.digest = digest_of(made_up)
    made_up.save()

    assert [(fault.number, fault.wrong) for fault in verify(chain).faults] == [
        (5, Wrong.PAYLOAD_MISSING),
        (LENGTH + 1, Wrong.PAYLOAD_MISSING),
    ]


def test_a_destroyed_key_leaves_a_chain_that_holds_and_says_nothing(chain: Municipality) -> None:
    vault().destroy(f"history:{chain.pk}")

    outcome = verify(chain)

    assert outcome.holds
    assert outcome.erased == LENGTH


def test_lost_keys_are_told_apart_from_tampering(chain: Municipality) -> None:
    for path in vault().root.glob("*.key"):
        path.unlink()
    vault().initialise()

    assert {fault.wrong for fault in verify(chain).faults} == {Wrong.KEY_MISSING}
