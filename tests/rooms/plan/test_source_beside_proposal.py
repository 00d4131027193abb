"""A row of a proposal stands beside the very lines that it was read from."""

from openveiligheid.plan.models import PlanProposal
from openveiligheid.plan.presenters import review


def test_a_row_shows_the_lines_of_its_own_page() -> None:
    objective = {"id": "r3", "text": "Doel", "kind": "objective", "page": 2, "line": 1}
    theme = {"id": "r2", "title": "Thema", "number": "", "kernbeleid": [], "page": 1, "line": 1}
    field = {"id": "r1", "title": "Veld", "number": "", "kernbeleid": None, "page": 9, "line": 9}
    for row in (field, theme, objective):
        row |= {"review": "open", "flags": [], "confidence": 1.0}
    content = {"fields": [field | {"themes": [theme | {"objectives": [objective]}]}]}
    source = [[1, 1, "eerste bladzijde"], [2, 1, "tweede bladzijde"], [2, 2, "verder"]]
    proposal = PlanProposal(title="Plan", content=content, source=source)

    rows = {row.id: row.source for row in review(proposal, chosen="").rows}

    own = {key: [text for _n, text, is_own in s.lines if is_own] for key, s in rows.items()}
    assert own == {"r1": [], "r2": ["eerste bladzijde"], "r3": ["tweede bladzijde"]}
    assert rows["r3"].place == "bladzijde 2, regel 1"
