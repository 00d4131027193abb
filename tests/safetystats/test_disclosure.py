"""Small numbers stay hidden, and hidden never looks like zero."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetystats import PublishableParts, Suppressed, publishable, publishable_parts

counts = st.integers(min_value=0, max_value=5_000)


@given(count=st.integers(1, 9))
def test_a_small_count_is_hidden_and_not_shown_as_zero(count: int) -> None:
    assert publishable(count) == Suppressed(below=10)
    assert publishable(count) != 0


def test_a_true_zero_stays_zero() -> None:
    assert publishable(0) == 0


def test_a_hidden_count_refuses_to_act_as_yes_or_no() -> None:
    with pytest.raises(TypeError, match="suppressed"):
        bool(publishable(3))


@given(count=st.integers(10, 1_000_000), step=st.sampled_from([1, 2, 5, 10]))
def test_a_shown_count_is_rounded_and_never_below_the_threshold(count: int, step: int) -> None:
    shown = publishable(count, smallest=10, base=step)

    assert isinstance(shown, int)
    assert shown >= 10
    assert shown % step == 0
    assert abs(shown - count) <= step / 2


@given(parts=st.lists(counts, min_size=1, max_size=8))
def test_no_hidden_part_follows_by_subtraction(parts: list[int]) -> None:
    published = publishable_parts(parts)

    hidden = [part for part in published.parts if isinstance(part, Suppressed)]
    if isinstance(published.total, int):
        assert len(hidden) != 1


@given(parts=st.lists(counts, min_size=1, max_size=8))
def test_every_small_part_is_hidden_and_every_zero_is_kept(parts: list[int]) -> None:
    published = publishable_parts(parts)

    for count, shown in zip(parts, published.parts, strict=True):
        assert isinstance(shown, Suppressed) or shown == publishable(count)
        if 0 < count < 10:
            assert isinstance(shown, Suppressed)
        if count == 0:
            assert shown == 0


def test_the_partner_of_a_lone_hidden_part_cannot_be_told_from_it() -> None:
    hidden = Suppressed(below=None)

    assert publishable_parts([4, 25, 60]) == PublishableParts(parts=(hidden, hidden, 60), total=90)


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        ({"count": -1}, "count"),
        ({"count": 2.5}, "count"),
        ({"count": 3, "smallest": 0}, "smallest"),
        ({"count": 3, "base": 0}, "base"),
        ({"count": 3, "smallest": 7, "base": 5}, "multiple"),
    ],
)
def test_broken_input_is_refused_by_name(arguments: dict[str, int], about: str) -> None:
    with pytest.raises(ValueError, match=about):
        publishable(**arguments)


def test_a_total_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="part"):
        publishable_parts([])


def test_one_count_is_ready_without_waiting_for_what_protects_tables() -> None:
    found = "import sys, safetystats.disclosure; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", found], capture_output=True, check=True)

    names = set(loaded.stdout.decode().split())
    assert "safetystats.disclosure.counts" in names
    assert not names & {"numba", "safetystats.disclosure.layout", "safetystats.disclosure.audit"}
