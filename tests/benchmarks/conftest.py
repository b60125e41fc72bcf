"""The contenders are read for doctests by nobody: each needs a library that may not be there."""

collect_ignore = ["contenders"]
