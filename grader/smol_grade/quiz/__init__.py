"""Quizzes: banks of questions, papers drawn from them, and how an answer is marked."""
