"""A cohort at once: many submissions, or models, over many judges, on this machine or on a cluster."""
