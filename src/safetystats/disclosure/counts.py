"""The small-number rules: the only place where a count is hidden or rounded before it leaves.

The defaults are the house rule for case figures: at least 10, rounded to 5. Published figures
of CBS and police follow their source's own rule and do not pass here.
Source: A. Hundepool et al. (2012), Statistical Disclosure Control, chapters 5 (primary and
secondary suppression) and 5.4 (rounding).
"""

from collections.abc import Sequence

from safetystats.checks import whole
from safetystats.results import PublishableParts, Suppressed


def publishable(count: int, *, smallest: int = 10, base: int = 5) -> int | Suppressed:
    """Give the form in which one count may leave: rounded to `base`, or hidden.

    Meaning: a count from 1 up to `smallest` is hidden, never shown as 0; a true 0 stays 0.
    Unit: persons or cases. Halves round up.
    Assumption: the count stands alone. Parts of one total go through `publishable_parts`.
    Raises ValueError on a negative or broken count, or when `smallest` is no multiple of `base`
    (rounding could then bring a shown count under the threshold).

    >>> publishable(12), publishable(13), publishable(0)
    (10, 15, 0)
    >>> publishable(9)
    Suppressed(below=10)
    """
    number, threshold, step = _rule(count, smallest, base)
    return Suppressed(below=threshold) if 0 < number < threshold else _rounded(number, step)


def publishable_parts(
    counts: Sequence[int], *, smallest: int = 10, base: int = 5
) -> PublishableParts:
    """Give parts and their total so that no hidden part follows by subtraction.

    Meaning: each part as in `publishable`. When exactly one part is hidden, total minus the
    others would tell it, so the smallest other part that is not zero is hidden with it; neither
    then states a bound, because that would tell which of the two is the small one.
    Assumption: the parts add up to the total and nobody publishes another table over them.
    Raises ValueError as `publishable` does, and on no parts at all.

    >>> publishable_parts([4, 25, 60])
    PublishableParts(parts=(Suppressed(below=None), Suppressed(below=None), 60), total=90)
    >>> publishable_parts([4, 7, 60]).parts
    (Suppressed(below=10), Suppressed(below=10), 60)
    """
    if not counts:
        raise ValueError("counts must hold at least one part")
    shown = [publishable(count, smallest=smallest, base=base) for count in counts]
    hidden = [place for place, part in enumerate(shown) if isinstance(part, Suppressed)]
    others = [place for place, part in enumerate(shown) if isinstance(part, int) and part]
    if len(hidden) == 1 and others:
        partner = min(others, key=lambda place: counts[place])
        shown[hidden[0]] = shown[partner] = Suppressed(below=None)
    # A lone hidden part without others is itself the total, and hidden there by its own size.
    total = publishable(sum(counts), smallest=smallest, base=base)
    return PublishableParts(parts=tuple(shown), total=total)


def _rule(count: int, smallest: int, base: int) -> tuple[int, int, int]:
    threshold, step = whole("smallest", smallest, least=1), whole("base", base, least=1)
    if threshold % step:
        raise ValueError(f"smallest ({smallest}) must be a multiple of base ({base})")
    return whole("count", count), threshold, step


def _rounded(number: int, step: int) -> int:
    return (number + step // 2) // step * step
