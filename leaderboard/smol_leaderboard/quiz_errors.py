"""What can be wrong with a learner's official quiz; `errors` has the rest of the tree.

LeaderboardError
└── QuizNotReady       an official quiz cannot be taken or handed in as it was asked for (exit 2)
    ├── NoOfficialQuiz     the unit has none on this board
    ├── NobodyLoggedIn     whose paper it is must be known before it is drawn
    ├── NothingAnswered    no paper of this unit is being answered here
    ├── OthersPaper        the paper that was answered is another user's
    ├── OtherQuestions     the board asks other questions than those that were answered
    ├── TooSoon            the board takes no further attempt yet
    └── UnreadableAnswers  the file that holds the answers is damaged, or of a later smol-grade
"""

from __future__ import annotations

from pathlib import Path

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


class OtherQuestions(QuizNotReady):
    """The board asks other questions by now than those that were answered."""

    key = "official_quiz.outdated"
    hint = "official_quiz.outdated.hint"

    def __init__(self, unit: str) -> None:
        super().__init__(unit=unit)


class TooSoon(QuizNotReady):
    """The board takes no further attempt at this quiz yet."""

    key = "official_quiz.too_soon"
    hint = "official_quiz.too_soon.hint"

    def __init__(self, unit: str, opens: str) -> None:
        super().__init__(unit=unit, opens=opens)


class UnreadableAnswers(QuizNotReady):
    """The file that holds the answers is damaged, or of a later smol-grade."""

    key = "official_quiz.unreadable"
    hint = "official_quiz.unreadable.hint"

    def __init__(self, path: Path, unit: str) -> None:
        super().__init__(path=path, unit=unit)
