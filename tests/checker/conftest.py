"""The programs that the checker is measured on are no tests."""

collect_ignore = ["programs"]
