"""xlreport: the annual report on government information disclosure, from statutory form to county summary."""

__version__ = "0.1.0"
