"""Reports as documents that people read and publish."""
