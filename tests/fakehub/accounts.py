"""Who there is: users and organizations, their names, which may change, and their ids, which never do."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from .answers import Refused


@dataclass(eq=False)
class Account:
    """A user or an organization."""

    id: str
    """24 hexadecimal digits, as `_id` on the Hub. Never changes."""
    name: str
    token: str
    """With the right to write."""
    members: set[Account] = field(default_factory=set)
    """Of an organization: who may do there what its owner may."""
    is_org: bool = False
    deleted: bool = False

    def speaks_for(self, owner: Account) -> bool:
        """Tell whether this account owns what the other owns."""
        return self is owner or self in owner.members

    def public(self) -> dict[str, object]:
        """Return the account as the Hub shows it beside what it wrote."""
        return {
            "_id": self.id,
            "avatarUrl": f"/avatars/{self.id}.svg",
            "fullname": self.name,
            "name": self.name,
            "type": "org" if self.is_org else "user",
            "isPro": False,
            "isHf": False,
            "isMod": False,
        }


class Accounts:
    """All accounts of a hub."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._all: list[Account] = []
        self._made = 0
        self._tokens: dict[str, tuple[Account, str]] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(list(self._all))

    def of(self, name: str, *, org: bool = False) -> Account:
        """Return the account of a name, new if there was none."""
        with self._lock:
            known = self.named(name)
            if known:
                return known
            self._made += 1
            seed = f"{self._made}:{name}".encode()
            account = Account(
                hashlib.sha256(b"id" + seed).hexdigest()[:24],
                name,
                "hf_" + hashlib.sha256(b"token" + seed).hexdigest()[:34],
                is_org=org,
            )
            self._all.append(account)
            self._tokens[account.token] = (account, "write")
            return account

    def named(self, name: str) -> Account | None:
        """Return who has a name now; the Hub does not tell upper from lower case here."""
        return next((account for account in list(self._all) if account.name.lower() == name.lower()), None)

    def rename(self, old: str, new: str) -> Account:
        """Give an account another name. The old one is free from then on."""
        account = self.named(old)
        if account is None or (self.named(new) not in {None, account}):
            msg = f"{old} cannot become {new}"
            raise ValueError(msg)
        account.name = new
        return account

    def delete(self, name: str) -> None:
        """Close an account: what it wrote stays, without an author; its tokens open nothing."""
        with self._lock:
            account = self.named(name)
            if account is None:
                msg = f"there is no {name}"
                raise ValueError(msg)
            account.deleted = True
            self._all.remove(account)
            self._tokens = {token: known for token, known in self._tokens.items() if known[0] is not account}

    def new_token(self, account: Account, role: str) -> str:
        """Return another token of an account; `role` is `read` or `write`."""
        with self._lock:
            token = "hf_" + hashlib.sha256(f"{role}:{len(self._tokens)}:{account.id}".encode()).hexdigest()[:34]
            self._tokens[token] = (account, role)
            return token

    def tokens(self) -> list[tuple[str, Account]]:
        """Return every token that opens something, and whose it is."""
        return [(token, account) for token, (account, _) in self._tokens.items()]

    def of_token(self, authorization: str) -> tuple[Account | None, str]:
        """Return who speaks and with which role; (None, "") for nobody. Raise `Refused` for a token that is unknown."""
        if not authorization:
            return None, ""
        known = self._tokens.get(authorization.removeprefix("Bearer ").strip())
        if known is None:
            raise Refused(401, "Invalid credentials in Authorization header")
        return known
