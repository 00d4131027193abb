"""Every form of the product gets the same accessible markup."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict

from openveiligheid.ui.forms import DateField


class Example(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals in het plan")
    note = forms.CharField(label="Toelichting", widget=forms.Textarea, required=False)
    state = forms.ChoiceField(
        label="Status", widget=forms.RadioSelect, choices=[("ok", "Op schema"), ("late", "Te laat")]
    )
    lead = forms.ChoiceField(label="Trekker", choices=[("1", "Saskia")], required=False)
    due_on = DateField(label="Deadline")
    agreed = forms.BooleanField(label="Akkoord", required=False)
    attachment = forms.FileField(label="Bijlage", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_each_control_has_its_component_class() -> None:
    page = str(Example())

    assert 'class="utrecht-textbox utrecht-textbox--html-input"' in page
    assert 'class="utrecht-textarea utrecht-textarea--html-textarea"' in page
    assert 'class="utrecht-select utrecht-select--html-select"' in page
    assert 'class="ov-file"' in page
    assert 'type="hidden" name="secret" id="id_secret">' in page


def test_label_and_help_are_tied_to_the_control() -> None:
    page = str(Example()["name"].as_field_group())

    assert '<label class="utrecht-form-label" for="id_name">Naam</label>' in page
    assert 'id="id_name_helptext">Zoals in het plan<' in page
    assert 'aria-describedby="id_name_helptext"' in page


def test_only_optional_fields_say_so() -> None:
    form = Example()

    assert "(niet verplicht)" in str(form["note"].as_field_group())
    assert "(niet verplicht)" not in str(form["name"].as_field_group())


def test_choices_stand_in_a_group_with_a_legend() -> None:
    page = str(Example()["state"].as_field_group())

    assert '<legend class="ov-legend">Status</legend>' in page
    assert page.count('<label class="ov-option"') == 2


def test_an_error_stands_at_its_field_and_in_a_summary_that_links_to_it() -> None:
    page = str(Example({"state": "ok", "due_on": "23-11-2026"}))

    assert 'role="alert"' in page
    assert 'href="#id_name">Naam: Dit veld is verplicht.</a>' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert "utrecht-textbox--invalid" in page


def test_the_summary_links_to_a_group_of_choices() -> None:
    page = str(Example({"name": "x", "due_on": "23-11-2026"}))

    assert 'href="#id_state"' in page
    assert '<fieldset aria-describedby="id_state_error" id="id_state"' in page


def test_an_error_of_the_whole_form_stands_in_the_summary() -> None:
    form = Example({"name": "x", "state": "ok", "due_on": "23-11-2026"})
    form.is_valid()
    form.add_error(None, "Deze actie is al afgerond.")

    assert "<li>Deze actie is al afgerond.</li>" in str(form)


def test_what_people_typed_comes_back_as_text() -> None:
    page = str(Example({"name": '"><script>', "state": "<b>", "due_on": "<i>"}))

    assert "<script" not in page
    assert "<b>" not in page


def test_a_file_keeps_its_class_when_another_field_is_wrong() -> None:
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict(
        {"attachment": [SimpleUploadedFile("plan.pdf", b"%PDF")]}
    )
    form = Example({}, files)

    assert 'class="ov-file"' in str(form)


@pytest.mark.parametrize("typed", ["23-11-2026", "23/11/2026", "23-11-26", "2026-11-23"])
def test_a_date_may_be_typed_in_the_usual_ways(typed: str) -> None:
    assert DateField().clean(typed) == date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["gisteren", "31-02-2026", "11-23-2026", "1"])
def test_a_wrong_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="23-11-2026"):
        DateField().clean(typed)


@pytest.mark.parametrize("typed", ["01-01-0001", "31-12-1899", "01-01-2200", "31-12-9999"])
def test_a_date_far_away_is_refused_with_the_years_that_will_do(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="1900 tot en met 2199"):
        DateField().clean(typed)


def test_a_date_comes_back_as_it_is_typed() -> None:
    page = str(Example(initial={"due_on": date(2026, 11, 23)})["due_on"])

    assert 'value="23-11-2026"' in page
