"""What can go wrong with certificates; the rest of the tree is in `errors`.

CertificateError   a certificate cannot be issued, read or revoked (exit 2)
├── NoVerifyExtra      the libraries of credentials are not installed (exit 3)
├── NoIssuer           course.toml does not say who signs
├── NoIssuerKey        there is no private key
├── BadIssuerKey       what should be the private key is none
├── LooseIssuerKey     others may read the private key
├── KeyThere           there is a key already
├── KeyLost            the board publishes a key whose private half is not here
├── KeyNotPublished    the board's DID document does not hold the key
├── NoSuchKey          the key that is said to be compromised is none of the board's
├── KeyElsewhere       the key is in the environment, where this program cannot replace it
├── BadIssuer          the board's DID document is not right (exit 3)
├── BadCertificate     a certificate's file is none (exit 3)
├── NewerCertificate   a certificate's file is of a later version (exit 3)
├── BadStatusList      the board's status list is not right (exit 3)
├── StatusListFull     every place of the status list is taken (exit 3)
├── NoSuchCertificate  there is no certificate of this id or user
├── NoSuchKind         the board has no certificate of this name
├── PracticeBoard      nothing on a practice board counts
├── WhoAgain           what was revoked is issued again only to those who are named
└── NoReason           a revocation says why
"""

from __future__ import annotations

from .errors import LeaderboardError


class CertificateError(LeaderboardError):
    """A certificate cannot be issued, read or revoked."""

    exit_code = 2


class NoVerifyExtra(CertificateError):
    """The libraries of credentials are not installed."""

    exit_code = 3
    key = "certificate_error.no_extra"
    hint = "certificate_error.no_extra.hint"

    def __init__(self, module: str) -> None:
        super().__init__(module=module)


class NoIssuer(CertificateError):
    """course.toml does not say who signs."""

    key = "certificate_error.no_issuer"
    hint = "certificate_error.no_issuer.hint"


class NoIssuerKey(CertificateError):
    """There is no private key."""

    key = "certificate_error.no_key"
    hint = "certificate_error.no_key.hint"

    def __init__(self, path: str) -> None:
        super().__init__(path=path)


class BadIssuerKey(CertificateError):
    """What should be the private key is none; `problem` holds nothing of it."""

    key = "certificate_error.bad_key"
    hint = "certificate_error.bad_key.hint"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class LooseIssuerKey(CertificateError):
    """Others may read the private key."""

    key = "certificate_error.loose_key"
    hint = "certificate_error.loose_key.hint"

    def __init__(self, path: str) -> None:
        super().__init__(path=path)


class KeyThere(CertificateError):
    """There is a key already."""

    key = "certificate_error.key_there"
    hint = "certificate_error.key_there.hint"

    def __init__(self, path: str) -> None:
        super().__init__(path=path)


class KeyLost(CertificateError):
    """The board publishes a key whose private half is not here."""

    key = "certificate_error.key_lost"
    hint = "certificate_error.key_lost.hint"


class KeyNotPublished(CertificateError):
    """The board's DID document does not hold the key."""

    key = "certificate_error.not_published"
    hint = "certificate_error.not_published.hint"

    def __init__(self, kid: str) -> None:
        super().__init__(kid=kid)


class NoSuchKey(CertificateError):
    """The key that is said to be compromised is none of the board's."""

    key = "certificate_error.no_such_key"
    hint = "certificate_error.no_such_key.hint"

    def __init__(self, kid: str) -> None:
        super().__init__(kid=kid[:100])


class KeyElsewhere(CertificateError):
    """The key is in the environment, where this program cannot replace it."""

    key = "certificate_error.from_environment"
    hint = "certificate_error.from_environment.hint"


class BadIssuer(CertificateError):
    """The board's DID document is not right."""

    exit_code = 3
    key = "certificate_error.bad_issuer"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class BadCertificate(CertificateError):
    """A certificate's file is none."""

    exit_code = 3
    key = "certificate_error.bad_file"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class NewerCertificate(CertificateError):
    """A certificate's file is of a later version."""

    exit_code = 3
    key = "certificate_error.newer"
    hint = "certificate_error.newer.hint"


class BadStatusList(CertificateError):
    """The board's status list is not right."""

    exit_code = 3
    key = "certificate_error.bad_status"
    hint = "certificate_error.bad_status.hint"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class StatusListFull(CertificateError):
    """Every place of the status list is taken."""

    exit_code = 3
    key = "certificate_error.status_full"


class NoSuchCertificate(CertificateError):
    """There is no certificate of this id or user."""

    key = "certificate_error.no_such"

    def __init__(self, asked: str) -> None:
        super().__init__(asked=asked[:200])


class NoSuchKind(CertificateError):
    """The board has no certificate of this name."""

    key = "certificate_error.no_kind"

    def __init__(self, slug: str, known: str) -> None:
        super().__init__(slug=slug[:100], known=known)


class PracticeBoard(CertificateError):
    """Nothing on a practice board counts."""

    key = "certificate_error.practice"


class WhoAgain(CertificateError):
    """What was revoked is issued again only to those who are named."""

    key = "certificate_error.who_again"


class NoReason(CertificateError):
    """A revocation says why."""

    key = "certificate_error.no_reason"
