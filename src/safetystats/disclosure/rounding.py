"""Brings shown counts to multiples of the base."""

import numpy as np

from safetystats.disclosure.rules import Ints, Rounding, Rule


def rounded(counts: Ints, rule: Rule, random: np.random.Generator) -> Ints:
    """Give each count as a multiple of the base: the nearest, or by chance one of the two.

    UNBIASED takes the higher multiple with the chance that makes the expected value the count.
    Source: Hundepool et al. (2012), section 5.4.

    >>> rounded(np.array([12, 13]), Rule(), np.random.default_rng(1)).tolist()
    [10, 15]
    >>> rounded(np.array([12, 15]), Rule(rounding="unbiased"), np.random.default_rng(1)).tolist()
    [10, 15]
    """
    if rule.rounding is Rounding.NEAREST:
        return (counts + rule.base // 2) // rule.base * rule.base
    below, over = np.divmod(counts, rule.base)
    return (below + (random.integers(rule.base, size=counts.size) < over)) * rule.base
