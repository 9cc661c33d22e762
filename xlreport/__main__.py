"""``python -m xlreport`` is the same as ``xlreport``."""

from xlreport.console.app import main

main()
