"""Writes on actions; each checks the right and the facts, changes and records."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor, ActorKind
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.operations import Links, erase, write
from openveiligheid.core.permissions import Permission
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.evidence.models import Signal
from openveiligheid.organisation.models import Partner

ACTION = (
    "objective",
    "title",
    "description",
    "lead",
    "team",
    "starts_on",
    "due_on",
    "budget_euros",
    "is_fictitious",
    "answers_signal",
)
PROGRESS = ("state", "percentage", "due_on", "closed_on", "reported_on")
UPDATE = ("action", "reported_on", "reported_by", "state", "percentage", "due_on", "note")


class ReasonMissing(Refused):
    """Who stops an action or moves its date says why."""


@transaction.atomic
def save_action(action: Action, *, by: Actor, partners: Sequence[Partner] | None = None) -> Action:
    """Add an action under an objective, or change one."""
    others = [row for row in (action.lead, action.team, *(partners or ())) if row]
    require(by, Permission.ACTION_EDIT, action.objective, *others)
    _check_signal(action)
    links: Links = {} if partners is None else {"partners": partners}
    return write(by, "action saved", action, fields=ACTION, links=links)


def _check_signal(action: Action) -> None:
    """An action answers a signal that somebody judged relevant; what is judged later is history."""
    signal = action.answers_signal
    kept = None if action._state.adding else Action.unscoped.filter(pk=action.pk).first()
    is_same = kept is not None and kept.answers_signal_id == action.answers_signal_id
    if signal and not is_same and signal.state != Signal.State.RELEVANT:
        raise Refused(_("Een actie antwoordt op een signaal dat als relevant is beoordeeld."))


@transaction.atomic
def remove_action(action: Action, *, by: Actor) -> None:
    """Take away an action that was added by mistake; one with reports is stopped instead."""
    require(by, Permission.ACTION_EDIT, action)
    if action.updates.exists():
        raise Refused(_("Over deze actie is al gerapporteerd. Meld haar als gestopt."))
    erase(by, "action removed", action, fields=ACTION)


def may_report(action: Action, by: Actor) -> bool:
    """Whether the actor reports on this action: its lead, or who may change all actions."""
    is_lead = by.actor_kind == ActorKind.MEMBER and action.lead_id == by.actor_id
    return by.may(Permission.ACTION_EDIT) or (is_lead and by.may(Permission.ACTION_REPORT))


@transaction.atomic
def report_progress(update: ProgressUpdate, *, by: Actor) -> ProgressUpdate:
    """Report how far an action is; the action's own state follows from the latest report.

    Raises ReasonMissing when the action is stopped or its date moved without a note.
    """
    require(by, Permission.ACTION_REPORT, update.action)
    if not update._state.adding:
        raise Refused(_("Een melding verandert niet meer. Doe een nieuwe melding."))
    action = Action.unscoped.select_for_update().get(pk=update.action_id)
    if not may_report(action, by):
        raise NotPermitted(_("Alleen de trekker meldt voortgang op deze actie."))
    _check(update, action)
    update = write(by, "progress reported", update, fields=UPDATE)
    action.state, action.percentage = update.state, update.percentage
    action.due_on, action.reported_on = update.due_on, update.reported_on
    closed = update.state in (Action.State.DONE, Action.State.STOPPED)
    action.closed_on = update.reported_on if closed else None
    write(by, "action progressed", action, fields=PROGRESS)
    return update


def _check(update: ProgressUpdate, action: Action) -> None:
    if update.state == Action.State.DONE:
        update.percentage = 100
    if update.state == Action.State.PLANNED and update.percentage:
        raise Refused(_("Een actie die nog niet begonnen is, staat op 0 procent."))
    if action.reported_on and update.reported_on < action.reported_on:
        raise Refused(
            _("De laatste melding is van %(day)s. Kies die dag of een latere.")
            % {"day": action.reported_on.strftime("%d-%m-%Y")}
        )
    moved = update.due_on != action.due_on
    if (moved or update.state == Action.State.STOPPED) and not update.note.strip():
        raise ReasonMissing(_("Leg uit waarom de actie stopt of een andere einddatum krijgt."))
