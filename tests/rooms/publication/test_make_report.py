"""Making a report on the site: frozen from then on, read by the council, taken along as a file."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.json import sha256
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.delivery.models import Action
from openveiligheid.organisation.models import Member
from openveiligheid.plan.models import Objective, PlanTheme, SafetyPlan
from openveiligheid.publication.compiling import Choices
from openveiligheid.publication.content import Status, from_json
from openveiligheid.publication.decode import as_plain
from openveiligheid.publication.models import Report
from openveiligheid.publication.operations import make_report as freeze
from tests.factories import (
    make_action,
    make_adopted_plan,
    make_decision,
    make_full_plan,
    make_objective,
    make_plan,
    make_progress,
    make_report,
)
from tests.pages import links, words
from tests.rooms.publication.documents import pdf_words, word_words

In = Callable[[Member], Client]


@pytest.fixture
def plan(hardenberg: Municipality, bram: Member) -> SafetyPlan:
    """An adopted plan with an action that runs late and one that is done."""
    call_command("createcachetable", verbosity=0)
    plan = make_adopted_plan(hardenberg, "Veilig samen")
    objective = Objective.unscoped.get()
    late = make_action(objective, "Late controle", lead=bram, starts=-60, due=-7, budget_euros=2500)
    make_progress(late, percentage=60, note="Wacht op de provincie", days_ago=2)
    make_progress(make_action(objective, "Spreekuur", lead=bram), "done", 100)
    return plan


def send(browser: Client, plan: SafetyPlan, **values: Any) -> HttpResponse:
    sent = {"title": "Voortgang 2026", "language": "nl", "asks": "Stem in\n\n  Geef ruimte \n"}
    return browser.post(reverse("publication:make", args=[plan.pk]), sent | values, follow=True)


def test_a_report_is_made_frozen_and_shown(plan: SafetyPlan, anna: Member, client_of: In) -> None:
    page = send(client_of(anna), plan)

    report = Report.unscoped.get()
    assert page.redirect_chain[-1][0] == reverse("publication:report", args=[report.pk])
    assert (report.title, report.made_by, report.as_of) == (
        "Voortgang 2026",
        anna,
        timezone.localdate(),
    )
    for expected in (
        "De rapportage is gemaakt en bevroren.",
        "Veilig samen",
        "Late controle",
        "Wacht op de provincie",
        "Stem in",
        "Geef ruimte",
    ):
        assert expected in words(page)


def test_what_is_kept_has_the_hash_that_is_kept_beside_it(plan: SafetyPlan) -> None:
    make_report(plan)

    kept = Report.unscoped.get()

    assert sha256(as_plain(from_json(kept.content))) == kept.sha256


def test_the_report_says_how_every_action_stands(plan: SafetyPlan) -> None:
    content = from_json(make_report(plan).content)

    found = {row.title: row for row in content.actions}
    late, done = found["Late controle"], found["Spreekuur"]
    assert (late.status, late.days_late, late.note) == (Status.LATE, 7, "Wacht op de provincie")
    assert late.money is not None
    assert late.money.budget_cents == 250_000
    assert (done.status, done.progress_percent, done.days_late) == (Status.DONE, 100, 0)
    assert content.plan.adoption is not None
    assert content.plan.adoption.body == "Gemeenteraad"


def test_a_report_stays_as_it_was_when_actions_and_plan_change(
    plan: SafetyPlan, anna: Member, client_of: In
) -> None:
    report, browser = make_report(plan), client_of(anna)
    address = reverse("publication:report", args=[report.pk])
    download = reverse("publication:download", args=[report.pk, "html"])
    before = words(browser.get(address)), browser.get(download).content

    action = Action.unscoped.get(title="Late controle")
    make_progress(action, "done", 100)
    action.title = "Heel iets anders"
    action.save()
    make_objective(PlanTheme.unscoped.get(), "Nieuw doel")
    SafetyPlan.unscoped.update(title="Ander plan")

    report.refresh_from_db()
    assert sha256(as_plain(from_json(report.content))) == report.sha256
    assert (words(browser.get(address)), browser.get(download).content) == before


def test_the_next_report_compares_with_the_one_before(plan: SafetyPlan) -> None:
    first = make_report(plan)
    Report.unscoped.filter(pk=first.pk).update(as_of="2025-11-23")
    make_progress(Action.unscoped.get(title="Late controle"), "done", 100)

    content = from_json(make_report(plan, "Tweede").content)

    assert content.earlier is not None
    assert f"{content.earlier.as_of}" == "2025-11-23"
    counted = {count.status: count.actions for count in content.earlier.counts}
    assert (counted[Status.LATE], counted[Status.DONE]) == (1, 1)


def test_the_report_tells_in_words_what_changed_since_the_adoption(plan: SafetyPlan) -> None:
    objective = Objective.unscoped.get()
    objective.kind = Objective.Kind.GOAL
    objective.save()
    SafetyPlan.unscoped.update(mission="Samen veilig")
    make_objective(PlanTheme.unscoped.get(), "Nieuw doel")
    plan.refresh_from_db()

    content = from_json(make_report(plan).content)

    told = {
        (change.kind.value, change.subject, change.before, change.after)
        for change in content.changes
    }
    place = "1 Digitale veiligheid › 1.1 Oplichting via internet"
    assert told == {
        ("changed", "Plan: missie", "", "Samen veilig"),
        ("changed", f"{place} › {objective.text}: soort", "doelstelling", "doel"),
        ("added", f"Doelstelling – {place}", "", "Nieuw doel"),
    }


FORMS = {
    "pdf": ("application/pdf", pdf_words),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_words,
    ),
    "html": ("text/html; charset=utf-8", lambda content: content.decode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_council_takes_the_report_along_in_each_form(
    plan: SafetyPlan, dirk: Member, client_of: In, form: str
) -> None:
    report, (kind, read) = make_report(plan), FORMS[form]

    answer = client_of(dirk).get(reverse("publication:download", args=[report.pk, form]))

    assert answer.headers["Content-Type"] == kind
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="voortgangsrapportage-hardenberg-')
    assert disposition.endswith(f'.{form}"')
    assert "Late controle" in read(answer.content)


@pytest.mark.parametrize("form", ["exe", "PDF", "pdf/", "html.pdf", ""])
def test_other_forms_do_not_exist(plan: SafetyPlan, dirk: Member, client_of: In, form: str) -> None:
    report = make_report(plan)

    answer = client_of(dirk).get(f"/rapportages/{report.pk}/rapportage.{form}")

    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["dirk", "mayor", "clerk", "bram", "analyst"])
def test_readers_read_reports_and_make_none(
    plan: SafetyPlan, who: str, client_of: In, request: pytest.FixtureRequest
) -> None:
    by: Member = request.getfixturevalue(who)
    report, browser = make_report(plan), client_of(by)
    make = reverse("publication:make", args=[plan.pk])

    listed = browser.get(reverse("publication:list"))

    assert reverse("publication:report", args=[report.pk]) in links(listed)
    assert make not in links(listed)
    assert browser.get(reverse("publication:report", args=[report.pk])).status_code == 200
    assert (browser.get(make).status_code, send(browser, plan).status_code) == (403, 403)
    with pytest.raises(NotPermitted):
        freeze(plan, as_of=timezone.localdate(), choices=Choices("Eigen"), by=by)
    assert Report.unscoped.count() == 1


@pytest.mark.parametrize("who", ["partner", "carla", "els"])
def test_who_reads_no_reports_is_kept_out(
    plan: SafetyPlan, who: str, client_of: In, request: pytest.FixtureRequest
) -> None:
    report, browser = make_report(plan), client_of(request.getfixturevalue(who))

    for address in (
        reverse("publication:list"),
        reverse("publication:report", args=[report.pk]),
        reverse("publication:download", args=[report.pk, "pdf"]),
    ):
        assert browser.get(address).status_code == 403


def test_a_report_on_a_draft_is_for_its_writers(
    hardenberg: Municipality, anna: Member, dirk: Member, client_of: In
) -> None:
    report = make_report(make_full_plan(hardenberg))
    address = reverse("publication:report", args=[report.pk])

    assert client_of(anna).get(address).status_code == 200
    assert client_of(dirk).get(address).status_code == 404
    assert "nog niet vastgesteld" in words(client_of(anna).get(address))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Dit veld is verplicht."),
        ({"title": "x" * 201}, "200 tekens"),
        ({"language": "fr"}, "geldige keuze"),
        ({"asks": "x" * 4001}, "4000 tekens"),
        ({"asks": "a\x00b"}, "Null-tekens"),
    ],
)
def test_a_report_that_cannot_be_is_refused_on_the_form(
    plan: SafetyPlan, anna: Member, client_of: In, wrong: dict[str, str], said: str
) -> None:
    page = send(client_of(anna), plan, **wrong)

    assert said in words(page)
    assert not Report.unscoped.exists()


def test_a_plan_without_priorities_has_nothing_to_report(
    hardenberg: Municipality, anna: Member, client_of: In
) -> None:
    plan = make_plan(hardenberg)
    entries = HistoryEntry.objects.count()

    page = send(client_of(anna), plan)

    assert "Dit plan heeft nog geen prioriteiten om over te rapporteren." in words(page)
    assert not Report.unscoped.exists()
    assert HistoryEntry.objects.count() == entries


def test_a_report_holds_nothing_of_another_plan_or_municipality(
    plan: SafetyPlan, outsider: Member
) -> None:
    other = make_full_plan(plan.municipality, "Tweede plan")
    there = make_adopted_plan(outsider.municipality, "Daar")
    for each, title in ((other, "Tweede actie"), (there, "Actie daar")):
        make_action(Objective.unscoped.get(theme__field__plan=each), title)
    make_decision(outsider.municipality)

    content = make_report(plan).content

    assert "Tweede actie" not in content
    assert "daar" not in content.lower()


def test_hostile_words_in_a_report_are_words(plan: SafetyPlan, anna: Member, client_of: In) -> None:
    Action.unscoped.filter(title="Spreekuur").update(title="<script>alert(1)</script>")
    browser = client_of(anna)

    page = send(browser, plan, title='<img src=x onerror="alert(1)">')

    report = Report.unscoped.get()
    file = browser.get(reverse("publication:download", args=[report.pk, "html"])).content.decode()
    for body in (page.content.decode(), file):
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "&lt;script&gt;alert" in body


def test_a_report_in_english_speaks_english(plan: SafetyPlan, anna: Member, client_of: In) -> None:
    send(client_of(anna), plan, title="Progress 2026", language="en")

    report = Report.unscoped.get()
    assert report.language == "en"
    page = client_of(anna).get(reverse("publication:report", args=[report.pk]))
    assert b'<article class="ov-report" lang="en">' in page.content
