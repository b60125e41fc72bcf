"""Score the checker on a folder of programs whose mistakes are known (``index.json``).

Seconds are of processor time, so that a busy machine says the same.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from tinygrad_bc.checker import check_source


def score(entry, report):
    """What one report gets right: accused outside, first line named, groups reached."""
    found = report["findings"]
    lines = {f["line"] for f in found}
    causes = {c for f in found for c in f["cause_lines"]}
    fair = set()
    for key in ("wrong_lines", "cause_lines", "also_acceptable"):
        fair |= set(entry.get(key) or [])
    reached = lines | causes
    wrong = set(entry.get("wrong_lines") or [])
    groups = [{int(k) for k in g} for g in entry.get("fix_groups", [])]
    return {
        "outside": sorted(lines - fair),
        "first": entry.get("first_wrong_line") in lines,
        "groups": all(g & reached or (not g & wrong and wrong & lines) for g in groups),
        "named": set(entry["category"]) <= {f["mistake"] for f in found},
        "verdict": report["verdict"],
        "found": [(f["line"], f["mistake"]) for f in found],
    }


def scores(folder):
    for entry in json.loads((folder / "index.json").read_text())["files"]:
        begin = time.process_time()
        sys.argv = [entry["file"]]  # a program may read its own command line
        report = check_source((folder / entry["file"]).read_text(), entry["file"]).json()
        yield entry, score(entry, report), time.process_time() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    total = {
        "right": 0,
        "false alarms": 0,
        "outside": 0,
        "first": 0,
        "groups": 0,
        "named": 0,
        "slowest": 0.0,
    }
    for entry, got, seconds in scores(parser.parse_args().folder):
        total["slowest"] = max(total["slowest"], seconds)
        if seconds > 2:
            print(entry["file"], f"{seconds:.1f} s")
        if entry["kind"] == "correct":
            total["right"] += got["verdict"] == "right"
            total["false alarms"] += bool(got["found"])
            good = got["verdict"] == "right"
        else:
            total["outside"] += bool(got["outside"])
            total["first"] += got["first"]
            total["groups"] += got["groups"]
            total["named"] += got["named"]
            good = got["first"] and got["groups"] and not got["outside"]
        if not good:
            print(entry["file"], entry.get("wrong_lines"), got)
    print(total)


if __name__ == "__main__":
    main()
