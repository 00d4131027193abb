"""Texts that would do harm if a writer took them for markup."""

from dataclasses import replace

from openveiligheid.publication.content import (
    FigureBlock,
    FigureSeries,
    Point,
    ReportContent,
)
from tests.rooms.publication.sample import report, with_actions

HOSTILE = (
    '#import "/etc/passwd": * #read("/etc/passwd")',
    '*vet* _schuin_ $x^2$ `code` <label> @verwijzing #panic("stuk")',
    '#{sys.inputs} ] } ) " \\" \\u{41} // /* */',
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>{{ settings.SECRET_KEY }}{% debug %}',
    '=HYPERLINK("https://kwaad.example";"klik")',
    "]]></w:t><w:br/>&amp;&nbsp;&#x41;",
    "Nul\x00 \x1b[31m \ud800 \uffff \u202eomgekeerd",
    "👍🏽 漢字 مرحبا \ue000 \U0001f468\u200d\U0001f469",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 5,
    "eerste regel\n\n\n- tweede\r\n= derde\ttab",
    "#" * 200 + "=" * 200,
)


def hostile_report(text: str) -> ReportContent:
    """A report in which every text from outside is the given one."""
    content = with_actions(1)
    chapter = content.priorities[0]
    action = replace(
        content.actions[0],
        title=text,
        lead=text,
        lead_function=text,
        partners=(text, text),
        note=text,
        explanation=text,
    )
    objective = replace(chapter.themes[0].objectives[0], text=text, actions=(action,))
    theme = replace(chapter.themes[0], number=text, title=text, objectives=(objective,))
    sample_figure = report().figures[0]
    figure: FigureBlock = replace(
        sample_figure,
        title=text,
        unit=text,
        reading=text,
        series=(
            FigureSeries(name=text, points=(Point(label=text, value=1), Point(label="b", value=2))),
        ),
        provenance=replace(sample_figure.provenance, source=text, method=text),
    )
    chapter = replace(chapter, number=text, title=text, summary=text, themes=(theme,))
    changes = (replace(content.changes[0], subject=text, before=text, after=text, reason=text),)
    return replace(
        content,
        title=text,
        municipality=text,
        plan=replace(content.plan, title=text),
        priorities=(replace(chapter, figures=(figure,)),),
        asks=(text,),
        changes=changes,
    )
