"""Many reports into one: which files, which units, what is counted, and the summary that shows it."""
