"""Keeping files by their content, and what a run uses and puts out.

The functions here are tools: called with something impossible they raise, as they did in Runicorn 0.6. The methods
of a run never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy_exports import lazy_exports

if TYPE_CHECKING:
    from .archive import archive_dir as archive_dir
    from .archive import archive_file as archive_file
    from .blob_store import blob_exists as blob_exists
    from .blob_store import get_blob_path as get_blob_path
    from .blob_store import get_blob_stats as get_blob_stats
    from .blob_store import store_blob as store_blob
    from .cleanup import cleanup_orphaned_blobs as cleanup_orphaned_blobs
    from .cleanup import delete_run_completely as delete_run_completely
    from .fingerprint import content_fingerprint as content_fingerprint
    from .fingerprint import dir_stat_fingerprint as dir_stat_fingerprint
    from .fingerprint import sha256_bytes as sha256_bytes
    from .fingerprint import sha256_file as sha256_file
    from .fingerprint import stat_fingerprint as stat_fingerprint
    from .restore import export_manifest_to_zip as export_manifest_to_zip
    from .restore import get_file_from_manifest as get_file_from_manifest
    from .restore import load_manifest as load_manifest
    from .restore import restore_from_manifest as restore_from_manifest
    from .snapshot import snapshot_workspace as snapshot_workspace

_MODULES = {
    "archive_dir": "archive",
    "archive_file": "archive",
    "blob_exists": "blob_store",
    "get_blob_path": "blob_store",
    "get_blob_stats": "blob_store",
    "store_blob": "blob_store",
    "cleanup_orphaned_blobs": "cleanup",
    "delete_run_completely": "cleanup",
    "content_fingerprint": "fingerprint",
    "dir_stat_fingerprint": "fingerprint",
    "sha256_bytes": "fingerprint",
    "sha256_file": "fingerprint",
    "stat_fingerprint": "fingerprint",
    "export_manifest_to_zip": "restore",
    "get_file_from_manifest": "restore",
    "load_manifest": "restore",
    "restore_from_manifest": "restore",
    "snapshot_workspace": "snapshot",
}

__getattr__ = lazy_exports(__name__, _MODULES)
