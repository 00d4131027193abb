"""The municipality itself and its parts: the first area, one area, a list, outlines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openveiligheid.core.access import require
from openveiligheid.core.actors import Actor, System
from openveiligheid.core.errors import Refused
from openveiligheid.core.history import record
from openveiligheid.core.models import Municipality
from openveiligheid.core.operations import erase, is_used, validate, write
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation.models import Area

AREA_FIELDS = ("code", "name", "kind", "parent", "kern")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of an area list: codes as CBS gives them, parent and kern by their code."""

    code: str
    name: str
    kind: str
    parent_code: str = ""
    kern_code: str = ""
    geometry: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ListedAreas:
    """What a list of areas did: how many came, how many changed."""

    added: int
    changed: int


class AreaRefused(Refused):
    """One area of a list is not right; `code` says which one."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def found_municipality(
    *, name: str, cbs_code: str, inhabitants: int | None = None, is_example: bool = False
) -> Municipality:
    """Make an empty municipality with itself as its first area."""
    if Municipality.objects.filter(cbs_code=cbs_code).exists():
        raise Refused(_("Gemeente %(code)s bestaat al.") % {"code": cbs_code})
    municipality = Municipality(
        name=name, cbs_code=cbs_code, inhabitants=inhabitants, is_example=is_example
    )
    validate(municipality)
    municipality.save()
    system = System(municipality)
    record(system, "municipality founded", municipality, after={"name": name, "code": cbs_code})
    add_areas([AreaRow(cbs_code, name, Area.Kind.MUNICIPALITY)], by=system)
    return municipality


@transaction.atomic
def add_areas(rows: Sequence[AreaRow], *, by: Actor) -> ListedAreas:
    """Add areas, or bring known ones (by code) up to date; all of them or none.

    An area without a parent lies in the municipality itself. Raises AreaRefused with the code of
    the first area that is not right.
    """
    require(by, Permission.ORGANISATION_MANAGE)
    known = _known(by)
    before = {code: _words(area) for code, area in known.items()}
    _fill(rows, known, by)
    for area in _parents_first([known[row.code] for row in rows]):
        _save(area)
    after = {row.code: _words(known[row.code]) for row in rows}
    changed = {code: words for code, words in after.items() if before.get(code) != words}
    if changed:
        old = {code: before[code] for code in changed if code in before}
        record(by, "areas listed", by.municipality, before=old or None, after=changed)
    added = len(changed.keys() - before.keys())
    return ListedAreas(added, len(changed) - added)


@transaction.atomic
def save_area(area: Area, *, by: Actor) -> Area:
    """Add an area or change one."""
    require(by, Permission.ORGANISATION_MANAGE)
    if area._state.adding:
        area.municipality = by.municipality
    known = _known(by)
    known[area.code] = area
    area.parent = area.parent or _itself(area, known)
    _check(area)
    return write(by, "area saved", area, fields=AREA_FIELDS)


@transaction.atomic
def remove_area(area: Area, *, by: Actor) -> None:
    """Remove an area that nothing refers to; the municipality itself stays."""
    require(by, Permission.ORGANISATION_MANAGE, area)
    if area.kind == Area.Kind.MUNICIPALITY or is_used(area):
        raise Refused(_("%(name)s is nog in gebruik en kan niet weg.") % {"name": area.name})
    erase(by, "area removed", area, fields=AREA_FIELDS)


@transaction.atomic
def outline_areas(outlines: Mapping[str, dict[str, Any]], *, by: Actor) -> int:
    """Give known areas their outline (GeoJSON geometry by area code); the number that matched."""
    require(by, Permission.ORGANISATION_MANAGE)
    areas = list(Area.unscoped.filter(municipality=by.municipality, code__in=list(outlines)))
    if not areas:
        raise Refused(
            _("Geen van de codes in het bestand is een gebied van gemeente %(name)s.")
            % {"name": by.municipality.name}
        )
    for area in areas:
        area.geometry = outlines[area.code]
    Area.unscoped.bulk_update(areas, ["geometry"], batch_size=100)
    after = {"codes": [area.code for area in areas]}
    record(by, "areas outlined", by.municipality, after=after)
    return len(areas)


def _known(by: Actor) -> dict[str, Area]:
    """The areas that are there, by code, tied to each other without further questions."""
    areas = list(Area.unscoped.filter(municipality=by.municipality))
    by_pk = {area.pk: area for area in areas}
    for area in areas:
        area.municipality = by.municipality
        area.parent = by_pk[area.parent_id] if area.parent_id else None
        area.kern = by_pk[area.kern_id] if area.kern_id else None
    return {area.code: area for area in areas}


def _fill(rows: Sequence[AreaRow], known: dict[str, Area], by: Actor) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.code in seen:
            raise AreaRefused(
                row.code, _("Gebied %(code)s staat er twee keer.") % {"code": row.code}
            )
        seen.add(row.code)
        area = known.setdefault(row.code, Area(municipality=by.municipality, code=row.code))
        area.name, area.kind = row.name, row.kind
        area.geometry = row.geometry or area.geometry
    for row in rows:
        area = known[row.code]
        area.parent = _other(row, row.parent_code, known) or _itself(area, known)
        area.kern = _other(row, row.kern_code, known)
    for row in rows:
        _check(known[row.code])


def _other(row: AreaRow, code: str, known: Mapping[str, Area]) -> Area | None:
    if code and code not in known:
        raise AreaRefused(
            row.code,
            _("Gebied %(code)s noemt gebied %(other)s, maar dat is er niet.")
            % {"code": row.code, "other": code},
        )
    return known.get(code)


def _itself(area: Area, known: Mapping[str, Area]) -> Area | None:
    """The municipality as an area, for what lies directly in it."""
    if area.kind == Area.Kind.MUNICIPALITY:
        return None
    return known.get(area.municipality.cbs_code)


def _check(area: Area) -> None:
    if (area.kind == Area.Kind.MUNICIPALITY) != (area.code == area.municipality.cbs_code):
        raise AreaRefused(
            area.code,
            _("Alleen %(code)s is de gemeente zelf; kies voor andere gebieden een andere soort.")
            % {"code": area.municipality.cbs_code},
        )
    if area.kern and area.kern.kind != Area.Kind.KERN:
        raise AreaRefused(area.code, _("%(name)s is geen kern.") % {"name": area.kern.name})
    seen, above = {area.code}, area.parent
    while above is not None:
        if above.code in seen:
            raise AreaRefused(
                area.code, _("Gebied %(code)s ligt in zichzelf.") % {"code": area.code}
            )
        seen.add(above.code)
        above = above.parent


def _save(area: Area) -> None:
    try:
        validate(area)
    except Refused as refusal:
        raise AreaRefused(area.code, f"{area.code}: {refusal}") from refusal
    area.save()


def _parents_first(areas: Sequence[Area]) -> Iterator[Area]:
    done: set[str] = set()

    def walk(area: Area) -> Iterator[Area]:
        if area.code in done:
            return
        done.add(area.code)
        for other in (area.parent, area.kern):
            if other is not None and other._state.adding:
                yield from walk(other)
        yield area

    for area in areas:
        yield from walk(area)


def _words(area: Area) -> str:
    words = f"{area.name} ({area.get_kind_display()})"
    if area.parent:
        words += f" < {area.parent.code}"
    return f"{words}, {area.kern.code}" if area.kern else words
