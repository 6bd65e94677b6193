"""The operator's commands; the only place of this package that prints or exits."""
