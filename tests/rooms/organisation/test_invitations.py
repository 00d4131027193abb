"""From an invitation to a member who can log in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openveiligheid.core.models import Account
from openveiligheid.organisation.models import Invitation, Member
from openveiligheid.organisation.operations import (
    MailNotSent,
    hash_key,
    invite_member,
    open_invitation,
)
from tests.factories import PASSWORD, make_member
from tests.pages import words

In = Callable[[Member], Client]
NEW = "drie-lange-woorden-achtereen"
WIM = {"name": "Wim Bos", "email": "Wim.Bos@voorbeeld.nl", "roles": ["project_lead"]}


@pytest.fixture(autouse=True)
def _place_for_limits(db: None) -> None:
    call_command("createcachetable")


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[..., object]:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def invite(client: Client, commits: Callable[..., object], **data: object) -> str:
    """Send an invitation by the page, and give the link in the mail."""
    with commits():  # type: ignore[attr-defined]
        page = client.post(reverse("organisation:invite"), WIM | data, follow=True)
    assert "De uitnodiging is verstuurd" in words(page)
    found = re.search(r"http\S+", str(mail.outbox[-1].body))
    assert found
    return found.group().removeprefix("http://testserver")


def accept(link: str, password: str = NEW, repeated: str | None = None) -> str:
    data = {"password": password, "repeated": password if repeated is None else repeated}
    return words(Client().post(link, data, follow=True))


def log_in(email: str, password: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def test_an_invited_colleague_chooses_a_password_and_logs_in(
    carla: Member, client_of: In, commits: Callable[..., object]
) -> None:
    link = invite(client_of(carla), commits)
    assert mail.outbox[-1].to == ["wim.bos@voorbeeld.nl"]
    assert "Welkom bij gemeente Hardenberg" in words(Client().get(link))

    page = accept(link)

    assert "U bent lid van gemeente Hardenberg." in page
    member = Member.unscoped.get(account__email="wim.bos@voorbeeld.nl")
    assert (member.roles, member.label) == (["project_lead"], "Wim Bos")
    page = log_in("wim.bos@voorbeeld.nl", NEW).get(reverse("organisation:teams"))
    assert page.status_code == 200


def test_a_link_works_once(carla: Member, client_of: In, commits: Callable[..., object]) -> None:
    link = invite(client_of(carla), commits)
    accept(link)

    answer = Client().post(link, {"password": NEW, "repeated": NEW})

    assert answer.status_code == 404
    assert "Deze uitnodiging werkt niet (meer)" in words(answer)


def test_a_link_works_for_seven_days(
    carla: Member, client_of: In, commits: Callable[..., object]
) -> None:
    link = invite(client_of(carla), commits)
    key = link.rstrip("/").rpartition("/")[2]

    assert open_invitation(key, at=timezone.now() + timedelta(days=6, hours=23))
    assert not open_invitation(key, at=timezone.now() + timedelta(days=7, minutes=1))


def test_a_withdrawn_invitation_is_worthless(
    carla: Member, client_of: In, commits: Callable[..., object]
) -> None:
    link = invite(client_of(carla), commits)
    invitation = Invitation.unscoped.get()
    url = reverse("organisation:invitation-withdraw", args=[invitation.pk])

    page = words(client_of(carla).post(url, follow=True))

    assert "De uitnodiging aan wim.bos@voorbeeld.nl is ingetrokken." in page
    assert Client().get(link).status_code == 404


def test_a_second_invitation_replaces_the_first(
    carla: Member, client_of: In, commits: Callable[..., object]
) -> None:
    first = invite(client_of(carla), commits)
    second = invite(client_of(carla), commits, roles=["analyst"])

    assert Client().get(first).status_code == 404
    accept(second)
    assert Member.unscoped.get(account__email="wim.bos@voorbeeld.nl").roles == ["analyst"]


def test_only_a_hash_of_the_key_is_kept(
    carla: Member, client_of: In, commits: Callable[..., object]
) -> None:
    key = invite(client_of(carla), commits).rstrip("/").rpartition("/")[2]

    assert Invitation.unscoped.get().key_sha256 == hash_key(key)
    assert len(key) >= 43


@pytest.mark.parametrize(
    ("password", "repeated", "reason"),
    [
        ("kort", "kort", "Dit wachtwoord is te kort. Gebruik minstens 12 tekens."),
        ("wachtwoord12", "wachtwoord12", None),
        (NEW, NEW + "x", "De twee wachtwoorden zijn niet gelijk."),
        ("password1234", "password1234", "te algemeen"),
        ("", "", "Dit veld is verplicht."),
        ("wim.bos@voorbeeld.nl", "wim.bos@voorbeeld.nl", "lijkt te veel op"),
    ],
)
def test_a_weak_or_mistyped_password_is_explained(
    carla: Member,
    client_of: In,
    commits: Callable[..., object],
    password: str,
    repeated: str,
    reason: str | None,
) -> None:
    page = accept(invite(client_of(carla), commits), password, repeated)

    if reason is None:
        assert "U bent lid" in page
    else:
        assert reason in page
        assert not Account.objects.filter(email="wim.bos@voorbeeld.nl").exists()


@pytest.mark.parametrize(
    "data",
    [{"email": "geen adres"}, {"email": ""}, {"name": ""}, {"roles": []}, {"roles": ["king"]}],
)
def test_an_invitation_that_is_not_right_is_not_sent(
    carla: Member, client_of: In, data: dict[str, object]
) -> None:
    page = client_of(carla).post(reverse("organisation:invite"), WIM | data)

    assert "niet goed ingevuld" in words(page)
    assert not Invitation.unscoped.exists()
    assert not mail.outbox


def test_a_member_is_not_invited_again(carla: Member, bram: Member, client_of: In) -> None:
    data = WIM | {"email": bram.account.email.upper()}
    page = client_of(carla).post(reverse("organisation:invite"), data)

    assert "bram@voorbeeld.nl is al lid." in words(page)


class TestSomebodyFromElsewhere:
    """Somebody with an account in one municipality is invited by another."""

    def test_their_own_password_is_the_proof(
        self, carla: Member, outsider: Member, client_of: In, commits: Callable[..., object]
    ) -> None:
        link = invite(client_of(carla), commits, email=outsider.account.email)
        page = words(Client().get(link))
        assert "U hebt al een account." in page

        wrong = accept(link, "verkeerd-wachtwoord")
        right = accept(link, PASSWORD)

        assert "Dit wachtwoord klopt niet." in wrong
        assert "U bent lid van gemeente Hardenberg." in right
        assert Member.unscoped.filter(account=outsider.account).count() == 2
        assert Account.objects.get(pk=outsider.account_id).check_password(PASSWORD)

    def test_guessing_is_slowed_down(
        self, carla: Member, outsider: Member, client_of: In, commits: Callable[..., object]
    ) -> None:
        link = invite(client_of(carla), commits, email=outsider.account.email)

        pages = [accept(link, f"gok-nummer-{n}-lang-genoeg") for n in range(6)]

        assert "Dit wachtwoord klopt niet." in pages[0]
        assert "Te veel inlogpogingen" in pages[-1]
        assert "U bent lid" not in accept(link, PASSWORD)

    def test_they_choose_in_which_municipality_they_work(
        self, carla: Member, outsider: Member, client_of: In, commits: Callable[..., object]
    ) -> None:
        link = invite(client_of(carla), commits, email=outsider.account.email)
        accept(link, PASSWORD)
        browser = client_of(outsider)
        url, home = reverse("organisation:switch"), reverse("organisation:overview")
        start = browser.get(home)
        assert "Elders · GM0001" in words(start)
        assert "Naar gemeente Hardenberg" in start.content.decode()

        browser.post(url, {"municipality": str(carla.municipality_id)})

        assert "Hardenberg · GM0160" in words(browser.get(home))
        stranger = make_member(carla.municipality, "Wim Bos", "partner")
        for choice in (str(outsider.municipality_id), "onzin", ""):
            assert client_of(stranger).post(url, {"municipality": choice}).status_code == 404


def test_a_mail_that_cannot_be_sent_is_told(
    carla: Member, settings: object, commits: Callable[..., object]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    invitation = Invitation(name="Wim Bos", email="wim@voorbeeld.nl", roles=["partner"])

    def invite_now(at: datetime) -> None:
        with commits():  # type: ignore[attr-defined]
            invite_member(invitation, link_to=str, at=at, by=carla)

    with pytest.raises(MailNotSent, match="de e-mail kon niet worden verstuurd"):
        invite_now(timezone.now())
    assert Invitation.unscoped.get().is_open_at(timezone.now())


@pytest.mark.parametrize("key", ["x", "a" * 43, "%00", "’"])
def test_a_key_that_opens_nothing_says_so(db: None, key: str) -> None:
    answer = Client().get(f"/organisatie/uitnodiging/{key}/")

    assert answer.status_code == 404
    assert "Deze uitnodiging werkt niet (meer)" in words(answer)
