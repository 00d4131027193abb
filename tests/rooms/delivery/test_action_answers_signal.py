"""An action answers a signal: chosen on its form, shown on both pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.models import Municipality
from openveiligheid.delivery.operations import save_action
from openveiligheid.evidence.models import Signal
from openveiligheid.organisation.models import Member
from tests.factories import make_action, make_adopted_plan, make_signal
from tests.pages import forms, words

In = Callable[[Member], Client]


@pytest.fixture
def signal(hardenberg: Municipality) -> Signal:
    return make_signal(hardenberg, state=Signal.State.RELEVANT)


def objective_of(municipality: Municipality) -> object:
    return make_adopted_plan(municipality).fields.get().themes.get().objectives.get()


def test_an_action_made_from_a_signal_points_at_it(
    signal: Signal, anna: Member, client_of: In
) -> None:
    objective = objective_of(anna.municipality)
    browser, address = client_of(anna), f"{reverse('delivery:add')}?signaal={signal.pk}"
    form = next(f for f in forms(browser.get(address)) if "answers_signal" in f.values)
    sent = {**form.values, "title": "Stalling open", "objective": objective.pk}  # type: ignore[attr-defined]

    made = browser.post(address, {**sent, "due_on": "31-12-2030"}, follow=True)
    beside = browser.get(reverse("delivery:for-signal", args=[signal.pk]))

    assert form.values["answers_signal"] == [str(signal.pk)]
    assert "Antwoord op een signaal Fietsendiefstal, Noord, 2024-12" in words(made)
    assert "Stalling open" in words(beside)


def test_the_page_of_a_signal_asks_for_its_actions_by_address(
    signal: Signal, anna: Member, client_of: In
) -> None:
    action = make_action(objective_of(anna.municipality), "Stalling open")  # type: ignore[arg-type]
    action.answers_signal = signal
    save_action(action, by=anna)
    browser = client_of(anna)
    address = reverse("delivery:for-signal", args=[signal.pk])

    page = browser.get(reverse("evidence:signal", args=[signal.pk])).content.decode()
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{address}"' in page
    assert f'href="{address}"' in page
    assert "Stalling open" in part
    assert "<html" not in part


def test_who_may_not_see_signals_does_not_see_what_an_action_answers(
    signal: Signal, anna: Member, dirk: Member, client_of: In
) -> None:
    action = make_action(objective_of(anna.municipality), "Stalling open")  # type: ignore[arg-type]
    action.answers_signal = signal
    save_action(action, by=anna)

    shown = words(client_of(dirk).get(reverse("delivery:action", args=[action.pk])))

    assert "Stalling open" in shown
    assert "Fietsendiefstal" not in shown


def test_an_action_answers_only_a_signal_that_is_relevant(signal: Signal, anna: Member) -> None:
    action = make_action(objective_of(anna.municipality))  # type: ignore[arg-type]
    action.answers_signal = make_signal(anna.municipality, "Vernieling")

    with pytest.raises(Refused, match="als relevant is beoordeeld"):
        save_action(action, by=anna)


def test_an_action_keeps_its_signal_when_that_is_opened_again(signal: Signal, anna: Member) -> None:
    action = make_action(objective_of(anna.municipality))  # type: ignore[arg-type]
    action.answers_signal = signal
    save_action(action, by=anna)
    Signal.unscoped.update(state=Signal.State.NEW)
    action.answers_signal.refresh_from_db()
    action.title = "Anders verwoord"

    save_action(action, by=anna)

    assert action.answers_signal == signal


def test_an_action_does_not_answer_a_signal_of_elsewhere(
    anna: Member, elsewhere: Municipality
) -> None:
    action = make_action(objective_of(anna.municipality))  # type: ignore[arg-type]
    action.answers_signal = make_signal(elsewhere, state=Signal.State.RELEVANT)

    with pytest.raises(NotPermitted):
        save_action(action, by=anna)


def test_without_relevant_signals_the_form_does_not_ask(anna: Member, client_of: In) -> None:
    objective_of(anna.municipality)
    make_signal(anna.municipality)

    page = client_of(anna).get(reverse("delivery:add"))

    assert "answers_signal" not in page.context["form"].fields
