"""An export from end to end: which questions, in which order of options, into which file, with which manifest."""
