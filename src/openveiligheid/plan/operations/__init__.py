"""Writes on plans: editing, adopting, and taking in an existing plan."""

from openveiligheid.plan.operations.adopting import adopt_plan
from openveiligheid.plan.operations.editing import (
    link_themes,
    remove_row,
    save_field,
    save_objective,
    save_plan,
    save_theme,
    unlink_themes,
)
from openveiligheid.plan.operations.proposing import (
    accept_proposal,
    propose_plan,
    read_file,
    reject_proposal,
    review_proposal,
)

__all__ = [
    "accept_proposal",
    "adopt_plan",
    "link_themes",
    "propose_plan",
    "read_file",
    "reject_proposal",
    "remove_row",
    "review_proposal",
    "save_field",
    "save_objective",
    "save_plan",
    "save_theme",
    "unlink_themes",
]
