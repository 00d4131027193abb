"""Areas, partners, teams and members: who is who, and who may do what for which municipality.

May not know plans, actions, figures or cases.
"""
