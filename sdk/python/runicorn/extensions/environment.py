"""`EnvironmentCapture`: what a program runs in. A run captures it by itself; this is for programs that ask."""

from __future__ import annotations

import os
import time
from dataclasses import asdict, dataclass
from typing import Any, Sequence

from ..capture.environment import environment_document
from ..capture.gpus import read_gpus
from ..capture.machine import platform_details, platform_text
from ..capture.missing import Missing
from ..capture.packages import conda_packages, pip_packages
from ..capture.repository import Repository
from ..capture.variables import env_variables
from ..json_file import read_json, replace_json
from ..store_root import store_root

PATIENCE_SECONDS = 10.0
FILE = "environment.json"


@dataclass
class EnvironmentInfo:
    """The part of environment.json that all versions know. Secrets are replaced."""

    python_version: str
    platform: str
    platform_details: dict[str, str]
    pip_packages: list[str] | None
    conda_packages: list[str] | None
    conda_env: str | None
    git_info: dict[str, Any] | None
    env_variables: dict[str, str]
    gpu_info: list[dict[str, Any]] | None

    def to_dict(self) -> dict[str, Any]:
        """As environment.json has it."""
        return asdict(self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a JSON file; what it holds beside is kept. Raises OSError."""
        file = os.fspath(path)
        replace_json(file, {**read_json(file), **self.to_dict()})


class EnvironmentCapture:
    """Asks the interpreter, the machine and git, for ten seconds at most. No method raises."""

    def __init__(self, working_dir: str | os.PathLike[str] | None = None) -> None:
        """`working_dir` (else the current one) is in the git repository that counts."""
        self.working_dir = os.path.abspath(os.getcwd() if working_dir is None else working_dir)

    def capture_all(self) -> EnvironmentInfo:
        """All of it."""
        missing = self._missing()
        document = environment_document(self._git(missing), missing)
        return EnvironmentInfo(**{name: document[name] for name in EnvironmentInfo.__dataclass_fields__})

    def get_python_version(self) -> str:
        """Such as 3.11.7."""
        import platform

        return platform.python_version()

    def get_platform(self) -> str:
        """System, release and machine."""
        return self._missing().attempt("platform", platform_text, "")

    def get_platform_details(self) -> dict[str, str]:
        """The same in parts."""
        return self._missing().attempt("platform_details", platform_details, {})

    def get_pip_packages(self) -> list[str] | None:
        """Installed packages as name==version."""
        return self._missing().attempt("pip_packages", pip_packages, None)

    def get_conda_packages(self) -> list[str] | None:
        """Packages of the conda environment; None outside of one."""
        return self._missing().attempt("conda_packages", conda_packages, None)

    def get_conda_env(self) -> str | None:
        """The name of the conda environment; None outside of one."""
        return os.environ.get("CONDA_DEFAULT_ENV") or None

    def get_git_info(self) -> dict[str, Any] | None:
        """Commit, branch, remote and whether there are changes; None outside of a repository."""
        git = self._git(self._missing())
        return None if git is None else {key: git.get(key) for key in ("commit", "branch", "remote", "dirty")}

    def get_env_variables(self, filter_keys: Sequence[str] | None = None) -> dict[str, str]:
        """Selected variables, or those of them named in `filter_keys`, with secrets replaced."""
        variables = self._missing().attempt("env_variables", env_variables, {})
        if filter_keys is None:
            return variables
        return {name: value for name, value in variables.items() if name in filter_keys}

    def get_gpu_info(self) -> list[dict[str, Any]] | None:
        """Name, memory and driver of each GPU that can be asked."""
        missing = self._missing()
        gpus = missing.attempt("gpu_info", lambda: read_gpus(missing), None)
        return None if gpus is None else gpus.gpu_info

    def capture_code_snapshot(
        self,
        code_dir: str | os.PathLike[str],
        output_dir: str | os.PathLike[str],
        extensions: Sequence[str] | None = None,
    ) -> bool:
        """Write `code_snapshot.zip` into `output_dir`, of all code or of files that end in `extensions` only."""
        from ..assets.snapshot import snapshot_workspace

        # Everything but directories is ignored first, then the wanted ends are not.
        only = ["*", "!*/", *(f"!*{end}" for end in extensions)] if extensions else []
        try:
            os.makedirs(output_dir, exist_ok=True)
            snapshot_workspace(
                code_dir, os.path.join(os.fspath(output_dir), "code_snapshot.zip"), extra_excludes=only
            )
        except (OSError, ValueError):
            return False
        return True

    def _git(self, missing: Missing) -> dict[str, Any] | None:
        repository = Repository(self.working_dir, store_root(), missing)
        missing.attempt("git", repository.read, None)
        return repository.document

    def _missing(self) -> Missing:
        return Missing(lambda: False, time.monotonic() + PATIENCE_SECONDS)


def capture_for_run(
    run_dir: str | os.PathLike[str], working_dir: str | os.PathLike[str] | None = None
) -> EnvironmentInfo:
    """Capture, and write the run's environment.json. Raises OSError."""
    info = EnvironmentCapture(working_dir).capture_all()
    info.save(os.path.join(os.fspath(run_dir), FILE))
    return info
