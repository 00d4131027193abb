"""Keys in files: made once, read back, destroyed for good."""

import stat

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openveiligheid.core.vault import (
    KeyDestroyed,
    KeyMissing,
    KeyStoreMissing,
    Vault,
    vault,
)


def test_a_key_stays_the_same_and_differs_per_scope() -> None:
    first = vault().key("history:a", make=True)

    assert vault().key("history:a") == first
    assert vault().key("history:b", make=True) != first


def test_files_of_keys_are_for_their_owner_only() -> None:
    vault().key("history:a", make=True)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in vault().root.glob("*.key")}

    assert modes == {0o600}


@given(text=st.binary(max_size=500), bound_to=st.binary(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_encrypted_is_read_back(text: bytes, bound_to: bytes) -> None:
    sealed = vault().encrypt("case", text, bound_to=bound_to, make=True)

    assert vault().decrypt("case", sealed, bound_to=bound_to) == text
    with pytest.raises(InvalidTag):
        vault().decrypt("case", sealed, bound_to=bound_to + b"!")


def test_a_destroyed_key_never_comes_back() -> None:
    sealed = vault().encrypt("case", b"geheim", bound_to=b"", make=True)
    vault().destroy("case")

    for attempt in (vault().key, lambda scope: vault().key(scope, make=True)):
        with pytest.raises(KeyDestroyed):
            attempt("case")
    with pytest.raises(KeyDestroyed):
        vault().decrypt("case", sealed, bound_to=b"")


def test_a_missing_key_is_not_made_by_reading() -> None:
    with pytest.raises(KeyMissing):
        vault().key("case")


def test_a_store_without_its_master_key_is_refused() -> None:
    vault().key("case", make=True)
    master = vault().root / "master.key"
    kept = master.read_bytes()
    master.unlink()

    with pytest.raises(KeyStoreMissing):
        vault().key("case")
    with pytest.raises(KeyStoreMissing, match=r"master\.key"):
        vault().initialise()

    master.write_bytes(kept[::-1])
    with pytest.raises(KeyStoreMissing, match="horen niet bij"):
        vault().key("case")


def test_initialising_twice_changes_nothing() -> None:
    before = vault().key("case", make=True)

    Vault(vault().root).initialise()

    assert vault().key("case") == before
