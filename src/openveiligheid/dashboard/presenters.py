"""Words for what waits, and steps for a new municipality."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openveiligheid.core.permissions import Permission
from openveiligheid.dashboard.queries import Beginning, Found, Matter, Waiting
from openveiligheid.organisation.models import Member
from openveiligheid.ui.components import Link, Step, Tone


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the start page: what waits, how pressing, and where to go."""

    text: str
    url: str
    tone: Tone


UNCOUNTED: dict[Matter, Promise] = {
    Matter.CHANGED: gettext_lazy("Het plan is gewijzigd sinds de vaststelling"),
    Matter.NOT_ADOPTED: gettext_lazy("Het plan is nog niet vastgesteld"),
    Matter.REPORT_DUE: gettext_lazy(
        "De jaarlijkse voortgangsrapportage aan de raad is nog niet gemaakt"
    ),
    Matter.PLAN_ENDS: gettext_lazy(
        "Het plan loopt af: de raad stelt minstens eens in de vier jaar doelen vast "
        "(Politiewet 2012, artikel 38b)"
    ),
}
TONES: dict[Matter, Tone] = {Matter.LATE: "late", Matter.REPORT_DUE: "warn"}


def notice(waiting: Waiting) -> Notice:
    """What waits, in words, with the way to it."""
    return Notice(_words(waiting), _way(waiting), TONES.get(waiting.matter, "warn"))


def _words(waiting: Waiting) -> str:
    count = waiting.count
    if waiting.matter in UNCOUNTED:
        return str(UNCOUNTED[waiting.matter])
    counted = {
        Matter.LATE: ngettext(
            "%(n)s actie is over de einddatum", "%(n)s acties zijn over de einddatum", count
        ),
        Matter.STALE: ngettext(
            "Over %(n)s actie is drie maanden niets gemeld",
            "Over %(n)s acties is drie maanden niets gemeld",
            count,
        ),
        Matter.NOT_BEGUN: ngettext(
            "%(n)s actie had al moeten beginnen", "%(n)s acties hadden al moeten beginnen", count
        ),
        Matter.BEHIND: ngettext(
            "%(n)s actie loopt achter op de tijd", "%(n)s acties lopen achter op de tijd", count
        ),
        Matter.WITHOUT_LEAD: ngettext(
            "%(n)s actie heeft geen trekker", "%(n)s acties hebben geen trekker", count
        ),
        Matter.IDLE: ngettext(
            "%(n)s doelstelling heeft nog geen actie",
            "%(n)s doelstellingen hebben nog geen actie",
            count,
        ),
        Matter.PROPOSAL: ngettext(
            "%(n)s ingelezen plan wacht op uw beoordeling",
            "%(n)s ingelezen plannen wachten op uw beoordeling",
            count,
        ),
        Matter.SIGNALS: ngettext(
            "%(n)s nieuw signaal uit de cijfers wacht op een oordeel",
            "%(n)s nieuwe signalen uit de cijfers wachten op een oordeel",
            count,
        ),
    }
    return counted[waiting.matter] % {"n": count}


def _way(waiting: Waiting) -> str:
    subject = waiting.subject
    acts = reverse("delivery:list")
    ways = {
        Matter.LATE: f"{acts}?stand=late",
        Matter.STALE: f"{acts}?stand=attention",
        Matter.NOT_BEGUN: f"{acts}?stand=attention",
        Matter.BEHIND: f"{acts}?stand=attention",
        Matter.WITHOUT_LEAD: f"{acts}?sort=lead",
        Matter.SIGNALS: reverse("evidence:signals"),
    }
    if subject is None:
        return ways[waiting.matter]
    names = {
        Matter.PROPOSAL: "plan:proposal",
        Matter.CHANGED: "plan:versions",
        Matter.NOT_ADOPTED: "plan:adopt",
        Matter.REPORT_DUE: "publication:make",
    }
    return reverse(names.get(waiting.matter, "delivery:plan"), args=[subject.pk])


def first_steps(done: Beginning, by: Member) -> list[Step]:
    """The steps of a new municipality, each with where it is done by who may do it."""
    steps = (
        (_("Gebieden"), done.has_areas, "organisation:areas", Permission.ORGANISATION_MANAGE),
        (_("Teams"), done.has_teams, "organisation:teams", Permission.ORGANISATION_MANAGE),
        (
            _("Collega's uitnodigen"),
            done.has_members,
            "organisation:members",
            Permission.MEMBER_MANAGE,
        ),
        (_("Plan maken of inlezen"), done.has_plan, "plan:list", Permission.PLAN_EDIT),
    )
    first_open = next((label for label, is_done, *_rest in steps if not is_done), "")
    return [
        Step(
            label,
            "done" if is_done else "current" if label == first_open else "todo",
            reverse(name) if by.may(permission) else "",
        )
        for label, is_done, name, permission in steps
    ]


def found_groups(found: Found) -> list[tuple[str, list[Link]]]:
    """What a search found, as titled lists of links; empty kinds are left out."""
    groups = [
        (_("Plannen"), [Link(r.title, _to("delivery:plan", r.pk)) for r in found.plans]),
        (
            _("Prioriteiten"),
            [Link(r.title, _to("delivery:priority", r.pk)) for r in found.priorities],
        ),
        (_("Thema's"), [Link(r.title, _to("delivery:theme", r.pk)) for r in found.themes]),
        (
            _("Doelstellingen"),
            [Link(r.text, _to("delivery:theme", r.theme_id)) for r in found.objectives],
        ),
        (_("Acties"), [Link(r.title, _to("delivery:action", r.pk)) for r in found.actions]),
        (
            _("Besluiten"),
            [Link(r.title, _to("governance:decision", r.pk)) for r in found.decisions],
        ),
        (_("Rapportages"), [Link(r.title, _to("publication:report", r.pk)) for r in found.reports]),
        (
            _("Gebieden"),
            [
                Link(f"{r.name} ({r.get_kind_display()})", _to("evidence:area", r.pk))
                for r in found.areas
            ],
        ),
    ]
    return [(title, links) for title, links in groups if links]


def _to(name: str, pk: object) -> str:
    return reverse(name, args=[pk])
