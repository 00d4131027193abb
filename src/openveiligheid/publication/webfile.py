"""Write a report as one HTML file that needs nothing else: style, font and charts are inside."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from openveiligheid.publication.presenters.blocks import Document
from openveiligheid.ui.apps import BUILT

STYLE = Path(__file__).parent / "static" / "publication" / "report.css"
FONT = BUILT / "fonts" / "figtree.woff2"
# The page around the report, which in the application belongs to the base template.
AROUND = """
body { margin: 0; background: #fff; }
.ov-report { margin-inline: auto; padding: clamp(1rem, 4vw, 3rem); }
"""


def html(document: Document) -> bytes:
    """The report as one HTML file; its policy allows this style and font, and no script."""
    style = _font_face() + AROUND + STYLE.read_text()
    style_hash = b64encode(sha256(style.encode()).digest()).decode()
    # Our own style sheet, not text from outside; escaping would break its selectors.
    context = {"document": document, "style": SafeString(style), "style_hash": style_hash}
    with override(document.language):
        return render_to_string("publication/report_file.html", context).encode()


def _font_face() -> str:
    if not FONT.exists():
        return ""
    font = b64encode(FONT.read_bytes()).decode()
    return (
        '@font-face { font-family: "Figtree Variable"; font-weight: 300 900; '
        f'src: url("data:font/woff2;base64,{font}") format("woff2"); }}\n'
    )
