"""What the actions cost, as far as amounts were recorded."""

from dataclasses import replace

from django.utils.translation import gettext as _

from openveiligheid.publication.content import ActionRow, ReportContent
from openveiligheid.publication.presenters import words
from openveiligheid.publication.presenters.blocks import Cell, Column, Row, Table


def costs_in_words(actions: tuple[ActionRow, ...]) -> str:
    """Budget and spending in a sentence, with how many actions it covers."""
    budget, spent = _budget(actions), _spent(actions)
    if budget is None:
        return _("Bij de acties zijn geen bedragen vastgelegd.")
    facts = {
        "budget": words.euros(budget),
        "with": words.number(sum(action.money is not None for action in actions)),
        "total": words.actions_counted(len(actions)),
    }
    text = _("Begroot is %(budget)s, bij %(with)s van de %(total)s.") % facts
    if spent is None:
        return text + " " + _("Wat is uitgegeven, is niet vastgelegd.")
    return text + " " + _("Daarvan is %(spent)s uitgegeven.") % {"spent": words.euros(spent)}


def costs_table(content: ReportContent) -> Table | None:
    """Budget and spending per priority; nothing when no amount is known."""
    if not any(action.money for action in content.actions):
        return None
    knows_spent = _spent(content.actions) is not None
    columns = [Column(_("Prioriteit"), 4), Column(_("Begroot"), 2, "end")]
    if knows_spent:
        columns += [Column(_("Besteed"), 2, "end"), Column(_("Deel besteed"), 1.6, "end")]
    rows = [
        _cost_row(chapter.title, chapter.actions, knows_spent=knows_spent)
        for chapter in content.priorities
    ]
    total = _cost_row(_("Hele plan"), content.actions, knows_spent=knows_spent)
    return Table(_("Kosten per prioriteit"), tuple(columns), (*rows, replace(total, is_total=True)))


def _cost_row(title: str, actions: tuple[ActionRow, ...], *, knows_spent: bool) -> Row:
    budget, spent = _budget(actions), _spent(actions)
    cells = [Cell(title, is_strong=True), _amount(budget)]
    if knows_spent:
        share = f"{spent * 100 // budget}%" if budget and spent is not None else "–"
        cells += [_amount(spent), Cell(share)]
    return Row(tuple(cells))


def _amount(cents: int | None) -> Cell:
    return Cell("–" if cents is None else words.euros(cents))


def _budget(actions: tuple[ActionRow, ...]) -> int | None:
    amounts = [action.money.budget_cents for action in actions if action.money]
    return sum(amounts) if amounts else None


def _spent(actions: tuple[ActionRow, ...]) -> int | None:
    amounts = [
        action.money.spent_cents
        for action in actions
        if action.money and action.money.spent_cents is not None
    ]
    return sum(amounts) if amounts else None
