"""The examples in the docstrings are run, so that they stay true."""

import doctest
import importlib
import pkgutil

import pytest

import safetystats

MODULES = [
    module.name.removeprefix("safetystats.")
    for module in pkgutil.walk_packages(safetystats.__path__, "safetystats.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"safetystats.{name}"))

    assert outcome.failed == 0


@pytest.mark.parametrize(
    "name", ["rates", "trend", "evaluation", "decomposition", "compare", "disclosure"]
)
def test_every_statistic_has_an_example(name: str) -> None:
    parts = [part for part in MODULES if part.split(".")[0] == name]
    outcomes = [doctest.testmod(importlib.import_module(f"safetystats.{part}")) for part in parts]

    assert sum(outcome.attempted for outcome in outcomes) >= 2
