"""Records -> board: what counts, who is where, and the derived files that page, terminal and `load_dataset` read.

`docs/design/0009-the-board.md` has the decisions and the exact shape of every file.
"""
