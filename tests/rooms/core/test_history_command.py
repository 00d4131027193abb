"""`openveiligheid history verify`, for a timer or an auditor."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from openveiligheid.core.models import HistoryEntry, HistoryPayload, Municipality
from tests.growing import drop_triggers
from tests.rooms.core.tampering import LENGTH, entry_at, fill


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("history", "verify", *arguments, stdout=out)
    return out.getvalue()


def test_a_whole_history_gives_a_number_to_keep_elsewhere(hardenberg: Municipality) -> None:
    fill(hardenberg)

    told = verify()

    head = entry_at(hardenberg, LENGTH).digest
    assert f"Hardenberg: {LENGTH} regels kloppen" in told
    assert f"{LENGTH}:{head}" in told
    assert "kloppen" in verify("--anchor", f"{LENGTH}:{head}")


def test_a_changed_history_names_its_first_bad_row(hardenberg: Municipality) -> None:
    fill(hardenberg)
    drop_triggers()
    HistoryEntry.objects.filter(number=4).update(verb="other")

    with pytest.raises(CommandError, match="De historie klopt niet: Hardenberg") as refusal:
        verify()

    assert refusal.value.returncode == 1


def test_every_municipality_is_checked_and_json_says_which_is_broken(
    hardenberg: Municipality, elsewhere: Municipality
) -> None:
    drop_triggers()
    HistoryPayload.objects.filter(entry__municipality=elsewhere, entry__number=1).delete()
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("history", "verify", "--json", stdout=out)

    chains = {each["municipality"]: each for each in json.loads(out.getvalue())["chains"]}
    assert chains["GM0160"]["holds"]
    assert chains["GM0001"]["faults"] == [{"number": 1, "wrong": "payload_missing"}]


def test_the_last_check_is_the_anchor_of_the_next(hardenberg: Municipality) -> None:
    fill(hardenberg)
    verify()
    drop_triggers()
    HistoryPayload.objects.filter(entry__number=LENGTH).delete()
    HistoryEntry.objects.filter(number=LENGTH).delete()

    with pytest.raises(CommandError):
        verify()


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("--anchor", "5"), 2, "--anchor is een regelnummer"),
        (("--anchor", "5:xyz"), 2, "--anchor is een regelnummer"),
        (("--municipality", "GM9999"), 1, "Gemeente GM9999 is hier niet bekend."),
    ],
)
def test_wrong_use_and_refusals_end_differently(
    hardenberg: Municipality, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason) as refusal:
        verify(*arguments)

    assert refusal.value.returncode == code


def test_with_several_municipalities_an_anchor_needs_to_know_which(
    hardenberg: Municipality, elsewhere: Municipality
) -> None:
    with pytest.raises(CommandError, match=r"GM0001 \(Elders\), GM0160 \(Hardenberg\)"):
        verify("--anchor", f"1:{'a' * 64}")


def test_help_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("history", "backup", "restore", "init"):
        with pytest.raises(SystemExit) as end:
            call_command(command, "--help")
        assert end.value.code == 0
    assert "controlegetal" not in capsys.readouterr().err
