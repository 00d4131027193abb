"""What operations leave behind, who may see it, and what the database refuses."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openveiligheid.core.actors import System
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.history import (
    Payload,
    Unreadable,
    erase_payload,
    read_payload,
    record,
)
from openveiligheid.core.models import HistoryEntry, HistoryPayload, Municipality
from openveiligheid.core.queries import history
from openveiligheid.core.vault import KeyMissing, vault
from openveiligheid.core.verification import verify
from openveiligheid.organisation.models import Member, Team
from openveiligheid.organisation.operations import save_team


def newest(municipality: Municipality) -> HistoryEntry:
    return HistoryEntry.objects.filter(municipality=municipality).order_by("-number")[0]


def test_a_change_leaves_who_what_before_and_after(hardenberg: Municipality, carla: Member) -> None:
    team = save_team(Team(name="Cluster OOV"), by=carla)
    team.name = "Cluster veiligheid"
    save_team(team, by=carla)

    entry = newest(hardenberg)

    assert (entry.actor_id, entry.verb, entry.object_id) == (carla.pk, "team saved", team.pk)
    assert read_payload(entry) == Payload(
        actor="Carla Smit",
        subject="Cluster veiligheid",
        before={"name": "Cluster OOV"},
        after={"name": "Cluster veiligheid"},
    )


def test_the_entry_itself_tells_nothing_of_its_content(
    hardenberg: Municipality, carla: Member
) -> None:
    save_team(Team(name="Zeer bijzondere naam"), by=carla)

    entry = newest(hardenberg)

    assert "bijzondere" not in repr(vars(entry))
    assert b"bijzondere" not in bytes(entry.payload.ciphertext)


def test_nothing_is_recorded_when_nothing_changed(hardenberg: Municipality, carla: Member) -> None:
    team = save_team(Team(name="Cluster OOV"), by=carla)
    before = newest(hardenberg)

    save_team(team, by=carla)

    assert newest(hardenberg) == before


@pytest.mark.django_db(transaction=True)
def test_history_is_refused_outside_a_transaction(hardenberg: Municipality) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(System(hardenberg), "team saved", hardenberg)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_history(hardenberg: Municipality) -> None:
    before = newest(hardenberg)

    @transaction.atomic
    def save_and_fail() -> None:
        save_team(Team(name="Bijna"), by=System(hardenberg))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_and_fail()

    assert newest(hardenberg) == before
    assert verify(hardenberg).holds


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_historyentry SET verb = 'other'",
        "UPDATE core_historyentry SET number = number + 1000",
        "DELETE FROM core_historyentry",
        pytest.param(
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE core_historyentry CASCADE",
            marks=pytest.mark.skipif(
                connection.vendor != "postgresql", reason="only PostgreSQL can truncate"
            ),
        ),
    ],
)
def test_the_database_refuses_to_change_history(hardenberg: Municipality, statement: str) -> None:
    HistoryPayload.objects.all().delete()

    with (
        pytest.raises(DatabaseError, match="history only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_two_entries_never_have_the_same_number(hardenberg: Municipality) -> None:
    entry = newest(hardenberg)
    entry.pk = uuid4()

    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)


def test_each_municipality_has_a_chain_of_its_own(
    hardenberg: Municipality, elsewhere: Municipality
) -> None:
    save_team(Team(name="Hier"), by=System(hardenberg))
    save_team(Team(name="Daar"), by=System(elsewhere))

    assert verify(hardenberg).holds
    assert verify(elsewhere).holds
    assert newest(hardenberg).number == newest(elsewhere).number


def test_history_is_read_in_one_municipality_by_who_may_read_it(
    els: Member, anna: Member, outsider: Member
) -> None:
    save_team(Team(name="Daar"), by=System(outsider.municipality))

    assert {entry.municipality_id for entry in history(els)} == {els.municipality_id}
    for other in (anna, outsider):
        with pytest.raises(NotPermitted):
            history(other)


def test_a_payload_that_was_erased_or_lost_its_key_is_unreadable(
    hardenberg: Municipality, carla: Member
) -> None:
    save_team(Team(name="Cluster OOV"), by=carla)
    first, second = newest(hardenberg), HistoryEntry.objects.get(municipality=hardenberg, number=1)

    erase_payload(first, by=System(hardenberg), reason="verzoek")
    vault().destroy(f"history:{hardenberg.pk}")

    assert read_payload(HistoryEntry.objects.get(pk=first.pk)) is Unreadable.ERASED
    assert read_payload(second) is Unreadable.ERASED
    assert verify(hardenberg).holds


def test_only_the_own_municipality_can_erase_and_an_erasure_stays(
    hardenberg: Municipality, elsewhere: Municipality
) -> None:
    with pytest.raises(NotPermitted):
        erase_payload(newest(hardenberg), by=System(elsewhere), reason="verzoek")
    erase_payload(newest(hardenberg), by=System(hardenberg), reason="verzoek")
    with pytest.raises(Refused):
        erase_payload(newest(hardenberg), by=System(hardenberg), reason="spoor weg")


def test_nothing_can_be_written_when_the_keys_are_lost(
    hardenberg: Municipality, carla: Member
) -> None:
    for path in vault().root.glob("*.key"):
        path.unlink()
    vault().initialise()

    with pytest.raises(KeyMissing, match="ontbreekt een sleutel"), transaction.atomic():
        save_team(Team(name="Zonder sleutel"), by=carla)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(
    before=st.none() | st.dictionaries(TEXT, TEXT | st.integers() | st.none(), max_size=4),
    after=st.dictionaries(TEXT, TEXT | st.booleans() | st.lists(TEXT, max_size=3), max_size=4),
)
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_recorded_is_read_back_and_holds(
    hardenberg: Municipality, before: dict[str, object] | None, after: dict[str, object]
) -> None:
    with transaction.atomic():
        entry = record(System(hardenberg), "tried", hardenberg, before=before, after=after)

    payload = read_payload(entry)

    assert isinstance(payload, Payload)
    assert (payload.before, payload.after) == (before, after)


def test_reading_the_newest_page_takes_few_questions(
    hardenberg: Municipality,
    els: Member,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(20):
        save_team(Team(name=f"Team {number}"), by=System(hardenberg))

    with django_assert_max_num_queries(1):  # type: ignore[attr-defined]
        assert all(isinstance(read_payload(entry), Payload) for entry in history(els)[:20])
