"""What became of a sign-in, as values that the sign-in page shows; no token is in them."""

from msgspec import Struct

from harvest_widget.model.account import Account, AccountChoice, Company


class TokenRefused(Struct, frozen=True):
    """Harvest does not know the token (or it can't be one)."""

    said: str = ""


class NoHarvestAccount(Struct, frozen=True):
    """The token is good, but opens no account of Harvest itself."""


class ChooseAccount(Struct, frozen=True):
    """The user has to say which account; `refused` is the id of one that shut the user out."""

    accounts: tuple[AccountChoice, ...]
    refused: int | None = None


class SignedInAs(Struct, frozen=True):
    """Done. `company` is None where its settings could not be read: not every member may."""

    account: Account
    company: Company | None = None


class Unreachable(Struct, frozen=True):
    """Nothing is known about the token; the fields of an `ApiError`, `retry_after` in seconds."""

    kind: str
    said: str = ""
    retry_after: float | None = None


SignIn = TokenRefused | NoHarvestAccount | ChooseAccount | SignedInAs | Unreachable
