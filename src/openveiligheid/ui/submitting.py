"""From a valid form to an operation, with a refusal shown where the user can mend it."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from openveiligheid.core.errors import NotPermitted, Refused

T = TypeVar("T")


def submit(form: forms.BaseForm, operation: Callable[[], T]) -> T | None:
    """Run the operation when the form is valid; a refusal becomes an error of the form.

    None means that the form must be shown again. A missing permission is not the form's matter
    and goes on up.
    """
    if not form.is_valid():
        return None
    try:
        return operation()
    except NotPermitted:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
