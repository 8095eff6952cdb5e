"""Papers whose answers are labelled: each style of options, each label, each place of one."""
