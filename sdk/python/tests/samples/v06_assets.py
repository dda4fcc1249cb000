"""The functions of `runicorn.assets`, as programs for Runicorn 0.6 use them."""

import sys
from pathlib import Path

from runicorn.assets import (
    blob_exists,
    cleanup_orphaned_blobs,
    delete_run_completely,
    export_manifest_to_zip,
    get_blob_path,
    get_blob_stats,
    get_file_from_manifest,
    load_manifest,
    restore_from_manifest,
    store_blob,
)
from runicorn.assets.archive import archive_dir, archive_file
from runicorn.assets.fingerprint import (
    content_fingerprint,
    dir_stat_fingerprint,
    sha256_bytes,
    sha256_file,
    stat_fingerprint,
)

work = Path(sys.argv[1])
source = work / "source"
(source / "sub").mkdir(parents=True)
(source / "a.txt").write_text("a")
(source / "sub" / "b.txt").write_text("bb")
archive = work / "archive"

kept = archive_file(source / "a.txt", archive, category="datasets")
assert kept["fingerprint_kind"] == "sha256" and kept["fingerprint"] == sha256_bytes(b"a") == sha256_file(
    source / "a.txt"
)
assert Path(kept["archive_path"]).read_text() == "a"
folder = archive_dir(source, archive, category="datasets")
assert (
    folder["fingerprint_kind"] == "sha256_manifest" and folder["file_count"] == 2 and folder["total_size_bytes"] == 3
)
assert content_fingerprint(source / "a.txt") == ("sha256", kept["fingerprint"])
assert stat_fingerprint(source / "a.txt")["size_bytes"] == 1
assert dir_stat_fingerprint(source)["file_count"] == 2

blobs = archive / "blobs"
assert store_blob(source / "a.txt", blobs) == kept["fingerprint"]
assert blob_exists(kept["fingerprint"], blobs) and not blob_exists("0" * 64, blobs)
assert get_blob_path(kept["fingerprint"], blobs).exists()
assert get_blob_stats(blobs)["blob_count"] == 2

manifest = Path(folder["manifest_path"])
assert set(load_manifest(manifest)["files"]) == {"a.txt", "sub/b.txt"}
assert get_file_from_manifest(manifest, blobs, "sub/b.txt").read_text() == "bb"
assert restore_from_manifest(manifest, blobs, work / "restored", overwrite=False)["restored_count"] == 2
assert (work / "restored" / "sub" / "b.txt").read_text() == "bb"
try:
    restore_from_manifest(manifest, blobs, work / "restored")
    raise SystemExit("an existing directory must not be overwritten")
except FileExistsError:
    pass
assert export_manifest_to_zip(manifest, blobs, work / "out.zip")["exported_count"] == 2
assert cleanup_orphaned_blobs(work, dry_run=True)["success"]
assert delete_run_completely("20260101_000000_aaaaaa", work, dry_run=True)["success"] is False
