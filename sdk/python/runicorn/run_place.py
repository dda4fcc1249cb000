"""Where the runs of a project and name lie."""

from __future__ import annotations

import os
from typing import Any

from .names import name_folders, plain_name, project_folder, without_case_collision
from .notices import Notices

DEFAULT = "default"


class RunPlace:
    """The place of a project's and name's runs below `root`. Tells when a name had to be changed."""

    def __init__(self, root: str, project: str, name: str, notices: Notices) -> None:
        folders: list[str] = []
        for segment in [project_folder(project), *(name_folders(name) or [DEFAULT])]:
            folders.append(without_case_collision(os.path.join(root, *folders), segment))
        self.root = root
        # The directory that holds the runs.
        self.runs = os.path.join(root, *folders, "runs")
        # The names as meta.json has them; originals that had to be changed are kept as `display_…`.
        self.named: dict[str, Any] = {
            "project": folders[0],
            "name": "/".join(folders[1:]),
            "path": "/".join(folders),
        }
        if self.named["project"] != plain_name(project):
            self.named["display_project"] = project
        if self.named["name"] != plain_name(name):
            self.named["display_name"] = name
        if len(self.named) > 3:
            notices.tell("name", f"{project}/{name} is stored as {self.named['path']}")
