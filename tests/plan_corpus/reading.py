"""Lets the reader read a plan of the corpus."""

from __future__ import annotations

from openveiligheid.plan.reader import UnreadablePlan, read_plan
from tests.plan_corpus.build import CorpusPlan
from tests.plan_corpus.score import NOTHING, Item


def read(plan: CorpusPlan) -> Item:
    """Give the reader's proposal as plain data; a refused plan is a proposal without finds."""
    try:
        return read_plan(plan.document).as_json()
    except UnreadablePlan:
        return NOTHING
