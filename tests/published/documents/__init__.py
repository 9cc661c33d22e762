"""Published reports made for tests: printed as offices print them, with one fault or several, in every kind of file."""
