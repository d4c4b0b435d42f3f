"""Tests of table: what became of the calls decides how it ends."""

import contextlib
import io
import json
import os
import pathlib
import tempfile
import unittest

import table

RECORDED = json.loads((table.FOLDER / "testdata" / "recorded.json").read_text())
ANSWERED = dict(RECORDED, details=[dict(one, status="OK") for one in RECORDED["details"]])
REFUSED = dict(RECORDED, details=[dict(one, status="Unavailable") for one in RECORDED["details"]])


def loaded(share):
    """A report of the loader, of whose calls this share was answered."""
    found = {"goodputRps": 100 * share, "okShare": share, "serverMsPerCall": 0.05}
    return {"invalid": [], "steps": [{"figures": found | ({"okP50Ms": 1, "okP99Ms": 2} if share else {})}]}


class TableTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        self.folder = pathlib.Path(folder.name)
        self.write("target/load/plan-s.bin", "")
        self.write("target/load/count-s.bin", "")

    def write(self, name, report):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report))

    def measured(self, name, **instead):
        reports = {"server": loaded(1), "echo": loaded(1), "server_ghz": ANSWERED, "echo_ghz": ANSWERED} | instead
        for run, report in reports.items():
            self.write(f"{name}.{run.replace('_', '.')}.json", report)

    def printed(self):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = table.main(self.folder, ["plan-s", "count-s"])
        self.assertEqual(2, out.getvalue().count("| S |"))
        return code, out.getvalue(), err.getvalue()

    def test_a_table_of_answers_is_right(self):
        self.measured("plan-s")
        self.measured("count-s")
        code, out, err = self.printed()
        self.assertEqual((0, ""), (code, err))
        self.assertNotIn("FAILED", out)

    def test_one_failed_call_of_any_run_fails_after_the_whole_table(self):
        self.measured("count-s")
        for run, report in ("server", loaded(0.99999)), ("echo", loaded(0)), ("server_ghz", RECORDED), ("echo_ghz", REFUSED):
            self.measured("plan-s", **{run: report})
            code, out, err = self.printed()
            self.assertEqual(1, code, run)
            self.assertEqual(1, out.count("FAILED CALLS"), run)
            self.assertRegex(err, r"\Aplan-s: FAILED CALLS.*\n\Z")

    def test_a_run_without_answers_has_a_row(self):
        self.measured("plan-s", server=loaded(0), echo=loaded(0), server_ghz=REFUSED, echo_ghz=REFUSED)
        self.measured("count-s", server=loaded(0))
        code, _, err = self.printed()
        self.assertEqual((1, 2), (code, err.count("\n")))


if __name__ == "__main__":
    unittest.main()
