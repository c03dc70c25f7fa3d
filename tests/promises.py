"""The table that `pytest -m promise` prints: the number of each promise of docs/security.md, its tests, how they went."""

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    report.user_properties += [("promise", number) for mark in item.iter_markers("promise") for number in mark.args]
    return report


def pytest_terminal_summary(terminalreporter, config):
    if "promise" not in config.option.markexpr:
        return
    lines = {}
    for result in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(result, []):
            for name, number in report.user_properties:
                if name == "promise":
                    tests = lines.setdefault((number, report.nodeid.partition("[")[0]), {})
                    tests[result] = tests.get(result, 0) + 1
    terminalreporter.section("promises")
    for (number, test), results in sorted(lines.items()):
        terminalreporter.line(f"{number:>4}  {', '.join(f'{count} {result}' for result, count in results.items()):<22} {test}")
