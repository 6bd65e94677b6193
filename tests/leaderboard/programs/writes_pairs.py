"""Writes the same text into two files of a store, in one commit, again and again. For `killing`."""

from smol_leaderboard.store import open_store


def work(arguments: list[str], number: int) -> None:
    """Write until killed."""
    store = open_store(arguments[0])
    for turn in range(1_000_000):
        text = f"{number} {turn}".encode()
        store.commit({"pair/a": text, "pair/b": text}, f"pair {text.decode()}")
