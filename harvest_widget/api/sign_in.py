"""From a token to an account and the user in it; keeps and shows nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from harvest_widget.api import errors, requests, responses
from harvest_widget.model.account import Account, AccountChoice
from harvest_widget.model.sign_in import (
    ChooseAccount,
    NoHarvestAccount,
    SignedInAs,
    SignIn,
    TokenRefused,
    Unreachable,
)

if TYPE_CHECKING:
    from harvest_widget.api.client import Client

OpenLine = Callable[[str, int | None], "Client"]
"""Opens a client for a token and an account (None: not known yet); ValueError: it can't be sent."""


async def verify_token(open_line: OpenLine, token: str, account_id: int | None = None) -> SignIn:
    """Try a token in the account that the user chose, or its only one; never raises ApiError."""
    try:
        line = open_line(token, None)
    except ValueError:
        return TokenRefused()
    try:
        answer = await line.send(requests.accounts())
        choices = tuple(a for a in responses.accounts(answer.body) if a.product == "harvest")
    except errors.TokenRefused as error:
        return TokenRefused(error.said)
    except errors.ApiError as error:
        return _unreachable(error)
    finally:
        await line.close()
    match [a for a in choices if account_id in {None, a.id}]:
        case _ if not choices:
            return NoHarvestAccount()
        case [only]:
            return await _enter(open_line, token, only, choices)
        case _:
            return ChooseAccount(choices)


async def _enter(
    open_line: OpenLine, token: str, choice: AccountChoice, choices: tuple[AccountChoice, ...]
) -> SignIn:
    """Ask who the user is in the chosen account; its settings are welcome, but not needed."""
    line = open_line(token, choice.id)
    try:
        user = responses.me((await line.send(requests.me())).body)
        account = Account(origin=line.origin, id=choice.id, name=choice.name, user=user)
        try:
            settings = await line.send(requests.company())
            return SignedInAs(account, responses.company(settings.body))
        except errors.Throttled:
            raise  # Whoever went on now would break a silence.
        except errors.ApiError:
            return SignedInAs(account)
    except (errors.TokenRefused, errors.Forbidden, errors.NotFound):
        # The token was good a moment ago: it is the account that does not know the user.
        return ChooseAccount(choices, refused=choice.id)
    except errors.ApiError as error:
        return _unreachable(error)
    finally:
        await line.close()


def _unreachable(error: errors.ApiError) -> Unreachable:
    return Unreachable(error.kind, error.said, error.retry_after)
