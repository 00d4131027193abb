"""The site as a WSGI application; it refuses to start where it would not be safe."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openveiligheid.config.settings")
application = get_wsgi_application()

from openveiligheid.config.startup import refuse_unless_safe  # noqa: E402  (needs the settings)

refuse_unless_safe()
