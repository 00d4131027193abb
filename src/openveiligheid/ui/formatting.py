"""Numbers, dates and names as a Dutch (or English) reader writes them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_percent
from django.utils.translation import get_language, gettext, ngettext

Number = int | float | Decimal
DUTCH = str.maketrans(",.", ".,")
NARROW_PREFIXES = {"de", "den", "der", "het", "in", "op", "te", "ten", "ter", "van", "'t", "t"}


def locale() -> str:
    """Name the locale for the language of this page; Dutch unless it is English."""
    return "en_GB" if (get_language() or "nl").startswith("en") else "nl_NL"


def number(value: Number, decimals: int = 0) -> str:
    """Write a number with a fixed number of decimals: 1.234,5."""
    # Babel gives the same and takes ten times as long; a page with a table has a thousand of these.
    written = f"{rounded(value, decimals):,f}"
    return written if locale() == "en_GB" else written.translate(DUTCH)


def percentage(share: Number, decimals: int = 0) -> str:
    """Write a share of one as a percentage: 0.38 becomes 38%."""
    in_hundredths = rounded(share, decimals + 2)
    return format_percent(in_hundredths, pattern(decimals) + "%", locale())


def euros(cents: int) -> str:
    """Write an amount in cents as euros, without ",00" when it is a whole number."""
    decimals = 2 if cents % 100 else 0
    return format_currency(
        Decimal(cents) / 100,
        "EUR",
        "¤ " + pattern(decimals),
        locale(),
        currency_digits=False,
    )


def rounded(value: Number, decimals: int) -> Decimal:
    """Round half away from zero, as people do on paper."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def day(value: date) -> str:
    """Write a date in full: 23 november 2026."""
    return format_date(value, "d MMMM y", locale())


def short_day(value: date) -> str:
    """Write a date for a table: 23 nov 2026."""
    return format_date(value, "d MMM y", locale()).replace(".", "")


def short_month(value: date) -> str:
    return format_date(value, "MMM", locale()).replace(".", "")


def deadline(value: date, today: date) -> str:
    """Say how far away a date is: "over 22 dagen", "vandaag", "22 dagen te laat"."""
    days = (value - today).days
    if days == 0:
        return gettext("vandaag")
    if days == 1:
        return gettext("morgen")
    if days > 0:
        return _ahead(days)
    late = number(-days)
    return ngettext("%(days)s dag te laat", "%(days)s dagen te laat", -days) % {"days": late}


DAYS_UNTIL_MONTHS, DAYS_UNTIL_YEARS = 60, 730
DAYS_IN_MONTH, DAYS_IN_YEAR = 30.44, 365.25


def _ahead(days: int) -> str:
    """Say how far ahead, as precisely as a person would: days, then months, then years."""
    if days <= DAYS_UNTIL_MONTHS:
        return gettext("over %(days)s dagen") % {"days": number(days)}
    if days <= DAYS_UNTIL_YEARS:
        return gettext("over %(months)s maanden") % {"months": round(days / DAYS_IN_MONTH)}
    return gettext("over %(years)s jaar") % {"years": round(days / DAYS_IN_YEAR)}


def initials(name: str) -> str:
    """Take two letters of a name, skipping "van", "de" and the like."""
    words = [word for word in name.replace("-", " ").split() if word.lower() not in NARROW_PREFIXES]
    letters = [word[0] for word in words if word[0].isalnum()]
    return "".join(letters[:1] + letters[1:][-1:]).upper()
