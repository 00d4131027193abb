"""Figures with their source at themes and areas.

May not know plans, actions or cases; safetydata computes, safetystats says how sure we are.
"""
