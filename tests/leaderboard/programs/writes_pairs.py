"""Writes the same text into two files of a store, in one commit, again and again. For `killing`."""

import sys

from smol_leaderboard.store import open_store

store = open_store(sys.argv[1])
sys.stdout.write("ready\n")
sys.stdout.flush()
for number in range(1_000_000):
    text = f"{sys.argv[2]} {number}".encode()
    store.commit({"pair/a": text, "pair/b": text}, f"pair {text.decode()}")
