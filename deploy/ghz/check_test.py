"""Tests of check, with a report of ghz 0.121.0: 90 calls at once, of which the server had no room for some."""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import pathlib
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).parent
RECORDED = FOLDER / "testdata" / "recorded.json"
_LOADER = importlib.machinery.SourceFileLoader("check", str(FOLDER / "check"))
check = importlib.util.module_from_spec(importlib.util.spec_from_loader("check", _LOADER))
_LOADER.exec_module(check)


def run(*args):
    """The exit code of a command line, and what it printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = check.main([str(arg) for arg in args])
        except SystemExit as end:
            code = end.code
    return code, out.getvalue()


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.report = json.loads(RECORDED.read_text())
        self.figures = check.of_ghz(self.report, None)["all"]

    def test_shares_are_those_that_ghz_counted(self):
        codes, count = self.report["statusCodeDistribution"], self.report["count"]
        self.assertEqual({"OK", "Unavailable", "DeadlineExceeded"}, set(codes))
        for figure, code in ("okShare", "OK"), ("refusedShare", "Unavailable"), ("otherShare", "DeadlineExceeded"):
            self.assertAlmostEqual(codes[code] / count, self.figures[figure])
        self.assertAlmostEqual(self.report["rps"], self.figures["offeredRps"], 6)
        self.assertAlmostEqual(codes["OK"] / (self.report["total"] / 1e9), self.figures["goodputRps"], 6)

    def test_percentiles_are_of_answers_alone_and_by_their_definition(self):
        answered = [one["latency"] / 1e6 for one in self.report["details"] if one["status"] == "OK"]
        for figure, percent in ("okP50Ms", 50), ("okP95Ms", 95), ("okP99Ms", 99), ("okP999Ms", 99.9):
            value = self.figures[figure]
            self.assertGreaterEqual(sum(one <= value for one in answered), percent / 100 * len(answered))
            self.assertLess(sum(one < value for one in answered), percent / 100 * len(answered))
        self.assertEqual(self.report["slowest"] / 1e6, self.figures["okMaxMs"])

    def test_a_thousand_calls_have_a_99_9(self):
        self.assertEqual(999, check.percentile(list(range(1, 1001)), 99.9))
        self.assertEqual(500, check.percentile(list(range(1, 1001)), 50))
        self.assertEqual(7, check.percentile([7], 99.9))

    def test_stretches_hold_every_call_once(self):
        steps = check.of_ghz(self.report, 0.1)
        calls = sum(found["offeredRps"] * 0.1 for name, found in steps.items() if name != "all")
        self.assertAlmostEqual(self.report["count"], calls)
        self.assertGreater(len(steps), 3)

    def test_a_time_is_read_with_its_fraction_and_zone(self):
        moment = check.when("2026-11-22T21:43:57.5Z")
        self.assertAlmostEqual(0.25, check.when("2026-11-22T21:43:57.750123456Z") - moment, 3)
        self.assertAlmostEqual(moment, check.when("2026-11-22T23:43:57.5+02:00"))
        self.assertAlmostEqual(moment, check.when("2026-11-22T20:13:57.5-01:30"))
        self.assertAlmostEqual(0.5, moment - check.when("2026-11-22T21:43:57Z"))

    def test_bounds_decide_the_exit_code(self):
        self.assertEqual(0, run(RECORDED)[0])
        self.assertEqual(0, run(RECORDED, "--at-least", "all:okShare=0.5", "--at-most", "otherShare=0.2")[0])
        for bound in ("--at-least", "okShare=0.99"), ("--at-most", "okP99Ms=1"), ("--at-most", "lagP99Ms=1"), ("--at-most", "9:okP99Ms=1"):
            code, out = run(RECORDED, *bound)
            self.assertEqual(1, code, bound)
            self.assertIn("BROKEN", out)

    def test_what_is_no_report_is_no_failure_of_the_server(self):
        with tempfile.TemporaryDirectory() as folder:
            for number, text in enumerate(["", "{}", "[]", '{"steps":[{}]}']):
                path = pathlib.Path(folder, f"{number}.json")
                path.write_text(text)
                self.assertEqual(2, run(path)[0], text)
        self.assertEqual(2, run("nothing.json")[0])
        self.assertEqual(2, run(RECORDED, "--at-least", "okShare")[0])

    def test_a_truncated_report_is_taken_for_what_it_holds(self):
        self.report["count"] *= 2
        self.assertAlmostEqual(2 * self.figures["goodputRps"], check.of_ghz(self.report, None)["all"]["goodputRps"])

    def test_the_loader_says_more(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "loader.json")
            path.write_text(json.dumps({"invalid": [], "steps": [{"name": "2x", "figures": {"goodputOfPeak": 0.96}}]}))
            self.assertEqual(0, run(path, "--at-least", "2x:goodputOfPeak=0.95")[0])
            self.assertEqual(1, run(path, "--at-least", "2x:goodputOfPeak=0.97")[0])
            path.write_text(json.dumps({"invalid": ["late"], "steps": []}))
            self.assertEqual(1, run(path)[0])


if __name__ == "__main__":
    unittest.main()
