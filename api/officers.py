"""Two officers are two people: one counts once, under however many sessions, tokens and spellings."""


def known_as(account: str) -> str:
    """What an account counts as where a rule asks for somebody else.

    An issuer may tell accounts apart by case alone (`sub`, OpenID Connect Core, section 2); a person who has
    both of these would be their own second officer. So they count as one: a rule may then ask for one officer
    more than it had to, never for one less. Other spellings there are none, accounts are ASCII
    (`api/auth/actor.py`); and one issuer alone says who anybody is, so that its name need not be in them.
    """
    return account.casefold()


def one_officer(one: str, other: str) -> bool:
    """Whether two accounts are one officer's."""
    return known_as(one) == known_as(other)
