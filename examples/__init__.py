"""An example county to try xlreport on."""
