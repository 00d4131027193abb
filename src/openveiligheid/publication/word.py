"""Write a report as a Word document that can be edited and that a screen reader can follow.

Real heading styles, tables with a repeated header row, alternative text on charts, the language of
the text, the title in the properties, a table of contents and page numbers as fields.
"""

from datetime import UTC, datetime
from io import BytesIO

from django.utils.translation import override
from docx import Document as OpenDocument
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Cm, Emu, Pt
from docx.text.paragraph import Paragraph

from openveiligheid.publication.presenters import blocks
from openveiligheid.publication.word_parts import (
    BODY_WIDTH,
    INK_SOFT,
    WHITE,
    add_badge,
    add_bookmark,
    add_field,
    add_link,
    add_picture,
    add_table,
    prepare_styles,
    shade,
)
from openveiligheid.ui.charts import png

LONGEST_PROPERTY = 255  # what the file format allows


def docx(document: blocks.Document) -> bytes:
    """The report as a Word document."""
    word = OpenDocument()
    prepare_styles(word, document.language)
    _properties(word, document)
    _cover(word, document.cover)
    _contents(word, document)
    with override(document.language):  # the charts write numbers
        for section in document.sections:
            _section(word, section)
    _footer(word, document.furniture)
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _properties(word: WordDocument, document: blocks.Document) -> None:
    made = datetime.fromisoformat(document.as_of).replace(tzinfo=UTC)
    properties = word.core_properties
    properties.title = document.title[:LONGEST_PROPERTY]
    properties.author = document.author[:LONGEST_PROPERTY]
    properties.subject = document.subject[:LONGEST_PROPERTY]
    properties.language = {"nl": "nl-NL", "en": "en-GB"}.get(document.language, document.language)
    properties.last_modified_by = properties.author
    properties.comments = ""
    properties.created = properties.modified = made.replace(tzinfo=None)


def _cover(word: WordDocument, cover: blocks.Cover) -> None:
    municipality = word.add_paragraph(cover.municipality, style="Cover")
    municipality.paragraph_format.space_after = Pt(140)
    title = word.add_paragraph(cover.title, style="Title")
    plan = word.add_paragraph(cover.plan, style="Subtitle")
    plan.paragraph_format.space_after = Pt(120)
    for paragraph in (municipality, title, plan):
        shade(paragraph, "0F5484")
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(0.4)
        for run in paragraph.runs:
            run.font.color.rgb = WHITE
    for fact in cover.facts:
        paragraph = word.add_paragraph()
        paragraph.add_run(f"{fact.term}: ").font.color.rgb = INK_SOFT
        paragraph.add_run(fact.text).bold = True
    if cover.tag:
        add_badge(word.add_paragraph(), cover.tag, blocks.Tone.WARN)
    word.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _contents(word: WordDocument, document: blocks.Document) -> None:
    """A field that Word fills with page numbers, and until then links to the chapters."""
    word.add_paragraph(document.furniture.contents, style="Contents heading")
    paragraphs = [word.add_paragraph(style="toc 1") for _section in document.sections]
    add_field(paragraphs[0], r'TOC \o "1-2" \h \z \u', end=paragraphs[-1], is_dirty=True)
    for paragraph, section in zip(paragraphs, document.sections, strict=True):
        add_link(paragraph, section.anchor, f"{section.over}  {section.title}".strip())


def _section(word: WordDocument, section: blocks.Section) -> None:
    heading = word.add_heading("", level=1)
    heading.paragraph_format.page_break_before = True
    if section.over:
        over = heading.add_run(section.over)
        over.style = word.styles["Over"]
        over.add_break()
    add_bookmark(heading, section.anchor, heading.add_run(section.title))
    for block in section.blocks:
        _place(word, block)


def _place(word: WordDocument, block: blocks.Block) -> None:
    match block:
        case blocks.Heading():
            _heading(word, block.text, block.over, block.level)
        case blocks.Table():
            add_table(word, block)
        case blocks.Figure():
            _figure(word, block)
        case blocks.Tiles():
            _tiles(word, block)
        case blocks.Callout():
            _callout(word, block)
        case blocks.Text() | blocks.Bullets() | blocks.Answers():
            _words(word, block)


def _words(word: WordDocument, block: blocks.Text | blocks.Bullets | blocks.Answers) -> None:
    match block:
        case blocks.Text():
            styles = {"lead": "Lead", "note": "Note", "body": "Normal"}
            word.add_paragraph(block.text, style=styles[block.style])
        case blocks.Bullets():
            for item in block.items:
                word.add_paragraph(item, style="List Bullet")
        case blocks.Answers():
            for fact in block.items:
                paragraph = word.add_paragraph()
                paragraph.add_run(f"{fact.term} ").bold = True
                paragraph.add_run(fact.text)


def _heading(word: WordDocument, text: str, over: str, level: int) -> Paragraph:
    heading: Paragraph = word.add_heading("", level=level)
    if over:
        run = heading.add_run(over)
        run.style = word.styles["Over"]
        run.add_break()
    heading.add_run(text)
    return heading


def _tiles(word: WordDocument, tiles: blocks.Tiles) -> None:
    if not tiles.tiles:
        word.add_paragraph(tiles.summary)
    paragraph = word.add_paragraph()
    for segment in tiles.segments:
        add_badge(paragraph, f"{segment.label} {segment.count}", segment.tone)
        paragraph.add_run("  ")


def _callout(word: WordDocument, callout: blocks.Callout) -> None:
    title = word.add_paragraph(style="Callout")
    title.add_run(callout.title).bold = True
    shade(title, "F2F7FB")
    title.paragraph_format.keep_with_next = True
    if callout.text:
        shade(word.add_paragraph(callout.text, style="Callout"), "F2F7FB")
    for number, item in enumerate(callout.items, 1):
        shade(word.add_paragraph(f"{number}. {item}", style="Callout"), "F2F7FB")
    word.paragraphs[-1].paragraph_format.space_after = Pt(14)


def _figure(word: WordDocument, figure: blocks.Figure) -> None:
    _heading(word, figure.title, figure.over, 3)
    unit = word.add_paragraph(figure.unit, style="Note")
    unit.paragraph_format.keep_with_next = True
    if figure.tag:
        unit.add_run("  ")
        add_badge(unit, figure.tag, blocks.Tone.NEUTRAL)
    if figure.reading:
        word.add_paragraph(figure.reading).paragraph_format.keep_with_next = True
    if figure.chart is not None:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        add_picture(paragraph, png(figure.chart, scale=2), Emu(int(BODY_WIDTH * 0.86)), figure.alt)
    add_table(word, figure.table)
    word.add_paragraph(figure.source, style="Note")


def _footer(word: WordDocument, furniture: blocks.Furniture) -> None:
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.footer_distance = Cm(1.2)
    paragraph = section.footer.paragraphs[0]
    paragraph.style = word.styles["Note"]
    paragraph.paragraph_format.tab_stops.add_tab_stop(BODY_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    before, _page, rest = furniture.page_of.partition("{page}")
    between, _pages, after = rest.partition("{pages}")
    paragraph.add_run(f"{furniture.footer}\t{before}")
    add_field(paragraph, "PAGE", shown="1")
    paragraph.add_run(between)
    add_field(paragraph, "NUMPAGES", shown="1")
    paragraph.add_run(after)
