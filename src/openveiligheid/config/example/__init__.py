"""Loads an example municipality from its files, through the same operations as a user's work."""

from openveiligheid.config.example.loading import load_example

__all__ = ["load_example"]
