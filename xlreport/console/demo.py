"""xlreport demo: stub replaced below."""

NAME = "demo"
HELP = "演示"


def run() -> int:
    """."""
    return 0
