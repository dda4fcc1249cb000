import json
import re
import time
import unittest

from runicorn.capture.redaction import redact, redact_argv, redact_config, redact_environment, redact_url
from runicorn.capture.secret_names import REDACTED, secrecy
from runicorn.capture.token_formats import DISTINCT, FREE, OTHER

from .corpus import CORPUS, FILE, SECRETS


class Redaction(unittest.TestCase):
    """The corpus is the TypeScript SDK's too; test/unit/sdk/redaction.test.ts holds both against each other."""

    def test_knows_public_formats_wherever_they_stand(self):
        self.assertGreater(len(SECRETS), 140)
        for secret in SECRETS:
            result = redact(f'before {secret.text} after\n+{secret.text}\n "{secret.text}"')
            self.assertEqual([trace for trace in secret.traces if trace in result], [], secret.name)
            self.assertTrue(result.startswith("before ") and " after\n" in result, result)

    def test_finds_what_is_under_a_secret_name(self):
        for place in CORPUS["places"]:
            for value in ("Zq7vK2mX9pL4wR8tY1", "hunter2hunter"):
                self.assertNotIn(value, redact(place.replace("%s", value)))

    def test_finds_all_of_it_in_one_long_text_too(self):
        value = "Zq7vK2mX9pL4wR8tY1"
        lines = [secret.text for secret in SECRETS] + [place.replace("%s", value) for place in CORPUS["places"]]
        result = redact("\n".join(line for text in lines for line in (text, *CORPUS["innocent"])))
        self.assertEqual([s.name for s in SECRETS for trace in s.traces if trace in result], [])
        self.assertNotIn(value, result)
        for text in CORPUS["innocent"]:
            self.assertGreaterEqual(result.count(text), len(lines), text)

    def test_leaves_innocent_texts_and_names(self):
        for text in CORPUS["innocent"]:
            self.assertEqual(redact(text), text)
        for level, names in enumerate(CORPUS["names"].values()):
            for name in names:
                self.assertEqual(secrecy(name), level, name)

    def test_knows_structures(self):
        line = redact_argv(["--token", "x", "--n=1", "--password=x"])
        self.assertEqual(line, ["--token", REDACTED, "--n=1", "--password=" + REDACTED])
        environment = redact_environment({"HF_TOKEN": "abc", "HF_HOME": "/x"})
        self.assertEqual(environment, {"HF_TOKEN": REDACTED, "HF_HOME": "/x"})
        config = redact_config({"a": {"api_key": "x", "n": [1, {"secret": 1234}]}})
        self.assertEqual(config, {"a": {"api_key": REDACTED, "n": [1, {"secret": REDACTED}]}})
        self.assertEqual(redact_url("https://me:pw@host/a.git"), f"https://{REDACTED}@host/a.git")

    def test_takes_time_in_proportion_to_the_text(self):
        beginnings = [name for names, _ in DISTINCT + FREE for name in names.split()]
        beginnings += [part for part, _ in OTHER]
        # All of them in one text, each followed by what lets its pattern go on for long and then fail.
        hostile = "".join(name + filling for name in beginnings for filling in ("", "a" * 50, "0a_-" * 50, "eyJa.", '="'))
        for text in (hostile, hostile.replace("0a_-", "\n"), 'token="' + hostile):
            whole = text * (1_000_000 // len(text) + 1)
            before = time.process_time()
            redact(whole)
            self.assertLess(time.process_time() - before, 5)

    def test_has_patterns_that_compile(self):
        for _, pattern in DISTINCT + FREE + OTHER:
            re.compile(pattern)

    def test_fails_closed(self):
        self.assertEqual(redact(b"password"), REDACTED)
        self.assertEqual(json.loads(json.dumps(redact_config([1, None, True]))), [1, None, True])


class Corpus(unittest.TestCase):
    def test_holds_no_secret_in_one_piece(self):
        text = FILE.read_text("utf-8")
        for secret in SECRETS:
            for trace in secret.traces:
                self.assertNotIn(trace, text)
