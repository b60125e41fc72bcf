"""On the machine that checks everything (CI=true), a test that is skipped has failed.

Whoever lacks a browser, Graphviz or a dependency group can run the rest; there, all of them are
installed, and a skip would hide that something is not. A reason that begins with "optional" is
let through: a package that no group asks for.  And no test fails for the time that it takes.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value) if call.excinfo else "skipped"
        if not reason.removeprefix("Skipped: ").startswith("optional"):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped where CI=true: {reason}"
    return report
