"""How an action stands, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from openveiligheid.delivery.schedule import Schedule

WORDS: dict[Schedule, Promise] = {
    Schedule.DONE: gettext_lazy("Afgerond"),
    Schedule.ON_SCHEDULE: gettext_lazy("Op schema"),
    Schedule.ATTENTION: gettext_lazy("Vraagt aandacht"),
    Schedule.LATE: gettext_lazy("Vertraagd"),
    Schedule.NOT_STARTED: gettext_lazy("Nog niet begonnen"),
    Schedule.STOPPED: gettext_lazy("Gestopt"),
}
