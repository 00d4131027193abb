"""Figures from elsewhere: taken in with proof of where they came from, stored, and asked for.

Knows no Django and no user. `importer` takes in, `store` keeps, `queries` answers, `geo` places.
"""
