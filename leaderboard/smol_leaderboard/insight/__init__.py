"""Where do learners get stuck? From the records of a board or of a batch to tables and one page."""
