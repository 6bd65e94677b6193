"""What can be wrong with a learner's official quiz; `errors` has the rest of the tree.

LeaderboardError
└── QuizNotReady       an official quiz cannot be taken or handed in as it was asked for (exit 2)
    ├── NoOfficialQuiz     the unit has none on this board
    ├── NobodyLoggedIn     whose paper it is must be known before it is drawn
    ├── NothingAnswered    no paper of this unit is being answered here
    └── OthersPaper        the paper that was answered is another user's
"""

from __future__ import annotations

from .errors import LeaderboardError


class QuizNotReady(LeaderboardError):
    """An official quiz cannot be taken or handed in as it was asked for."""

    exit_code = 2


class NoOfficialQuiz(QuizNotReady):
    """The unit has no official quiz on this board."""

    key = "official_quiz.none"
    hint = "official_quiz.none.hint"

    def __init__(self, unit: str, board: str) -> None:
        super().__init__(unit=unit, board=board)


class NobodyLoggedIn(QuizNotReady):
    """Whose paper it is must be known before it is drawn."""

    key = "official_quiz.nobody"
    hint = "official_quiz.nobody.hint"

    def __init__(self, board: str) -> None:
        super().__init__(board=board)


class NothingAnswered(QuizNotReady):
    """No paper of this unit is being answered in this workspace."""

    key = "official_quiz.nothing"
    hint = "official_quiz.nothing.hint"

    def __init__(self, unit: str) -> None:
        super().__init__(unit=unit)


class OthersPaper(QuizNotReady):
    """The paper that was answered is another user's."""

    key = "official_quiz.others"
    hint = "official_quiz.others.hint"

    def __init__(self, theirs: str, mine: str, unit: str) -> None:
        super().__init__(theirs=theirs, mine=mine, unit=unit)
