import json
import os
import stat
from pathlib import Path
from unittest import mock

import runicorn as rn
from runicorn.artifacts.entry_path import is_entry_path
from runicorn.artifacts.versions_document import is_alias

from .artifact_test import ArtifactTest
from .support import document


class Format(ArtifactTest):
    def test_is_that_of_0_5_key_by_key(self):
        self.file("data/a.txt", "aaa")
        self.file("data/sub/b.txt", "b")
        self.file("data/sub/c.tmp", "c")
        artifact = rn.Artifact("m", type="dataset", description="d", metadata={"acc": 0.5})
        artifact.add_dir(os.path.join(self.folder, "data"), name="all", exclude_patterns=["*.tmp"])
        artifact.add_file(self.file("w.bin", "aaa"), name="weights/w.bin")
        artifact.add_reference("s3://bucket/x", checksum="sha256:00", size=7, name="x", region="eu")
        artifact.add_metadata({"epochs": 3}).add_tags("one", "two", "one")
        self.assertEqual(artifact.full_name, "m:unstaged")
        self.assertEqual(self.run_.log_artifact(artifact, aliases=["best"]), 1)
        self.assertEqual((artifact.version, artifact.is_loaded, artifact.full_name), (1, True, "m:v1"))

        folder = os.path.join(self.root, "artifacts", "dataset", "m", "v1")
        metadata, manifest = document(folder, "metadata.json"), document(folder, "manifest.json")
        self.assertEqual(
            {
                key: value
                for key, value in metadata.items()
                if key not in ("created_at", "updated_at", "manifest_digest")
            },
            {
                "name": "m",
                "type": "dataset",
                "version": 1,
                "created_by_run": self.run_.id,
                "created_by_user": None,
                "size_bytes": 7,
                "num_files": 3,
                "num_references": 1,
                "status": "ready",
                "metadata": {"acc": 0.5, "epochs": 3},
                "description": "d",
                "tags": ["one", "two"],
                "aliases": ["latest", "best"],
                "parent_artifacts": [],
            },
        )
        self.assertEqual(
            [entry["path"] for entry in manifest["files"]], ["all/a.txt", "all/sub/b.txt", "weights/w.bin"]
        )
        self.assertEqual(
            manifest["references"],
            [{"uri": "s3://bucket/x", "checksum": "sha256:00", "size": 7, "metadata": {"name": "x", "region": "eu"}}],
        )
        self.assertEqual((manifest["total_size"], manifest["total_files"], manifest["total_references"]), (7, 3, 1))
        sha256 = manifest["files"][0]["digest"].partition(":")[2]
        pooled = os.path.join(self.root, "artifacts", ".dedup", sha256[:2], sha256)
        # The pool, all/a.txt and weights/w.bin, which hold the same.
        self.assertEqual(os.stat(pooled).st_nlink, 3)
        self.assertFalse(os.stat(pooled).st_mode & stat.S_IWUSR)
        created = document(self.run_.run_dir, "artifacts_created.json")["artifacts"]
        self.assertEqual(
            set(created[0]), {"name", "type", "version", "created_at", "size_bytes", "num_files", "num_references"}
        )

    def test_versions_say_which_one_is_the_latest(self):
        self.assertEqual([self.log("1", aliases=["best"]), self.log("2"), self.log("3", aliases="best")], [1, 2, 3])
        versions = self.versions()
        self.assertEqual(versions["aliases"], {"latest": 3, "best": 3})
        self.assertEqual([entry["aliases"] for entry in versions["versions"]], [[], [], ["latest", "best"]])
        old = document(os.path.join(self.root, "artifacts", "model", "m", "v1"), "metadata.json")
        self.assertEqual(old["aliases"], [])

    def test_a_number_is_never_given_twice(self):
        import shutil

        self.log("1")
        self.log("2")
        folder = os.path.join(self.root, "artifacts", "model", "m")
        shutil.rmtree(os.path.join(folder, "v2"))
        versions = self.versions()
        versions["versions"].pop()
        Path(folder, "versions.json").write_text(json.dumps(versions))
        self.assertEqual(self.log("3"), 3)

    def test_the_same_content_makes_no_version_but_new_aliases(self):
        self.log("1")
        self.assertEqual(self.log("1", aliases=["best"]), 1)
        self.assertEqual(self.versions()["aliases"], {"latest": 1, "best": 1})
        self.assertEqual(len(document(self.run_.run_dir, "artifacts_created.json")["artifacts"]), 1)
        self.assertEqual(self.listing(), ["v1", "versions.json"])

    def test_unchanged_files_of_a_new_version_share_their_content(self):
        artifact = rn.Artifact("m").add_file(self.file("big", "b" * 10_000)).add_file(self.file("small", "1"))
        self.run_.log_artifact(artifact)
        self.file("small", "2")
        self.assertEqual(self.run_.log_artifact(artifact), 2)
        inodes = {
            os.stat(os.path.join(self.root, "artifacts", "model", "m", v, "files", "big")).st_ino
            for v in ("v1", "v2")
        }
        self.assertEqual(len(inodes), 1)

    def test_files_are_copies_where_there_are_no_links(self):
        with mock.patch("os.link", side_effect=OSError("no links here")):
            self.assertEqual([self.log("1"), self.log("2")], [1, 2])
        path = self.run_.use_artifact("m:v1").get_file_path("w.bin")
        self.assertEqual(path.read_text(), "1")


class Use(ArtifactTest):
    def test_finds_versions_by_number_alias_and_as_the_latest(self):
        self.log("1", aliases=["best"])
        self.log("2")
        for spec, content in (("m:v1", "1"), ("m:best", "1"), ("m:latest", "2"), ("m:v2", "2"), ("m", "2")):
            artifact = self.begin().use_artifact(spec)
            self.assertEqual((artifact.download() / "w.bin").read_text(), content, spec)
        used = self.begin()
        used.use_artifact("m:best", type="model")
        entry = document(used.run_dir, "artifacts_used.json")["artifacts"][0]
        self.assertEqual(set(entry), {"name", "type", "version", "used_at", "size_bytes", "num_files"})
        self.assertEqual((entry["version"], entry["size_bytes"]), (1, 1))

    def test_what_is_not_there_is_told_and_not_loaded(self):
        self.log("1")
        for spec in ("m:v9", "m:none", "none", "none:latest", "../x", "", "m:latest:v1"):
            artifact = self.run_.use_artifact(spec)
            self.assertFalse(artifact.is_loaded, spec)
            self.assertIsNone(artifact.version)
            self.assertFalse(os.path.exists(artifact.download()))
            self.assertIsNone(artifact.get_file_path("w.bin"))
        self.assertFalse(self.run_.use_artifact("m", type="dataset").is_loaded)

    def test_a_deleted_version_is_not_used(self):
        self.log("1")
        self.log("2")
        Path(self.root, "artifacts", "model", "m", "v2", ".deleted").write_text("{}")
        self.assertEqual(self.run_.use_artifact("m").version, 1)
        self.assertFalse(self.run_.use_artifact("m:v2").is_loaded)
        self.assertEqual(self.log("3"), 3)

    def test_downloads_over_links_and_files_without_following_them(self):
        self.log("new")
        outside = self.file("outside", "precious")
        target = Path(self.folder, "target")
        target.mkdir()
        os.symlink(outside, target / "w.bin")
        self.assertEqual(self.run_.use_artifact("m").download(target), target)
        self.assertEqual(((target / "w.bin").read_text(), Path(outside).read_text()), ("new", "precious"))
        self.assertEqual(os.listdir(target), ["w.bin"])
        os.chmod(target / "w.bin", 0o644)

    def test_damaged_content_is_left_out(self):
        self.log("good")
        path = self.run_.use_artifact("m").get_file_path("w.bin")
        os.chmod(path, 0o644)
        path.write_text("evil")
        target = Path(self.folder, "target")
        self.run_.use_artifact("m").download(target)
        self.assertEqual(os.listdir(target), [])

    def test_a_manifest_leads_nowhere_else(self):
        self.log("1")
        folder = os.path.join(self.root, "artifacts", "model", "m", "v1")
        manifest = document(folder, "manifest.json")
        for path in ("../../../../../outside", "/etc/passwd", "a/../../b", "C:\\x", "", 7):
            manifest["files"].append({**manifest["files"][0], "path": path})
        Path(folder, "manifest.json").write_text(json.dumps(manifest))
        artifact = self.run_.use_artifact("m")
        self.assertEqual([entry.path for entry in artifact.get_manifest().files], ["w.bin"])
        target = Path(self.folder, "target")
        artifact.download(target)
        self.assertEqual(os.listdir(target), ["w.bin"])


class Refusals(ArtifactTest):
    def test_links_devices_pipes_and_climbing_names_are_left_out(self):
        folder = Path(self.folder, "odd")
        folder.mkdir()
        os.symlink(self.file("secret"), folder / "link")
        os.symlink(self.folder, folder / "dirlink")
        os.mkfifo(folder / "pipe")
        (folder / "good").write_text("1")
        artifact = rn.Artifact("m").add_dir(folder)
        artifact.add_file(folder / "link").add_file("/dev/zero").add_file(folder / "none")
        artifact.add_file(folder / "good", name="../up").add_file(folder / "good", name="/abs").add_dir(
            folder / "dirlink"
        )
        self.assertEqual(self.run_.log_artifact(artifact), 1)
        manifest = document(os.path.join(self.root, "artifacts", "model", "m", "v1"), "manifest.json")
        self.assertEqual([entry["path"] for entry in manifest["files"]], ["good"])
        self.assertIn("../up", manifest["missing"])

    def test_nothing_raises(self):
        class Hostile:
            def __str__(self):
                raise RuntimeError("no")

        for name in ("", "a/b", "..", ".dedup", "con", "x" * 500, "ü\ud800"):
            artifact = rn.Artifact(name, type="../" + name).add_file(self.file("w.bin", repr(name)))
            self.assertGreater(self.run_.log_artifact(artifact), 0, name)
        folder = Path(self.root, "artifacts")
        self.assertEqual({path.parent for path in folder.iterdir()}, {folder})
        artifact = rn.Artifact("m")
        artifact.add_file(7).add_dir(None).add_reference(Hostile()).add_metadata({"a": Hostile(), "b": object()})
        artifact.add_metadata(3).add_tags(Hostile()).add_reference("x", size="many")
        self.assertEqual(artifact.metadata, {})
        self.assertEqual(self.run_.log_artifact(artifact), 0)
        self.assertEqual(self.run_.log_artifact(None), 0)
        self.assertFalse(self.run_.use_artifact(None).is_loaded)
        self.assertEqual(self.log("1", aliases=["v3", "3", "a:b", "", 7, "ok"]), 1)
        self.assertEqual(self.versions()["aliases"], {"latest": 1, "ok": 1})

    def test_a_disabled_run_takes_the_calls(self):
        with rn.enabled(False):
            run = rn.init("p")
        self.assertEqual(run.log_artifact(rn.Artifact("m"), aliases=["a"]), 0)
        self.assertFalse(run.use_artifact("m:latest").is_loaded)

    def test_names_inside(self):
        for good in ("a", "a/b", ".hidden", "ünï/☃", "a..b"):
            self.assertTrue(is_entry_path(good), good)
        for bad in ("", "/a", "a/", "a//b", ".", "..", "a/../b", "a\\b", "c:x", "a\0", "a\n", "x" * 1025, None, b"a"):
            self.assertFalse(is_entry_path(bad), bad)
        self.assertTrue(is_alias("best-v3"))
