"""Questions about the organisation, and about its history."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from openveiligheid.core.access import visible_to
from openveiligheid.core.actors import Actor, ActorKind
from openveiligheid.core.models import HistoryEntry
from openveiligheid.core.permissions import Permission
from openveiligheid.core.queries import history
from openveiligheid.organisation.models import Area, Invitation, Member, Partner, Team


@dataclass(frozen=True, slots=True)
class AreaNode:
    """An area with the areas that lie in it."""

    area: Area
    children: list["AreaNode"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Start:
    """How far a municipality is with setting up; counts of what there is."""

    areas: int
    partners: int
    teams: int
    members: int
    invitations: int

    @property
    def is_complete(self) -> bool:
        return self.has_areas and self.has_teams and self.has_colleagues

    @property
    def has_areas(self) -> bool:
        return self.areas > 1  # the first is the municipality itself

    @property
    def has_teams(self) -> bool:
        return self.teams > 0

    @property
    def has_colleagues(self) -> bool:
        return self.members > 1 or self.invitations > 0


def start(by: Actor) -> Start:
    """What there is of the organisation."""
    return Start(
        areas=visible_to(by, Area).count(),
        partners=visible_to(by, Partner).count(),
        teams=visible_to(by, Team).count(),
        members=visible_to(by, Member).filter(is_active=True).count(),
        invitations=open_invitations(by).count(),
    )


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is not in order yet; counts."""

    administrators: int
    without_team: int
    expired: int
    without_outline: int


def gaps(by: Actor, *, at: datetime) -> Gaps:
    """What somebody who manages the organisation should look at."""
    active = list(members(by).filter(is_active=True))
    drawable = visible_to(by, Area).exclude(kind=Area.Kind.KERN)
    return Gaps(
        administrators=sum(member.may(Permission.MEMBER_MANAGE) for member in active),
        without_team=sum(member.team_id is None for member in active),
        expired=open_invitations(by).filter(expires_at__lte=at).count(),
        without_outline=drawable.filter(geometry__isnull=True).count(),
    )


def areas(by: Actor) -> list[Area]:
    """All areas without their outlines, each with its parent and kern at hand."""
    rows = list(visible_to(by, Area).defer("geometry"))
    by_pk = {area.pk: area for area in rows}
    for area in rows:
        area.parent = by_pk[area.parent_id] if area.parent_id else None
        area.kern = by_pk[area.kern_id] if area.kern_id else None
    return rows


def outlined(by: Actor) -> set[UUID]:
    """The areas of which the outline is known."""
    rows = visible_to(by, Area).filter(geometry__isnull=False)
    return set(rows.values_list("pk", flat=True))


def kernen(rows: list[Area]) -> list[AreaNode]:
    """The kernen, each with the areas that people count to it."""
    return [
        AreaNode(kern, [AreaNode(area) for area in rows if area.kern_id == kern.pk])
        for kern in rows
        if kern.kind == Area.Kind.KERN
    ]


def area_tree(rows: list[Area]) -> list[AreaNode]:
    """The areas that lie directly in the municipality, each with what lies in it.

    A kern in which nothing lies is left out.
    """
    nodes = {area.pk: AreaNode(area) for area in rows}
    tops: list[AreaNode] = []
    for area in rows:
        if area.kind == Area.Kind.MUNICIPALITY:
            continue
        parent = nodes.get(area.parent_id) if area.parent_id else None
        is_top = parent is None or parent.area.kind == Area.Kind.MUNICIPALITY
        (tops if is_top or parent is None else parent.children).append(nodes[area.pk])
    return [node for node in tops if node.children or node.area.kind != Area.Kind.KERN]


def members(by: Actor) -> QuerySet[Member]:
    """Everybody, those with access first."""
    rows = visible_to(by, Member).select_related("account", "team")
    return rows.order_by("-is_active", "account__name")


def team_sizes(by: Actor) -> Counter[UUID | None]:
    """How many members with access each team has."""
    rows = visible_to(by, Member).filter(is_active=True)
    return Counter(rows.values_list("team_id", flat=True))


def open_invitations(by: Actor) -> QuerySet[Invitation]:
    """Invitations that were neither accepted nor withdrawn, also those that expired."""
    rows = visible_to(by, Invitation).filter(accepted_at=None, withdrawn_at=None)
    return rows.select_related("team")


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which part of the history somebody asks for."""

    since: date | None = None
    until: date | None = None
    actor: str = ""  # the id of a member, or a kind of actor
    verb: str = ""
    object_type: str = ""


EVERYTHING = HistoryFilter()


def filtered_history(by: Actor, asked: HistoryFilter) -> QuerySet[HistoryEntry]:
    """The entries of the own municipality that were asked for, newest first."""
    return history(by).filter(*_conditions(asked))


def _conditions(asked: HistoryFilter) -> Iterator[Q]:
    if asked.since:
        yield Q(at__gte=_midnight(asked.since))
    if asked.until:
        yield Q(at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.actor in ActorKind.values:
        yield Q(actor_kind=asked.actor)
    elif asked.actor:
        yield Q(actor_id=UUID(asked.actor))
    if asked.verb:
        yield Q(verb=asked.verb)
    if asked.object_type:
        yield Q(object_type=asked.object_type)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def recorded_verbs(by: Actor) -> list[str]:
    """The verbs that occur in the own history."""
    return list(history(by).order_by("verb").values_list("verb", flat=True).distinct())


def recorded_types(by: Actor) -> list[str]:
    """The kinds of things that occur in the own history."""
    rows = history(by).order_by("object_type")
    return list(rows.values_list("object_type", flat=True).distinct())
