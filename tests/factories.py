"""Makes the rows that stories need, through the operations that users use."""

from itertools import count

from openveiligheid.core.actors import System
from openveiligheid.core.models import Account, Municipality
from openveiligheid.organisation.models import Member, Team
from openveiligheid.organisation.operations import (
    add_member,
    found_municipality,
    save_team,
)

PASSWORD = "veilig-wachtwoord-2026"
_numbers = count(9000)
_hashed: list[str] = []


def make_municipality(name: str = "Elders", cbs_code: str = "") -> Municipality:
    """A municipality with itself as its only area."""
    return found_municipality(name=name, cbs_code=cbs_code or f"GM{next(_numbers)}")


def make_account(name: str, email: str = "") -> Account:
    """Somebody who can log in with PASSWORD; hashing it once keeps the tests fast."""
    address = email or f"{name.split(maxsplit=1)[0].lower()}@voorbeeld.nl"
    account = Account(email=address, name=name)
    if not _hashed:
        account.set_password(PASSWORD)
        _hashed.append(account.password)
    account.password = _hashed[0]
    account.full_clean()
    account.save()
    return account


def make_team(municipality: Municipality, name: str = "Cluster OOV") -> Team:
    """A team of colleagues."""
    return save_team(Team(name=name), by=System(municipality))


def make_member(
    municipality: Municipality,
    name: str,
    *roles: str,
    email: str = "",
    team: Team | None = None,
    job_title: str = "",
) -> Member:
    """A colleague with an account and these roles."""
    return add_member(
        account=make_account(name, email),
        roles=roles,
        team=team,
        job_title=job_title,
        by=System(municipality),
    )
