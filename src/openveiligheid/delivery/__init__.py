"""Actions under the objectives: who leads, by when, how far; schedule computed, not typed.

May not know reports or cases.
"""
