"""Copies of all that a site keeps, and the way back.

A back-up holds the database, the files and the figures. The keys go elsewhere, so that erasing a
key also makes what it encrypted unreadable in every back-up.
"""

from openveiligheid.core.backups.making import back_up
from openveiligheid.core.backups.manifest import Manifest
from openveiligheid.core.backups.restoring import Restored, restore

__all__ = ["Manifest", "Restored", "back_up", "restore"]
