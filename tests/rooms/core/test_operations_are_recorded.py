"""Every operation leaves its entries in the chain: who, what, before and after; or nothing."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from openveiligheid.core.errors import NotPermitted
from openveiligheid.core.history import Payload, read_payload
from openveiligheid.core.models import HistoryEntry, Municipality
from openveiligheid.core.verbs import VERBS
from openveiligheid.core.verification import verify
from openveiligheid.delivery import operations as delivery
from openveiligheid.delivery.models import Action, ProgressUpdate
from openveiligheid.governance import operations as governance
from openveiligheid.governance.models import Body
from openveiligheid.organisation.models import Member
from openveiligheid.plan import operations as plan
from openveiligheid.plan.models import (
    CrossLink,
    Objective,
    PlanField,
    PlanProposal,
    PlanTheme,
    SafetyPlan,
)
from openveiligheid.publication import operations as publication
from openveiligheid.publication.compiling import Choices
from tests.factories import (
    a_decision,
    make_action,
    make_body,
    make_field,
    make_full_plan,
    make_link,
    make_partner,
    make_plan,
    make_proposal,
    make_theme,
)

ROOMS = ("plan", "delivery", "governance", "publication")
Do = Callable[[Member], object]
Prepare = Callable[[Municipality], Do]


@dataclass(frozen=True)
class Story:
    """One operation on prepared rows, and the verbs that it leaves, in order."""

    operation: str
    prepare: Prepare
    verbs: tuple[str, ...]
    is_new: bool = False
    is_gone: bool = False


def only(table: Any) -> Any:
    return table.unscoped.get()


def new_plan(here: Municipality) -> Do:
    row = SafetyPlan(title="Plan", year_from=2027, year_to=2030)
    return lambda by: plan.save_plan(row, by=by)


def changed(table: Any, name: str, value: object, save: Callable[..., object]) -> Prepare:
    """Change one value of a row of a full plan."""

    def prepare(here: Municipality) -> Do:
        make_full_plan(here)
        row = only(table)
        setattr(row, name, value)
        return lambda by: save(row, by=by)

    return prepare


def added_field(here: Municipality) -> Do:
    row = PlanField(plan=make_plan(here), title="Jeugd")
    return lambda by: plan.save_field(row, by=by)


def added_theme(here: Municipality) -> Do:
    row, partner = PlanTheme(field=make_field(make_plan(here)), title="Groepen"), make_partner(here)
    return lambda by: plan.save_theme(row, by=by, partners=[partner])


def added_objective(here: Municipality) -> Do:
    row = Objective(theme=make_theme(make_field(make_plan(here))), text="Minder overlast")
    return lambda by: plan.save_objective(row, by=by)


def linked(here: Municipality) -> Do:
    field = make_field(make_plan(here))
    row = CrossLink(theme=make_theme(field, "Een"), other=make_theme(field, "Twee"), reason="x")
    return lambda by: plan.link_themes(row, by=by)


def unlinked(here: Municipality) -> Do:
    field = make_field(make_plan(here))
    row = make_link(make_theme(field, "Een"), make_theme(field, "Twee"))
    return lambda by: plan.unlink_themes(row, by=by)


def removed(table: Any) -> Prepare:
    def prepare(here: Municipality) -> Do:
        make_full_plan(here)
        row = only(table)
        return lambda by: plan.remove_row(row, by=by)

    return prepare


def adopted(here: Municipality) -> Do:
    row, decision = make_full_plan(here), a_decision(make_body(here))
    return lambda by: plan.adopt_plan(row, decision, by=by)


def proposed(here: Municipality) -> Do:
    file = Path(__file__).parents[1] / "plan" / "old_plan.txt"
    return lambda by: plan.propose_plan(file, by=by, file_name="oud.txt")


def reviewed(here: Municipality) -> Do:
    row = make_proposal(here)
    return lambda by: plan.review_proposal(row, {"r1": {"title": "Anders"}}, by=by)


def accepted(here: Municipality) -> Do:
    row = make_proposal(here)
    return lambda by: plan.accept_proposal(row, by=by, with_uncertain=True)


def rejected(here: Municipality) -> Do:
    row = make_proposal(here)
    return lambda by: plan.reject_proposal(row, by=by)


def added_action(here: Municipality) -> Do:
    make_full_plan(here)
    today = timezone.localdate()
    row = Action(objective=only(Objective), title="Werk", starts_on=today, due_on=today)
    return lambda by: delivery.save_action(row, by=by)


def changed_action(here: Municipality) -> Do:
    make_full_plan(here)
    row = make_action(only(Objective))
    row.title = "Ander werk"
    return lambda by: delivery.save_action(row, by=by)


def removed_action(here: Municipality) -> Do:
    make_full_plan(here)
    row = make_action(only(Objective))
    return lambda by: delivery.remove_action(row, by=by)


def reported(here: Municipality) -> Do:
    make_full_plan(here)
    action = make_action(only(Objective))
    due = action.due_on + timedelta(days=5)
    update = ProgressUpdate(
        action=action,
        reported_on=timezone.localdate(),
        state="underway",
        percentage=10,
        due_on=due,
        note="Later",
    )
    return lambda by: delivery.report_progress(update, by=by)


def added_body(here: Municipality) -> Do:
    return lambda by: governance.save_body(Body(name="Raad", kind=Body.Kind.COUNCIL), by=by)


def changed_body(here: Municipality) -> Do:
    row = make_body(here)
    row.role = "Stelt vast"
    return lambda by: governance.save_body(row, by=by)


def decided(here: Municipality) -> Do:
    decision = a_decision(make_body(here), subject="Camera's")
    return lambda by: governance.record_decision(decision, by=by)


def report_made(here: Municipality) -> Do:
    row, today = make_full_plan(here), timezone.localdate()
    return lambda by: publication.make_report(row, as_of=today, choices=Choices("Stand"), by=by)


GONE = ("objective removed",)
WITH_ONE = ("theme saved", "objective saved")
WITH_TWO = ("priority saved", *WITH_ONE, "objective saved")
IMPORTED = ("plan saved", *WITH_TWO, *WITH_ONE, *WITH_TWO)
STORIES = [
    Story("plan.save_plan", new_plan, ("plan saved",), is_new=True),
    Story(
        "plan.save_plan", changed(SafetyPlan, "mission", "Anders", plan.save_plan), ("plan saved",)
    ),
    Story("plan.save_field", added_field, ("priority saved",), is_new=True),
    Story(
        "plan.save_field",
        changed(PlanField, "title", "Anders", plan.save_field),
        ("priority saved",),
    ),
    Story("plan.save_theme", added_theme, ("theme saved",), is_new=True),
    Story(
        "plan.save_theme", changed(PlanTheme, "title", "Anders", plan.save_theme), ("theme saved",)
    ),
    Story("plan.save_objective", added_objective, ("objective saved",), is_new=True),
    Story(
        "plan.save_objective",
        changed(Objective, "text", "Anders", plan.save_objective),
        ("objective saved",),
    ),
    Story("plan.link_themes", linked, ("themes linked",), is_new=True),
    Story("plan.unlink_themes", unlinked, ("themes unlinked",), is_gone=True),
    Story(
        "plan.remove_row",
        removed(PlanField),
        (*GONE, "theme removed", "priority removed"),
        is_gone=True,
    ),
    Story("plan.remove_row", removed(PlanTheme), (*GONE, "theme removed"), is_gone=True),
    Story("plan.remove_row", removed(Objective), GONE, is_gone=True),
    Story("plan.adopt_plan", adopted, ("decision recorded", "plan adopted")),
    Story("plan.propose_plan", proposed, ("plan read",), is_new=True),
    Story("plan.review_proposal", reviewed, ("proposal reviewed",)),
    Story("plan.accept_proposal", accepted, (*IMPORTED, "proposal accepted")),
    Story("plan.reject_proposal", rejected, ("proposal rejected",)),
    Story("delivery.save_action", added_action, ("action saved",), is_new=True),
    Story("delivery.save_action", changed_action, ("action saved",)),
    Story("delivery.remove_action", removed_action, ("action removed",), is_gone=True),
    Story("delivery.report_progress", reported, ("progress reported", "action progressed")),
    Story("governance.save_body", added_body, ("body saved",), is_new=True),
    Story("governance.save_body", changed_body, ("body saved",)),
    Story("governance.record_decision", decided, ("decision recorded",), is_new=True),
    Story("publication.make_report", report_made, ("report made",), is_new=True),
]

each_story = pytest.mark.parametrize(
    "story", STORIES, ids=[f"{n} {story.operation}" for n, story in enumerate(STORIES)]
)


def operations() -> Iterator[str]:
    """The writes of these rooms: what stands in a room's operations and asks who does it."""
    for room in ROOMS:
        module = import_module(f"openveiligheid.{room}.operations")
        for name, thing in inspect.getmembers(module, inspect.isfunction):
            is_own = thing.__module__.startswith(module.__name__) and not name.startswith("_")
            asks_who = inspect.signature(thing).parameters.get("by")
            if is_own and asks_who and asks_who.kind == inspect.Parameter.KEYWORD_ONLY:
                yield f"{room}.{name}"


def test_every_operation_of_these_rooms_has_a_story() -> None:
    assert set(operations()) == {story.operation for story in STORIES}


def entries_after(number: int, here: Municipality) -> list[HistoryEntry]:
    return list(
        HistoryEntry.objects.filter(municipality=here, number__gt=number).order_by("number")
    )


def last_number(here: Municipality) -> int:
    return HistoryEntry.objects.filter(municipality=here).count()


@each_story
def test_what_was_done_is_in_the_chain_with_who_before_and_after(
    hardenberg: Municipality, anna: Member, story: Story
) -> None:
    do, start = story.prepare(hardenberg), last_number(hardenberg)

    do(anna)

    entries = entries_after(start, hardenberg)
    assert tuple(entry.verb for entry in entries) == story.verbs
    assert {entry.actor_id for entry in entries} == {anna.pk}
    told = read_payload(entries[-1])
    assert isinstance(told, Payload)
    assert told.actor == "Anna de Boer"
    assert told.subject
    assert (told.before is None) == story.is_new
    assert (told.after is None) == story.is_gone
    assert told.before != told.after
    assert verify(hardenberg).holds


@each_story
def test_what_is_refused_leaves_no_trace(
    hardenberg: Municipality, els: Member, outsider: Member, story: Story
) -> None:
    do, start = story.prepare(hardenberg), last_number(hardenberg)
    there = last_number(outsider.municipality)

    with pytest.raises(NotPermitted):
        do(els)

    assert last_number(hardenberg) == start
    assert last_number(outsider.municipality) == there
    assert verify(hardenberg).holds


@each_story
def test_what_was_done_has_words_for_the_reader_of_the_history(story: Story) -> None:
    assert set(story.verbs) <= set(VERBS)


@pytest.mark.parametrize("story", [s for s in STORIES if s.prepare.__name__ == "prepare"][:4])
def test_doing_the_same_again_changes_and_records_nothing(
    hardenberg: Municipality, anna: Member, story: Story
) -> None:
    do = story.prepare(hardenberg)
    do(anna)
    start = last_number(hardenberg)

    do(anna)

    assert last_number(hardenberg) == start


def test_a_row_that_was_read_is_named_by_the_kind_it_is(
    hardenberg: Municipality, anna: Member
) -> None:
    proposed(hardenberg)(anna)

    entry = HistoryEntry.objects.filter(municipality=hardenberg).order_by("number").last()

    assert entry
    assert (entry.object_type, entry.object_id) == ("plan.planproposal", only(PlanProposal).pk)
