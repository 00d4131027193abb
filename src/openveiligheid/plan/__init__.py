"""The safety plan: priorities, themes, objectives, versions, and the import of an existing plan.

May not know actions, progress, reports or cases.
"""
