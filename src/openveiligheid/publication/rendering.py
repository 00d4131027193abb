"""A frozen report written out as HTML, PDF or Word."""

from openveiligheid.publication import typeset, webfile, word
from openveiligheid.publication.content import from_json
from openveiligheid.publication.models import Report
from openveiligheid.publication.presenters import present

WRITERS = {"html": webfile.html, "pdf": typeset.pdf, "docx": word.docx}
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def written(report: Report, form: str) -> bytes:
    """The report as a file; form is html, pdf or docx."""
    return WRITERS[form](present(from_json(report.content)))
