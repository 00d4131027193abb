"""Pages on stored tables: one table, and taking one in."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.core.files import File
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openveiligheid.core.permissions import Permission
from openveiligheid.evidence import operations, queries
from openveiligheid.evidence.forms import ImportForm
from openveiligheid.evidence.presenters import import_words, previews, tables
from openveiligheid.organisation.access import MemberRequest, requires
from openveiligheid.ui.components import Link
from openveiligheid.ui.submitting import submit
from safetydata.importer import ImportResult
from safetydata.sources.feed import Client, Limits

LONGEST_NAME = 200
# What one visit may fetch; a larger table comes in by the command, which may take its time.
VISIT = Limits(pages=20, attempts=2, read_seconds=30)


@require_GET
@requires(Permission.FIGURES_READ)
def table(request: MemberRequest, name: str) -> HttpResponse:
    """What a table covers, when it was taken in, and the figures that read it."""
    entry = queries.table(name, request.member)
    if entry is None:
        raise Http404
    figures = queries.figures_of_table(entry.table, request.member)
    context = {
        "entry": entry,
        "items": tables.table_items(entry),
        "imports": tables.imports_table(entry),
        "groups": previews.groups(figures, request.member),
        "may_manage": request.member.may(Permission.FIGURES_MANAGE),
        "crumbs": [Link(_("Cijfers"), reverse("evidence:list")), Link(entry.title)],
    }
    return render(request, "evidence/table.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.FIGURES_MANAGE)
def take_in(request: MemberRequest) -> HttpResponse:
    """Take in a file or the address of a table."""
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    if is_sent and (result := submit(form, lambda: _import(request, form))):
        for sentence in import_words(result):
            messages.success(request, sentence)
        return redirect("evidence:table", result.table)
    crumbs = [Link(_("Cijfers"), reverse("evidence:list")), Link(_("Tabel inlezen"))]
    code = request.member.municipality.cbs_code
    context = {"form": form, "crumbs": crumbs, "digits": code[2:]}
    return render(request, "evidence/import.html", context)


def _import(request: MemberRequest, form: ImportForm) -> ImportResult:
    """Run the import on the address, or on a copy of the file under its own name."""
    with TemporaryDirectory() as folder:
        upload: File[bytes] | None = form.cleaned_data["file"]
        source: Path | str = form.cleaned_data["address"]
        if upload is not None:
            source = Path(folder) / _short(Path(upload.name or "tabel.csv"))
            with source.open("wb") as copy:
                copy.writelines(upload.chunks())
        with Client(limits=VISIT) as client:
            return operations.import_table(
                source,
                by=request.member,
                at=timezone.now(),
                table=form.cleaned_data["table"],
                stated=form.stated(),
                replacing=form.cleaned_data["replacing"],
                client=client,
            )


def _short(name: Path) -> str:
    """The end of a file's name, which tells the table and the kind; a disk keeps 255 bytes."""
    return name.name.encode()[-LONGEST_NAME:].decode(errors="ignore")
