"""Settings, root addresses, what goes round every request, and how the site starts.

The top of the stack: it may know every room, and no room may know it.
"""
