"""Frozen content put into words, once, for every way to write it out."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from openveiligheid.publication.content import PriorityChapter, ReportContent, Status
from openveiligheid.publication.presenters import words
from openveiligheid.publication.presenters.blocks import Cover, Document, Fact, Furniture, Strip
from openveiligheid.publication.presenters.chapters import chapter
from openveiligheid.publication.presenters.closing import appendix, changes
from openveiligheid.publication.presenters.overview import state, summary


def present(content: ReportContent) -> Document:
    """The report in the words of its own language."""
    with override(content.language):
        municipality = _("Gemeente %(name)s") % {"name": content.municipality}
        chapters = [
            chapter(priority, position=position)
            for position, priority in enumerate(content.priorities, 1)
        ]
        return Document(
            language=content.language,
            title=f"{content.title} – {content.plan.title}",
            author=municipality,
            subject=_("Voortgang van het veiligheidsplan op %(day)s")
            % {"day": words.day(content.as_of)},
            as_of=content.as_of.isoformat(),
            cover=_cover(content, municipality),
            furniture=Furniture(
                contents=_("Inhoud"),
                footer=words.shortened(f"{municipality} · {content.title}"),
                page_of=_("Pagina {page} van {pages}"),
            ),
            sections=(
                summary(content),
                state(content),
                *chapters,
                changes(content),
                appendix(content),
            ),
        )


def _cover(content: ReportContent, municipality: str) -> Cover:
    plan = content.plan
    facts = [Fact(_("Stand op"), words.day(content.as_of))]
    if plan.adoption:
        decided = _("%(body)s, %(day)s") % {
            "body": plan.adoption.body,
            "day": words.day(plan.adoption.decided_on),
        }
        facts.append(Fact(_("Plan vastgesteld door"), decided))
    else:
        facts.append(Fact(_("Plan vastgesteld door"), _("nog niet vastgesteld")))
    facts.append(Fact(_("Versie van het plan"), str(plan.version)))
    facts.append(Fact(_("Controlegetal van het plan"), plan.sha256[:12] or _("onbekend")))
    return Cover(
        municipality=municipality,
        title=content.title,
        plan=plan.title,
        facts=tuple(facts),
        strips=tuple(_strip(priority) for priority in content.priorities),
        strips_note=_("Deel van de acties dat is afgerond, per prioriteit"),
        tag=_("Bevat fictieve voorbeeldgegevens") if content.is_example else "",
    )


def _strip(priority: PriorityChapter) -> Strip:
    done, whole = words.tally(priority.actions)[Status.DONE], words.counting(priority.actions)
    return Strip(priority.title, done, whole, words.share_done(priority.actions))
