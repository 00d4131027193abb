"""`openveiligheid serve`: the site, served by gunicorn."""

import socket
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import CommandParser
from django.db import connections
from django.urls import get_resolver
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication

from openveiligheid.config.management.commands.prepare import is_behind
from openveiligheid.config.startup import RefusedToStart, refuse_unless_safe
from openveiligheid.core.commands import ProductCommand


class Command(ProductCommand):
    requires_system_checks = ()  # it makes its own, and the checks would load every page
    help = _("Start de site. Weigert waar gegevens verloren kunnen gaan.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=settings.OV_BIND, help=_("netwerkadres"))
        parser.add_argument("--port", type=int, default=settings.OV_PORT, help=_("poort"))

    def handle(self, *args: Any, **options: Any) -> None:
        bind, port = options["bind"], options["port"]
        refuse_taken_port(bind, port)
        refuse_unless_safe()
        if is_behind():
            raise RefusedToStart(
                _("De tabellen zijn niet bij. Draai eerst: openveiligheid prepare")
            )
        connections.close_all()
        address = f"http://{bind}:{port}"
        sentence = _("Open Veiligheid staat op %(address)s (stoppen: Ctrl+C)")
        self.answer({"address": address}, sentence % {"address": address})
        self.stdout.flush()
        Server(f"{bind}:{port}").run()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """Gunicorn with our settings, and nothing read from elsewhere."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": self.address,
            "workers": settings.OV_WORKERS,
            "threads": settings.OV_THREADS,
            "worker_class": "gthread",
            "timeout": 120,
            "loglevel": "warning",
            "proc_name": "openveiligheid",
            "control_socket_disable": True,
            "forwarder_headers": "",  # where a page lies is not for a header to say
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        from openveiligheid.config.wsgi import application

        get_resolver().url_patterns  # noqa: B018  (loads every page now, not at the first visit)
        warm_up()
        return application


def warm_up() -> None:
    """Load what asks figures now: commands do without it, and a first visitor should not wait."""
    import ibis

    ibis.duckdb.connect().disconnect()


def refuse_taken_port(bind: str, port: int) -> None:
    """Stop when another program listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise RefusedToStart(
                _("Op %(bind)s is poort %(port)s niet vrij. Kies een andere: OV_PORT=%(other)s")
                % {"bind": bind, "port": port, "other": port + 1}
            ) from error
