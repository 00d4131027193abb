"""The examples in the docstrings are run, so that they stay true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["periods", "metadata", "geo"])
def test_the_examples_of_a_module_hold(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"safetydata.{name}"))

    assert outcome.failed == 0
    assert outcome.attempted
