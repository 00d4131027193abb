"""A municipality of one's own, from nothing to a first log-in."""

from pathlib import Path

import pytest

from tests.rooms.core.site import FIRST, PASSWORD, Site

pytestmark = pytest.mark.slow  # each step is a process of its own
WHO = "from openveiligheid.organisation.models import Member; m = Member.unscoped.get();"


@pytest.fixture
def bare(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_one_command_on_an_empty_machine_gives_a_site_to_log_in_to(bare: Site) -> None:
    done = bare.run("init", *FIRST, stdin=f"{PASSWORD}\n")

    assert (done.code, done.err) == (0, "")
    assert "Gemeente Proefstad (GM0001) staat klaar." in done.out
    assert "carla@voorbeeld.nl is functioneel beheerder en beleidsadviseur." in done.out
    assert f"De sleutels staan in {bare.keys}" in done.out
    told = bare.python(f"{WHO} print(m.roles, m.account.check_password('{PASSWORD}'))")
    assert told == "['administrator', 'policy_adviser'] True"
    assert bare.run("history", "verify", "--json").json["chains"][0]["holds"]


def test_refusals_name_the_reason_and_change_nothing(bare: Site) -> None:
    missing = bare.run("init", *FIRST[:4])
    weak = bare.run("init", *FIRST, stdin="kort\n")
    code = bare.run("init", *FIRST, "--cbs-code", "GM1", stdin=f"{PASSWORD}\n")
    address = bare.run("init", *FIRST, "--admin-email", "geen adres", stdin=f"{PASSWORD}\n")
    nothing = bare.run("history", "verify", "--municipality", "GM0001")

    assert (missing.code, missing.err) == (
        2,
        "Deze opties ontbreken: --admin-name, --admin-email",
    )
    assert (weak.code, "Gebruik minstens 12 tekens" in weak.err) == (1, True)
    assert (code.code, "Een CBS-code is GM met vier cijfers" in code.err) == (1, True)
    assert (address.code, "E-mailadres:" in address.err) == (1, True)
    assert (nothing.code, "Er is nog geen gemeente" in nothing.err) == (1, True)


def test_a_second_municipality_comes_beside_the_first(bare: Site) -> None:
    bare.init()
    again = bare.init()
    other = bare.run("init", *FIRST, "--name", "Elders", "--cbs-code", "GM0002", "--json")

    assert (again.code, again.json["error"]) == (1, "Gemeente GM0001 bestaat al.")
    assert (other.code, other.json["account_existed"]) == (0, True)
    unclear = bare.run("history", "verify", "--anchor", f"1:{'a' * 64}")
    assert "GM0001 (Proefstad), GM0002 (Elders)" in unclear.err
