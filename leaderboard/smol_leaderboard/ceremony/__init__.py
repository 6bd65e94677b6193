"""The evening of the awards: a folder to be projected, read and printed, made of the published board alone."""
