"""Rates of events among residents: one, many, standardised, held to limits, and smoothed."""

from safetystats.rates.exact import exact_count_interval, exact_rate, exact_rates
from safetystats.rates.limits import (
    Funnel,
    Position,
    funnel,
    funnel_limits,
    share_funnel_limits,
)
from safetystats.rates.results import Rates
from safetystats.rates.smoothing import marshall_rates, smoothed_rates
from safetystats.rates.standardised import standardised_rates

__all__ = [
    "Funnel",
    "Position",
    "Rates",
    "exact_count_interval",
    "exact_rate",
    "exact_rates",
    "funnel",
    "funnel_limits",
    "marshall_rates",
    "share_funnel_limits",
    "smoothed_rates",
    "standardised_rates",
]
