"""A module imports only from lower floors; only the store knows the Hub's client; the learner's side stays light."""

from __future__ import annotations

from pathlib import Path

from floors import foreign, long_modules, modules, upward

PACKAGE = Path(__file__).parents[2] / "leaderboard" / "smol_leaderboard"
FLOORS = [
    {"__init__", "characters", "errors", "layout", "refusals", "seeds"},
    {
        "certificate_errors",
        "entry_errors",
        "measuring_errors",
        "model_errors",
        "quiz_errors",
        "quizzes",
        "schema",
        "secret_scan",
        "site_errors",
        "strict_json",
        "withdrawing_errors",
    },
    {"findings", "handed_in", "issuer", "private_suites", "rules", "shown_name", "staleness", "unit_names"},
    {"project_entry"},
    {"new_entry"},
    {
        "baked",
        "certify",
        "credential",
        "outgoing",
        "package",
        "rule_words",
        "safety",
        "sealing",
        "statuses",
        "store",
        "suites",
        "tasks",
        "tokens",
    },
    {
        "artwork",
        "budget",
        "card_repair",
        "fixes",
        "holdings",
        "identity",
        "issuer_keys",
        "kept_issuers",
        "keys",
        "lookup",
        "office",
        "project",
        "rule_book",
        "segments",
        "site",
        "sitting",
        "submitting",
        "status_check",
        "thresholds",
        "verification",
    },
    {"evaluate", "evidence_check", "founding"},
    {"judge", "ledger", "outbox", "preview", "redacting", "replaying", "verifying"},
    {"intake", "models_office", "publish", "reveal"},
    {"answers", "board", "judging", "revoking"},
    {"batch"},
    {"insight", "similarity"},
    {"fates", "issuing", "key_rotation", "queue", "regrading", "view", "withdrawing"},
    {"grades", "learner_records"},
    {"issuer_site", "published"},
    {"ceremony", "verifier"},
    {"cli"},
    {"__main__"},
]
HEAVY = {"torch", "transformers", "datasets", "pyarrow", "duckdb", "huggingface_hub", "nacl", "detect_secrets", "rich"}
HEAVY |= {
    "cryptography",
    "jwt",
    "openbadgeslib",
    "copydetect",
    "jinja2",
    "matplotlib",
    "numpy",
    "ray",
    "scipy",
    "segno",
    "sklearn",
    "typst",
}
MAY_BE_HEAVY = {
    *("board/tables.py", "board/query.py"),
    *("store/hub.py", "store/hub_errors.py", "store/hub_inbox.py", "store/hub_space.py"),
    *("view/model_report.py", "view/model_table.py", "view/table.py"),
}
"""Imported only when a board is made, a store on the Hub is opened, or a table is drawn."""


def test_imports_go_down() -> None:
    """No import goes up or sideways between floors, so there is no cycle."""
    assert [] == upward(PACKAGE, FLOORS)


def test_only_the_store_and_the_login_know_the_hubs_client() -> None:
    """Everything else speaks to a store, whichever it is; who is logged in is the client's to say."""
    users = {part for part, files in modules(PACKAGE).items() if any("huggingface_hub" in foreign(p) for p in files)}
    assert {"store", "identity"} == users


def test_heavy_libraries_are_imported_late() -> None:
    """A command pays for what it uses."""
    for files in modules(PACKAGE).values():
        for path in files:
            name = path.relative_to(PACKAGE).as_posix()
            assert name in MAY_BE_HEAVY or not foreign(path, top=True) & HEAVY, name


def test_modules_stay_small() -> None:
    """A module over 400 lines is two modules."""
    assert [] == long_modules(PACKAGE)
