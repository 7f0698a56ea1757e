"""/v1/accounts: who signs in at the built-in issuer. Administrators make accounts, and learn no password."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Response
from starlette.concurrency import run_in_threadpool

from api.auth.actor import Actor
from api.auth.rights import Right
from api.contract.accounts import AccountIn, AccountList, AccountMade, AccountOut, LinkIn, LinkOut
from api.errors import InvalidRequest, OutOfReach
from api.issuer import tickets
from api.issuer.assertions import public_key
from api.issuer.parameters import TICKET_LIVES
from api.office import Office
from api.openapi import json_body_of
from api.registry import accounts, page_sessions
from api.registry.accounts import Account, AccountKind, Secret
from api.registry.errors import Conflict
from api.registry.idempotency import Answer
from api.registry.unit import Unit
from api.routes.once import READS, WRITES, Write, answers, reads, told, writes

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])

Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$")]
Managing = Annotated[Write, writes(Right.MANAGE_ACCOUNTS)]


@router.post(
    "",
    status_code=201,
    operation_id="make_account",
    openapi_extra=json_body_of(AccountIn),
    responses={**answers(AccountMade, made=True), **WRITES},
    response_class=Response,
)
async def make(write: Managing) -> Response:
    """A new account. A name that is or was another's is refused: it stands beside what that one did."""
    asked = await write.body(AccountIn)
    return await write.once(partial(_make, asked, write.actor), asked)


@router.get("", operation_id="list_accounts", responses=READS)
def every(office: Annotated[Office, reads(Right.READ_ACCOUNTS)]) -> AccountList:
    """All that may sign in."""
    with office.store.reading() as view:
        return AccountList(accounts=[_out(one) for one in accounts.every(view)])


@router.post(
    "/{name}/link",
    operation_id="renew_account_link",
    openapi_extra=json_body_of(LinkIn),
    responses={**answers(LinkOut), **WRITES},
    response_class=Response,
)
async def renew(name: Name, write: Managing) -> Response:
    """A new one-time link. With a link to choose a password, all that the account began is over."""
    asked = await write.body(LinkIn)
    answer = await write.once(partial(_renew, name, asked, write.actor), asked)
    if asked.to == "password":
        await _over(write, name)
    return answer


@router.delete(
    "/{name}", status_code=204, operation_id="remove_account", responses=WRITES, response_class=Response
)
async def remove(name: Name, write: Managing) -> Response:
    """Nobody signs in with it any more; all that it began is over. Its name stays beside what it did."""
    answer = await write.once(partial(_remove, name, write.actor))
    await _over(write, name)
    return answer


def _make(asked: AccountIn, actor: Actor, unit: Unit) -> Answer:
    facilities = asked.facilities
    if actor.facilities is not None:
        facilities = tuple(sorted(actor.facilities)) if facilities is None else facilities
        if not actor.facilities.issuperset(facilities):
            raise OutOfReach("Nothing is on record under this number.")
    new = Account(
        name=asked.name,
        kind=AccountKind.PERSON if asked.key is None else AccountKind.PROGRAM,
        roles=tuple(sorted(set(asked.roles))),
        facilities=facilities,
        person_id=asked.person,
        secret=Secret(key=_key(asked.key)),
        made_at=unit.now,
        made_by=actor.id,
    )
    made, link = accounts.add(unit, new), None
    if made.kind is AccountKind.PERSON:
        made, link = _linked(unit, made, sets_password=True)
    return told(AccountMade(account=_out(made), link=link), status=201, at=f"/v1/accounts/{made.name}")


def _renew(name: str, asked: LinkIn, actor: Actor, unit: Unit) -> Answer:
    account = _managed(unit, name, actor)
    if account.kind is AccountKind.PROGRAM:
        raise Conflict("A program signs in with its key.", what="account")
    if asked.to == "sign-in" and account.secret.password is not None:
        raise Conflict("Its holder has a password, and nobody signs in for them.", what="account")
    if asked.to == "password":
        page_sessions.end_those_of(unit, name)
    return told(_linked(unit, account, sets_password=asked.to == "password")[1])


def _remove(name: str, actor: Actor, unit: Unit) -> Answer:
    accounts.remove(unit, _managed(unit, name, actor))
    page_sessions.end_those_of(unit, name)
    return Answer(204, "", "")


def _managed(unit: Unit, name: str, actor: Actor) -> Account:
    """An account within the reach of an administrator. Raises NotOnRecord, OutOfReach."""
    account = accounts.named(unit, name)
    own = actor.facilities
    if own is not None and not (account.facilities is not None and own.issuperset(account.facilities)):
        raise OutOfReach("Nothing is on record under this number.")
    return account


def _linked(unit: Unit, account: Account, *, sets_password: bool) -> tuple[Account, LinkOut]:
    changed, ticket = tickets.issue(unit, account, sets_password=sets_password)
    return changed, LinkOut(link=f"/sign-in?ticket={ticket}", until=unit.now + TICKET_LIVES)


def _key(pem: str | None) -> str | None:
    if pem is None:
        return None
    try:
        public_key(pem)
    except ValueError as error:
        raise InvalidRequest("key: is no public key of a kind that is taken") from error
    return pem


async def _over(write: Write, name: str) -> None:
    issuer = write.request.app.state.issuer
    if issuer is not None:
        await run_in_threadpool(issuer.end_all, name)


def _out(account: Account) -> AccountOut:
    return AccountOut.model_validate(
        {
            "name": account.name,
            "kind": account.kind.value,
            "roles": list(account.roles),
            "facilities": None if account.facilities is None else list(account.facilities),
            "person": account.person_id,
            "made_at": account.made_at,
            "made_by": account.made_by,
            "usable": account.secret.password is not None or account.secret.key is not None,
        }
    )
