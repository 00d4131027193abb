"""Parts of a Word document that python-docx has no words for: fields, shading, badges, tables."""

from io import BytesIO

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from openveiligheid.publication.presenters.blocks import Cell, Row, Table, Tone

FONT = "Calibri"
BODY_WIDTH = Cm(16.6)
MOST_COLUMNS = 9  # what fits at the normal size
BLUE = RGBColor.from_string("0F5484")
INK = RGBColor.from_string("1B2B3F")
INK_STRONG = RGBColor.from_string("12263F")
INK_SOFT = RGBColor.from_string("526378")
WHITE = RGBColor.from_string("FFFFFF")
ALARM = RGBColor.from_string("9B1C1C")
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
# Fill and text of a badge; the sign keeps them apart without colour.
BADGES = {
    Tone.DONE: ("E7F0F7", "0F5484", "●"),
    Tone.OK: ("E3F4EA", "17603A", "▲"),
    Tone.WARN: ("FDF0D2", "7A4A00", "■"),
    Tone.LATE: ("FDE8E7", "9B1C1C", "◆"),
    Tone.NEUTRAL: ("EEF2F6", "526378", "○"),
    Tone.STOPPED: ("E4E8ED", "12263F", "–"),
}


def prepare_styles(word: WordDocument, language: str) -> None:
    """Give the page, the text and the headings the look of the house."""
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin, page.bottom_margin = Cm(2.3), Cm(2.3)
    _speak(word, LOCALES.get(language, language))
    normal = _style(word, "Normal", size=10.5, color=INK)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.15
    _style(word, "Title", size=36, color=WHITE, is_bold=True)
    _style(word, "Subtitle", size=16, color=WHITE)
    for name, size, before in (("Heading 1", 24, 0), ("Heading 2", 15, 20), ("Heading 3", 12, 14)):
        heading = _style(word, name, size=size, color=INK_STRONG, is_bold=True)
        heading.paragraph_format.space_before = Pt(before)
        heading.paragraph_format.space_after = Pt(6)
        heading.paragraph_format.keep_with_next = True
    _new_style(word, "Cover", size=12, color=WHITE, is_bold=True)
    _new_style(word, "Contents heading", size=24, color=INK_STRONG, is_bold=True)
    _new_style(word, "Lead", size=13, color=INK_STRONG)
    note = _new_style(word, "Note", size=9, color=INK_SOFT)
    note.paragraph_format.space_before = Pt(6)
    callout = _new_style(word, "Callout", size=10.5, color=INK)
    callout.paragraph_format.space_after = Pt(0)
    callout.paragraph_format.left_indent = callout.paragraph_format.right_indent = Cm(0.3)
    contents = _new_style(word, "toc 1", size=11, color=INK)
    contents.paragraph_format.tab_stops.add_tab_stop(BODY_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    contents = _new_style(word, "toc 2", size=10, color=INK_SOFT)
    contents.paragraph_format.tab_stops.add_tab_stop(BODY_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    over: CharacterStyle = word.styles.add_style("Over", WD_STYLE_TYPE.CHARACTER)
    over.font.size, over.font.color.rgb = Pt(10), BLUE


def _speak(word: WordDocument, locale: str) -> None:
    """Set the language that a screen reader and a spelling check use."""
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), locale)
    settings = word.settings.element
    spoken = OxmlElement("w:themeFontLang")
    spoken.set(qn("w:val"), locale)
    for present in settings.findall(qn("w:themeFontLang")):
        settings.replace(present, spoken)


def _style(
    word: WordDocument, name: str, *, size: float, color: RGBColor, is_bold: bool = False
) -> ParagraphStyle:
    style: ParagraphStyle = word.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb, style.font.bold, style.font.italic = color, is_bold, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in str(attribute):
            del fonts.attrib[attribute]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    for border in list(style.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    return style


def _new_style(
    word: WordDocument, name: str, *, size: float, color: RGBColor, is_bold: bool = False
) -> ParagraphStyle:
    added = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    added.base_style = word.styles["Normal"]
    return _style(word, name, size=size, color=color, is_bold=is_bold)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def shade(paragraph: Paragraph, fill: str) -> None:
    """Colour the background of a paragraph, with some room around the text."""
    properties = paragraph._p.get_or_add_pPr()
    borders = _element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="8", color=fill))
    shading = _element("w:shd", val="clear", color="auto", fill=fill)
    later = ("w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    properties.insert_element_before(borders, "w:shd", *later)
    properties.insert_element_before(shading, *later)


def add_badge(paragraph: Paragraph, text: str, tone: Tone) -> None:
    """Add a status: a sign, a word and a background."""
    fill, color, sign = BADGES[tone]
    run = paragraph.add_run(f"\u00a0{sign}\u00a0{text}\u00a0")
    run.font.color.rgb, run.font.bold, run.font.size = RGBColor.from_string(color), True, Pt(8.5)
    run._r.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill=fill))


def add_field(
    paragraph: Paragraph,
    instruction: str,
    *,
    shown: str = "",
    end: Paragraph | None = None,
    is_dirty: bool = False,
) -> None:
    """Add a field that Word computes; it may end in a later paragraph."""
    begin = _element("w:fldChar", fldCharType="begin")
    if is_dirty:
        begin.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(begin)
    code = _element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="separate"))
    if shown:
        paragraph.add_run(shown)
    (end or paragraph).add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def add_bookmark(paragraph: Paragraph, name: str, run: Run) -> None:
    """Mark the run as a place that links can go to."""
    number = str(len(paragraph.part.element.xpath("//w:bookmarkStart")))
    run._r.addprevious(_element("w:bookmarkStart", id=number, name=name))
    run._r.addnext(_element("w:bookmarkEnd", id=number))


def add_link(paragraph: Paragraph, anchor: str, text: str) -> None:
    """Add a link to a bookmark, before the end of a field if there is one."""
    link = _element("w:hyperlink", anchor=anchor, history="1")
    link.append(paragraph.add_run(text)._r)
    last = paragraph._p.findall(qn("w:r"))[-1:]
    is_end = last and last[0].xpath("./w:fldChar[@w:fldCharType='end']")
    if is_end:
        last[0].addprevious(link)
    else:
        paragraph._p.append(link)


def add_picture(paragraph: Paragraph, picture: bytes, width: Length, alt: str) -> None:
    """Add a picture with its alternative text."""
    shape = paragraph.add_run().add_picture(BytesIO(picture), width=width)
    shape._inline.docPr.set("descr", alt)


def add_table(word: WordDocument, table: Table) -> None:
    """Add a table with a header row that repeats on every page; rows do not split."""
    placed = word.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    placed.alignment, placed.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _describe(placed, table)
    whole = sum(column.share for column in table.columns)
    widths = [Emu(int(BODY_WIDTH * column.share / whole)) for column in table.columns]
    for grid_column, width in zip(placed._tbl.tblGrid.gridCol_lst, widths, strict=True):
        grid_column.w = width
    aligns = [
        WD_ALIGN_PARAGRAPH.RIGHT if column.align == "end" else WD_ALIGN_PARAGRAPH.LEFT
        for column in table.columns
    ]
    header = Row(tuple(Cell(column.title) for column in table.columns))
    for position, (line, row) in enumerate(
        zip(placed._tbl.tr_lst, (header, *table.rows), strict=True)
    ):
        properties = line.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if position == 0:
            properties.append(_element("w:tblHeader"))
        for element, cell, align, width in zip(line.tc_lst, row.cells, aligns, widths, strict=True):
            place = _Cell(element, placed)
            place.width = width
            _fill(place, cell, align, is_header=position == 0, is_total=row.is_total)
            if len(widths) > MOST_COLUMNS:
                _shrink(place)


def _shrink(place: _Cell) -> None:
    """Set the numbers of a wide table small enough to stay on one line."""
    for paragraph in place.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(6.5)


def _describe(placed: WordTable, table: Table) -> None:
    """Say what the table is about, and draw only the lines between rows."""
    lines, margins = _element("w:tblBorders"), _element("w:tblCellMar")
    for side in ("top", "bottom", "insideH"):
        lines.append(_element(f"w:{side}", val="single", sz="4", space="0", color="D5DDE6"))
    for side in ("left", "right"):
        is_wide = len(table.columns) > MOST_COLUMNS
        margins.append(_element(f"w:{side}", w="20" if is_wide else "70", type="dxa"))
    properties = placed._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    # The schema fixes the order: borders, layout, margins, look, caption, description.
    properties.find(qn("w:tblLayout")).addprevious(lines)
    properties.append(margins)
    properties.append(_element("w:tblLook", val="0020", firstRow="1", firstColumn="0", noHBand="1"))
    properties.append(_element("w:tblCaption", val=table.caption))
    properties.append(_element("w:tblDescription", val=table.caption))


def _fill(
    place: _Cell, cell: Cell, align: WD_ALIGN_PARAGRAPH, *, is_header: bool, is_total: bool
) -> None:
    if is_header or is_total:
        fill = "EEF2F6" if is_header else "F2F7FB"
        place._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=fill))
    paragraph = place.paragraphs[0]
    if cell.tone:
        add_badge(paragraph, cell.text, cell.tone)
    else:
        run = paragraph.add_run(cell.text)
        run.bold, run.font.size = cell.is_strong or is_header, Pt(8 if is_header else 9.5)
        if is_header:
            run.font.color.rgb = INK_SOFT
    if cell.alarm:
        run = place.add_paragraph().add_run(cell.alarm)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(8.5), ALARM
    for note in cell.notes:
        run = place.add_paragraph().add_run(note)
        run.font.size, run.font.color.rgb = Pt(8.5), INK_SOFT
    for line in place.paragraphs:
        line.alignment = align
        line.paragraph_format.space_before = Pt(2)
        line.paragraph_format.space_after = Pt(2)
        line.paragraph_format.line_spacing = 1.0
