"""Draws Django forms with NL Design System markup: label, help, error, control."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.forms.widgets import (
    CheckboxInput,
    DateInput,
    FileInput,
    Input,
    NumberInput,
    Select,
    Textarea,
    Widget,
)
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class BoundField(DjangoBoundField):
    """A form field that gives its control the right class."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        own = built.get("class") or shown.attrs.get("class", "")
        classes = f"{own} {control_class(shown, bool(self.errors))}".strip()
        if built.get("placeholder", shown.attrs.get("placeholder")) == self.label:
            built["placeholder"] = False  # says nothing that the label does not say
        return {**built, "class": classes} if classes else built


def control_class(widget: Widget, invalid: bool) -> str:
    """Choose the component class for a control."""
    if widget.is_hidden:
        return ""
    if isinstance(widget, FileInput):
        return "ov-file"
    if isinstance(widget, Textarea):
        name, kind = "utrecht-textarea", "utrecht-textarea--html-textarea"
    elif isinstance(widget, Select) and not widget.use_fieldset:
        name, kind = "utrecht-select", "utrecht-select--html-select"
    elif isinstance(widget, Input) and not isinstance(widget, CheckboxInput):
        name, kind = "utrecht-textbox", "utrecht-textbox--html-input"
    else:
        return ""
    sized = {DateInput: "ov-control--date", NumberInput: "ov-control--number"}
    extra = next((size for type_, size in sized.items() if isinstance(widget, type_)), "")
    return " ".join(filter(None, [name, kind, f"{name}--invalid" if invalid else "", extra]))


class FormRenderer(TemplatesSetting):
    """Renders every form of the product; named in the FORM_RENDERER setting."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField


class LongSelect(Select):
    """A list of hundreds of choices; Django's own takes two templates for each of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Draw the list in one go."""
        chosen = {str(each) for each in self.format_value(value)}
        drawn = [
            format_html('<optgroup label="{}">{}</optgroup>', first, _options(second, chosen))
            if isinstance(second, list | tuple)
            else _options([(first, second)], chosen)
            for first, second in self.choices
        ]
        built = self.build_attrs({**self.attrs, "name": name}, attrs)
        return format_html("<select{}>{}</select>", flatatt(built), SafeString("".join(drawn)))


def _options(options: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
    drawn = (
        f'<option value="{escape(value)}"{" selected" if str(value) in chosen else ""}>'
        f"{escape(label)}</option>"
        for value, label in options
    )
    return SafeString("".join(drawn))  # each value and label was escaped


FIRST_YEAR, LAST_YEAR = 1900, 2199


class DateField(forms.DateField):
    """A date that people type: 23-11-2026; of a year in which somebody works."""

    widget = DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    input_formats = ("%d-%m-%Y", "%d/%m/%Y", "%d-%m-%y", "%Y-%m-%d")
    default_error_messages = {
        "required": _("Vul een datum in, bijvoorbeeld 23-11-2026."),
        "invalid": _("Deze datum klopt niet. Schrijf hem als 23-11-2026."),
        "far": _("Kies een jaar van %(first)s tot en met %(last)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Bijvoorbeeld 23-11-2026"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Refuse what is a slip of the finger, and what no clock can count to."""
        day: date | None = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise forms.ValidationError(self.error_messages["far"], code="far", params=years)
        return day
