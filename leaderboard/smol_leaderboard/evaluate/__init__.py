"""A model at one commit, measured: the sandboxed process that is asked, and what lm-eval sees of it."""
