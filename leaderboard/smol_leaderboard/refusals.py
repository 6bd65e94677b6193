"""The reasons for which a learner's request is not graded."""

REFUSALS = frozenset(
    {
        "not_a_request",
        "too_large",
        "wrong_author",
        "outside_folder",
        "wrong_path",
        "wrong_hash",
        "cannot_open",
        "seal_names_another",
        "replayed",
        "unknown_unit",
        "newer_suite",
        "too_many_today",
        "before_release",
        "after_deadline",
        "model_not_yours",
        "model_claimed",
        "no_files",
        "unknown_file",
        "not_gradable",
        "quiz_unknown",
        "quiz_outdated",
        "quiz_attempt",
        "quiz_cooldown",
        "withdrawn",
    }
)
"""Why a request is not graded; each has a sentence `refused.REASON` in both languages."""
