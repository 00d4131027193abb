"""What happened, in words: the verbs that all rooms record, in the language of the reader."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "action progressed": _("Stand van een actie bijgewerkt"),
    "action removed": _("Actie verwijderd"),
    "action saved": _("Actie vastgelegd"),
    "area removed": _("Gebied verwijderd"),
    "area saved": _("Gebied vastgelegd"),
    "areas listed": _("Lijst met gebieden ingelezen"),
    "areas outlined": _("Omtrekken van gebieden ingelezen"),
    "body saved": _("Gremium vastgelegd"),
    "decision recorded": _("Besluit vastgelegd"),
    "figure removed": _("Cijfer losgemaakt van een thema"),
    "figure saved": _("Cijfer gekoppeld aan een thema"),
    "figures imported": _("Cijfers ingelezen"),
    "finding saved": _("Bevinding vastgelegd"),
    "gap explained": _("Uitgelegd waarom een thema geen cijfer heeft"),
    "gap removed": _("Uitleg bij een thema zonder cijfer verwijderd"),
    "invitation accepted": _("Uitnodiging aangenomen"),
    "invitation withdrawn": _("Uitnodiging ingetrokken"),
    "member added": _("Lid toegevoegd"),
    "member changed": _("Lid gewijzigd"),
    "member invited": _("Lid uitgenodigd"),
    "municipality founded": _("Gemeente aangemaakt"),
    "objective removed": _("Doelstelling verwijderd"),
    "objective saved": _("Doelstelling vastgelegd"),
    "partner removed": _("Partner verwijderd"),
    "partner saved": _("Partner vastgelegd"),
    "payload erased": _("Inhoud van een regel gewist"),
    "plan adopted": _("Plan vastgesteld"),
    "plan read": _("Bestaand plan ingelezen"),
    "plan saved": _("Plan vastgelegd"),
    "priority removed": _("Prioriteit verwijderd"),
    "priority saved": _("Prioriteit vastgelegd"),
    "progress reported": _("Voortgang gemeld"),
    "proposal accepted": _("Voorstel overgenomen als plan"),
    "proposal rejected": _("Voorstel afgewezen"),
    "proposal reviewed": _("Voorstel nagekeken"),
    "report made": _("Rapportage gemaakt"),
    "signal moved": _("Stand van een signaal bijgewerkt"),
    "signal triaged": _("Signaal beoordeeld"),
    "signals recorded": _("Signalen uit maandcijfers vastgelegd"),
    "team removed": _("Team verwijderd"),
    "team saved": _("Team vastgelegd"),
    "theme removed": _("Thema verwijderd"),
    "theme saved": _("Thema vastgelegd"),
    "themes linked": _("Thema's verbonden"),
    "themes unlinked": _("Verband tussen thema's verwijderd"),
}


def words_for(verb: str) -> str:
    """The verb in the reader's language; a verb without words stays as it was recorded."""
    return str(VERBS.get(verb, verb))
