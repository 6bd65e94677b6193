"""Three people on a board, one of whom will withdraw: records, packages, models, answers, certificates, and the
operator's folder as work leaves it. Every text that must go holds `CANARY` or is in `secrets_of`."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import msgspec

from smol_leaderboard import keys, layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.office import Office
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.publish import Waiting, publish
from smol_leaderboard.schema import (
    AnyRecord,
    EvaluationRecord,
    Person,
    ProjectEntry,
    RequestRecord,
    canonical,
    record_id,
    sealed_record,
)
from smol_leaderboard.store import Inbox, Store
from smol_leaderboard.withdrawing import Desk

from .sample_board import grade, moment, settings
from .sample_evaluations import digest, evaluation, result

CANARY = "ada-canary"
"""The name of who withdraws."""
NAMES = (CANARY, "bob", "cleo")


def package(name: str, number: int) -> str:
    """A sealed package: nobody opens it in these tests."""
    return base64.b64encode(f"sealed by {name} {number} ".encode() * 40).decode()


def of_subject(record: AnyRecord, subject: str) -> AnyRecord:
    """The record as another subject's."""
    return sealed_record(msgspec.structs.replace(record, subject=subject))  # type: ignore[type-var]


def entry_of(name: str) -> ProjectEntry:
    """What a person's final project shows."""
    return ProjectEntry(
        summary=f"Summary of {name}: " + "words " * 30 + "end.", language="es", demo=f"https://{name}.example/demo"
    )


def model_answers(name: str, number: int) -> bytes:
    """What a model of somebody's answered."""
    return json.dumps({"task": "loss", "text": f"as {name} taught me, {number}"}).encode() + b"\n"


def records_of(name: str, number: int, subject: str, turns: int = 2) -> tuple[list[AnyRecord], dict[str, bytes]]:
    """A person's records and the files of their models' answers."""
    made: list[AnyRecord] = []
    files = {}
    for turn in range(turns):
        at = 86_400 * turn + number
        one = grade(number, points=10 + number + turn, request=turn, received=at, model=f"{name}/sft-{turn}")
        made.append(of_subject(one, subject))
        if turn:
            again = {"supersedes": one.id, "suite": "0.3.1+000000000000", "model": one.model, "at": at + 5000}
            made.append(of_subject(grade(number, points=11, request=turn, received=at, **again), subject))
        made.append(
            sealed_record(
                RequestRecord(
                    id=record_id("request", one.request, one.sealed_sha256),
                    subject=subject,
                    at=moment(at),
                    request=one.request,
                    unit=one.unit,
                    attempt=turn + 1,
                    received_at=one.received_at,
                    sealed_sha256=one.sealed_sha256,
                    sealed=package(name, turn),
                    smol_grade="0.3.0",
                    model=one.model,
                    model_nonce=f"a{number}{turn}".ljust(32, "0"),
                    number=10 * number + turn + 1,
                    shown_name=f"Shown {name}",
                    entry=entry_of(name) if turn else msgspec.UNSET,
                )
            )
        )
        answered = model_answers(name, turn)
        measured = result("loss", 900_000 - turn, samples_sha256=digest(answered))
        made_of = evaluation(number, (measured,), model=one.model, request=turn, received=at)
        path = layout.samples("2026-09", made_of.id, "loss")
        files[path] = answered
        placed = (msgspec.structs.replace(measured, samples=path),)
        made.append(sealed_record(msgspec.structs.replace(made_of, results=placed, subject=subject)))
    return made, files


def certificate_of(name: str, subject: str, number: int) -> tuple[str, bytes]:
    """A file as the issuer writes it: here the credential alone names the holder."""
    claims = json.dumps({"credentialSubject": {"id": f"https://huggingface.co/{name}", "identityHash": subject}})
    token = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in ("{}", claims, "sig"))
    identifier = digest("certificate", name, number)[:32]
    return layout.certificate(identifier), canonical({"schema_version": 1, "credential": token, "records": []})


def ids(hub: object, names: tuple[str, ...] = NAMES) -> dict[str, str]:
    """Name -> the id of the user: on the double of the Hub its own, in a folder the name."""
    return {name: hub.account(name).id if hub is not None else name for name in names}  # type: ignore[attr-defined]


class Crowd:
    """A board that three people are on, and the desk of its operator."""

    def __init__(self, folder: Path, store: Store, inbox: Inbox, users: Mapping[str, str]) -> None:
        self._open(Office(folder / "office"), store, inbox, users)

    @classmethod
    def at(cls, office: Office, store: Store, inbox: Inbox, users: Mapping[str, str]) -> Self:
        """A board that is there already, and the folder of its operator."""
        made = cls.__new__(cls)
        made._open(office, store, inbox, users)
        return made

    def _open(self, office: Office, store: Store, inbox: Inbox, users: Mapping[str, str]) -> None:
        self.office = office
        self.office.folder.mkdir(parents=True, exist_ok=True)
        self.keys = keys.load(self.office.keys) if self.office.keys.exists() else keys.create(self.office.keys)
        self.store, self.inbox = store, inbox
        self.subjects = {name: self.keys.subject(user) for name, user in users.items()}
        self.outbox = Outbox(self.office.outbox)

    @property
    def desk(self) -> Desk:
        """What forgetting works with."""
        return Desk(
            self.store,
            self.inbox,
            self.office,
            self.outbox,
            lambda: rebuild(self.store, self.office.board_state, anew=True),
            waiting=Waiting(attempts=3, first_s=0.01, patience_s=5.0),
        )

    def fill(self) -> None:
        """Publish everything in several commits, and leave in the operator's folder what work leaves there."""
        self.store.commit({layout.SETTINGS: canonical(settings())}, "Settings")
        made = {name: records_of(name, n, self.subjects[name]) for n, name in enumerate(NAMES, 1)}
        for name, (_, files) in made.items():
            self.store.commit(files, f"Samples of {name}/sft")
        for turn in range(2):
            for records, _ in made.values():
                half = records[: len(records) // 2] if turn == 0 else records[len(records) // 2 :]
                for record in half:
                    self.outbox.add(record)
            people = [Person(subject=self.subjects[name], name=name, at=moment(turn)) for name in NAMES]
            publish(self.store, self.outbox, people=people)
            rebuild(self.store, self.office.board_state)
        certificates = dict(certificate_of(name, self.subjects[name], n) for n, name in enumerate(NAMES))
        self.store.commit({**certificates, "certificates/index.json": b'{"certificates":[]}'}, "Certificates")
        self._work_leaves(made)

    def _work_leaves(self, made: Mapping[str, tuple[list[AnyRecord], dict[str, bytes]]]) -> None:
        rejected = {}
        for name, (records, _) in made.items():
            for turn, record in enumerate(record for record in records if isinstance(record, EvaluationRecord)):
                answered = model_answers(name, turn)
                room = self.office.folder / "evaluations" / digest("room", name, turn)[:32] / "loss-0-1"
                self._write(room / "samples.jsonl", answered)
                self._write(room / "result.json", canonical(record.results[0]))
                self._write(self.office.folder / "samples" / f"{record.id}-loss.jsonl", answered)
                self._write(self.office.folder / "models" / "models" / f"{name}--sft-{turn}" / "f" / "w", name.encode())
                self._write(self.office.draft / f"{record.request}.json", f"{name}/sft-{turn}".encode())
                rejected[record.request] = {"revision": "0" * 40, "codes": [f"of_{name}"]}
        self._write(self.office.folder / "evaluations" / "rejected.json", canonical(rejected))
        self._write(self.office.folder / "evaluations" / "known.json", CANARY.encode())
        self._write(self.office.folder / "evaluations" / "fingerprints" / "0.json", b"{}")
        self._write(self.office.folder / "evaluations" / "begun" / "jobs" / "1.json", CANARY.encode())
        self._write(self.office.room / "what.py", CANARY.encode())
        self._write(self.office.outbox / "records" / ".new", package(CANARY, 0).encode())
        self._write(self.office.folder / "regrade-1" / "x", CANARY.encode())

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def content(self) -> dict[str, bytes]:
        """Everything that the store holds now."""
        head = self.store.head()
        return {file.path: self.store.read(file.path, head) or b"" for file in self.store.files("", head)}

    def lines(self, *, but: str = "") -> set[bytes]:
        """The lines of all segments that are not a person's."""
        found = (data.split(b"\n") for path, data in self.content().items() if path.startswith(layout.RECORDS))
        gone = self.subjects[but].encode() if but else b"\0"
        return {line for lines in found for line in lines if line and gone not in line}

    def secrets_of(self, name: str = CANARY) -> list[bytes]:
        """What must not stand anywhere once a person has withdrawn."""
        n = NAMES.index(name) + 1
        texts = [
            name,
            f"Shown {name}",
            f"Summary of {name}",
            f"{name}.example",
            *(package(name, turn)[:80] for turn in range(2)),
            *(f"a{n}{turn}".ljust(32, "0") for turn in range(2)),
        ]
        token = json.loads(certificate_of(name, self.subjects[name], n - 1)[1])["credential"].split(".")[1]
        coded = [base64.b64encode(name.encode()).decode().rstrip("=")[:-1], token[:80]]
        return [text.encode() for text in (*texts, *coded)]


def bytes_below(*folders: Path) -> dict[str, bytes]:
    """Every file below some folders, its own path with it."""
    files = (path for folder in folders for path in folder.rglob("*"))
    return {str(path): str(path).encode() + b"\n" + path.read_bytes() for path in files if path.is_file()}


def found_in(content: Mapping[str, bytes], secrets: list[bytes]) -> list[str]:
    """Where one of some texts stands."""
    return sorted(path for path, data in content.items() if any(secret in data for secret in secrets))
