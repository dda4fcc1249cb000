import json
import linecache
import os
import subprocess
import sys
import threading
import time
import types
import unittest
from pathlib import Path
from unittest import mock

from runicorn.capture.call_site import call_site, describe
from runicorn.capture.capture import MAX_CALL_SITES, Capture, CaptureOptions
from runicorn.capture.git_command import GitFailed, git
from runicorn.capture.program import program_document
from runicorn.capture.source_hash import source_hash
from runicorn.notices import Notices
from runicorn.system.run_program import find_program

from .support import PACKAGE, StoreTest, document

HERE = os.path.relpath(__file__, PACKAGE.parent.parent).replace(os.sep, "/")


def here():
    """The caller's call site, described."""
    return describe(call_site(sys._getframe(1)))


def decorated(function):
    def wrapper():
        return function()

    return wrapper


class Trainer:
    def step(self):
        return here()

    @decorated
    def decorated_step():
        return here()


class CallSites(unittest.TestCase):
    def test_a_secret_on_the_border_of_a_long_argument_is_gone(self):
        before, sys.argv = sys.argv, ["x", "a" * 9990 + " ghp" + "_" + "Q7" * 18]
        try:
            self.assertNotIn("ghp", program_document()["argv"][1])
        finally:
            sys.argv = before

    def test_name_file_line_function_and_what_is_around(self):
        site = here()
        line = site["line"]
        lines = Path(__file__).read_text("utf-8").split("\n")
        self.assertIn("site = here()", lines[line - 1])
        self.assertEqual((site["file"], site["hash"]), (HERE, source_hash(lines, line)))
        self.assertTrue(site["function"].endswith("test_name_file_line_function_and_what_is_around"))

    def test_of_methods_decorators_comprehensions_and_lambdas(self):
        self.assertIn(Trainer().step()["function"], ("Trainer.step", "step"))
        self.assertIn(Trainer.decorated_step()["function"], ("Trainer.decorated_step", "decorated_step"))
        own = here()["function"]
        self.assertEqual([here() for _ in range(1)][0]["function"], own)
        self.assertEqual(next(here() for _ in range(1))["function"], own)
        inner = (lambda: here())()
        self.assertIn(inner["function"], (own, None))

    def test_of_code_without_a_file(self):
        namespace = {"here": here}
        exec(compile("\n\nsite = here()", "<string>", "exec"), namespace)
        self.assertEqual(namespace["site"], {"file": "<string>", "line": 3, "function": None, "hash": None})

    def test_is_in_the_users_code_not_in_a_library(self):
        library = types.ModuleType("library")
        code = compile("def fit(callback):\n    return callback()", "/x/site-packages/library.py", "exec")
        exec(code, library.__dict__)
        site = library.fit(lambda: call_site(sys._getframe(1)))
        self.assertEqual(site.file, __file__)

    def test_of_a_notebook_have_its_cell(self):
        file = "/tmp/ipykernel_1234/567.py"
        shell = mock.Mock(kernel=object(), execution_count=9, user_ns={})
        shell.compile._filename_map = {file: 7}
        source = ["x = 1\n", "site = here()\n", "print(1)\n"]
        namespace = {"here": here}
        ipython = mock.Mock(get_ipython=lambda: shell)
        with mock.patch.dict(sys.modules, {"IPython": ipython}):
            with mock.patch.dict(linecache.cache, {file: (30, None, source, file)}):
                exec(compile("".join(source[:2]), file, "exec"), namespace)
            self.assertEqual(program_document()["notebook"], {"path": None, "cell": 9})
            shell.user_ns["__vsc_ipynb_file__"] = os.path.join(os.path.dirname(__file__), "nowhere.ipynb")
            self.assertIsNone(program_document()["entry_file"])
        lines = [line.rstrip("\n") for line in source]
        expected = {"file": None, "line": 2, "function": None, "hash": source_hash(lines, 2), "cell": 7}
        self.assertEqual(namespace["site"], expected)


class Program(StoreTest):
    def started(self, arguments, text=None):
        """The program's part of code.json when Python is started like this."""
        script = "import json; from runicorn.capture.program import program_document as p; print(json.dumps(p()))"
        Path(self.folder, "plain.py").write_text(script)
        result = subprocess.run(
            [sys.executable, *arguments],
            input=script if text is None else text,
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_is_known_however_it_was_started(self):
        file = os.path.join(self.folder, "plain.py")
        script = self.started(["plain.py", "--password", "x"])
        self.assertEqual((script["argv"], script["entry_file"]), (["plain.py", "--password", "«redacted»"], file))
        module = self.started(["-m", "plain", "a"])
        self.assertEqual((module["module"], module["entry_file"], module["argv"][1:]), ("plain", file, ["a"]))
        stdin = self.started(["-"])
        self.assertEqual((stdin["entry_file"], stdin["argv"]), (None, ["-"]))
        code = self.started(["-c", Path(file).read_text(), "--token=x"])
        self.assertEqual((code["entry_file"], code["argv"]), (None, ["-c", "--token=«redacted»"]))


@unittest.skipUnless(os.name == "posix" and find_program("git"), "needs git and a shell")
class Git(StoreTest):
    def test_is_given_up_though_what_it_started_goes_on(self):
        program = find_program("git")
        for arguments in (["init", "-q"], ["config", "filter.slow.clean", "sleep 4; cat"]):
            subprocess.run([program, "-C", self.folder, *arguments], check=True)
        Path(self.folder, ".gitattributes").write_text("*.txt filter=slow")
        Path(self.folder, "a.txt").write_text("a")
        begun = time.monotonic()
        with self.assertRaises(GitFailed) as failed:
            git(program, ["add", "--dry-run", "--verbose", "--", "a.txt"], self.folder, 0.2, 1000)
        self.assertIn("took longer", str(failed.exception))
        self.assertLess(time.monotonic() - begun, 3)


class Recording(StoreTest):
    def capture(self, env=True, code=True):
        directory = os.path.join(self.root, "p", "n", "runs", "20260101_000000_aaaaaa")
        os.makedirs(directory, exist_ok=True)
        capture = Capture(directory, self.root, CaptureOptions(env, code), sys._getframe(), Notices())
        for name, content in capture.documents().items():
            Path(directory, name).write_text(json.dumps(content))
        return capture, directory

    def test_is_complete_when_waited_for(self):
        capture, directory = self.capture()
        self.assertFalse(capture.wait(0))
        thread = threading.Thread(target=capture.run, args=(lambda: False,))
        thread.start()
        self.assertTrue(capture.wait(20))
        thread.join()
        code, environment = document(directory, "code.json"), document(directory, "environment.json")
        self.assertEqual((code["missing"], environment["missing"]), ([], []))
        self.assertEqual(code["git"]["root"], str(PACKAGE.parent.parent))
        self.assertEqual(environment["git_info"]["commit"], code["git"]["commit"])

    @unittest.skipUnless(sys.platform.startswith("linux"), "children's CPU time")
    def test_costs_little(self):
        import resource

        def seconds():
            both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            return sum(used.ru_utime + used.ru_stime for used in both)

        before = seconds()
        capture, _ = self.capture()
        capture.run(lambda: False)
        # Three times what is allowed.
        self.assertLess(seconds() - before, 0.45)

    def test_names_what_is_missing_when_the_run_ended_before(self):
        capture, directory = self.capture()
        capture.run(lambda: True)
        for name in ("code.json", "environment.json"):
            missing = document(directory, name)["missing"]
            self.assertIn("the run ended before", [item["why"] for item in missing])

    def test_tells_who_asks_for_the_environment(self):
        capture, directory = self.capture(code=False)
        seen = []
        capture.on_environment(lambda environment: seen.append(environment["python_version"]))
        capture.on_environment(lambda environment: 1 / 0)
        with mock.patch("sys.stderr"):
            capture.run(lambda: False)
        self.assertEqual(seen, [".".join(map(str, sys.version_info[:3]))])
        capture.on_environment(lambda environment: {"cluster": "a"})
        capture.on_environment(lambda environment: {"node": 3})
        self.assertEqual(document(directory, "environment.json")["extra"], {"cluster": "a", "node": 3})
        self.assertFalse(os.path.exists(os.path.join(directory, "code.json")))

    def test_waits_for_what_a_callback_returns_but_not_with_the_lock(self):
        capture, directory = self.capture()
        begun, go_on = threading.Event(), threading.Event()

        def slow(environment):
            begun.set()
            go_on.wait(10)
            return {"cluster": "a"}

        capture.on_environment(slow)
        thread = threading.Thread(target=lambda: capture.run(lambda: False))
        thread.start()
        self.assertTrue(begun.wait(10))
        capture.note_keys(("loss",), sys._getframe())
        ending = threading.Thread(target=capture.write_call_sites)
        ending.start()
        ending.join(2)
        held_up = ending.is_alive()
        self.assertFalse(capture.wait(0))
        go_on.set()
        self.assertTrue(capture.wait(10))
        self.assertEqual(document(directory, "environment.json")["extra"], {"cluster": "a"})
        thread.join()
        self.assertFalse(held_up)

    def test_keeps_the_first_call_site_of_each_key_and_not_too_many(self):
        capture, directory = self.capture(env=False)
        capture.note_keys(("loss",), sys._getframe())
        capture.note_keys(("loss", "acc", 3, None), sys._getframe())
        for number in range(2 * MAX_CALL_SITES):
            capture.note_keys((f"k{number}",), sys._getframe())
        capture.write_call_sites()
        metrics = document(directory, "code.json")["call_sites"]["metrics"]
        self.assertEqual(len(metrics), MAX_CALL_SITES)
        self.assertEqual(metrics["loss"]["line"] + 1, metrics["acc"]["line"])
        self.assertIn("3", metrics)

        again, _ = self.capture(env=False)
        again.note_keys(("loss", "later"), sys._getframe())
        again.write_call_sites()
        resumed = document(directory, "code.json")["call_sites"]["metrics"]
        self.assertEqual(resumed["loss"], metrics["loss"])
        self.assertIn("later", resumed)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork")
    def test_is_left_to_the_parent_by_a_forked_child(self):
        capture, directory = self.capture(env=False)
        capture.note_keys(("loss",), sys._getframe())
        before = document(directory, "code.json")
        with capture._lock:
            child = os.fork()
            if child == 0:
                # It would wait for a lock that nobody gives back.
                capture.note_keys(("acc",), sys._getframe())
                capture.write_call_sites()
                os._exit(0 if not capture.wait(5) else 1)
            self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(document(directory, "code.json"), before)

    def test_never_raises(self):
        capture, directory = self.capture()
        os.rename(directory, directory + ".moved")
        with mock.patch("sys.stderr"):
            capture.run(lambda: False)
            capture.note_keys((object(), "a"), None)
            capture.note_keys(("a",), sys._getframe())
            capture.write_call_sites()
        self.assertTrue(capture.wait(0))
