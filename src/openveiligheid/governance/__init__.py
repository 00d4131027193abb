"""Bodies and their decisions. A decision keeps its subject as text and the document's hash.

Needs no key upward; may not know plans, actions or cases.
"""
