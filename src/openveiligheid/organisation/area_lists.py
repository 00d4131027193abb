"""Reads a list of areas from a CSV file, as CBS or a spreadsheet gives it."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from django.utils.translation import gettext as _

from openveiligheid.core.errors import Refused
from openveiligheid.organisation.models import Area
from openveiligheid.organisation.operations import AreaRow

LARGEST_LIST = 5_000
SHOWN_FAULTS = 10
# The heading of a column, in English and as a Dutch spreadsheet would say it.
COLUMNS = {
    "code": "code",
    "name": "name",
    "naam": "name",
    "kind": "kind",
    "soort": "kind",
    "parent_code": "parent_code",
    "hoort_bij": "parent_code",
    "kern_code": "kern_code",
    "kern": "kern_code",
}
NEEDED = ("code", "name", "kind")
KINDS = {kind: kind for kind in Area.Kind.values} | {"gemeente": Area.Kind.MUNICIPALITY.value}


class BadAreaList(Refused):
    """The file cannot be read as a list of areas; says on which lines and why."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class AreaList:
    """The areas of a file, and on which line each stands."""

    rows: list[AreaRow]
    lines: Mapping[str, int]


def read_area_list(content: bytes) -> AreaList:
    """Read all lines, or raise BadAreaList that names the lines that are not right."""
    records = _records(_text(content))
    places = _places(next(records, (0, []))[1])
    rows: list[AreaRow] = []
    lines: dict[str, int] = {}
    faults: list[str] = []
    for number, cells in records:
        row = {name: cells[i].strip() if i < len(cells) else "" for name, i in places.items()}
        fault = _fault(row, lines)
        if fault:
            faults.append(_("Regel %(line)s: %(fault)s") % {"line": number, "fault": fault})
            continue
        lines[row["code"]] = number
        row["kind"] = KINDS[row["kind"].lower()]
        rows.append(AreaRow(**row, geometry=None))
    if faults:
        raise BadAreaList(*_first(faults))
    if not rows:
        raise BadAreaList(_("Onder de kopregel staat geen enkel gebied."))
    return AreaList(rows, lines)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadAreaList(_("Dit is geen tekstbestand. Sla de lijst op als CSV (UTF-8)."))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not empty, with the number of its line."""
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadAreaList(
                _("Regel %(line)s is geen goede CSV-regel; kijk naar de aanhalingstekens.")
                % {"line": reader.line_num}
            ) from error
        if reader.line_num > LARGEST_LIST + 1:
            raise BadAreaList(_("De lijst heeft meer dan %(n)s regels.") % {"n": LARGEST_LIST})
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _places(heading: list[str]) -> dict[str, int]:
    """At which place each column stands; columns that we do not know are left out."""
    found: dict[str, int] = {}
    for place, label in enumerate(heading):
        name = COLUMNS.get(label.strip().lower())
        if name and name not in found:
            found[name] = place
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise BadAreaList(
            _("De kopregel mist: %(missing)s. Zet daarin: code, name, kind, parent_code.")
            % {"missing": ", ".join(missing)}
        )
    return found


def _fault(row: Mapping[str, str], lines: Mapping[str, int]) -> str | None:
    if not row["code"]:
        return _("de code ontbreekt.")
    if not row["name"]:
        return _("de naam ontbreekt.")
    if row["code"] in lines:
        return _("code %(code)s staat ook op regel %(line)s.") % {
            "code": row["code"],
            "line": lines[row["code"]],
        }
    if row["kind"].lower() not in KINDS:
        return _("soort “%(kind)s” is onbekend; kies gemeente, wijk, buurt of kern.") % {
            "kind": row["kind"][:40]
        }
    return None


def _first(faults: list[str]) -> Iterable[str]:
    yield from faults[:SHOWN_FAULTS]
    if len(faults) > SHOWN_FAULTS:
        yield _("En nog %(n)s regels.") % {"n": len(faults) - SHOWN_FAULTS}
