"""What a password must be, in words that Django does not have in Dutch."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Refuses a password that is short enough to guess."""

    def get_error_message(self) -> str:
        return _("Dit wachtwoord is te kort. Gebruik minstens %(n)s tekens.") % {
            "n": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Gebruik minstens %(n)s tekens. Drie of vier woorden achter elkaar is prima.") % {
            "n": self.min_length
        }
