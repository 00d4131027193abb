"""The Kernbeleid Veiligheid: safety fields and themes, as versioned reference data.

Read-only for everybody; may not know any municipality.
"""
