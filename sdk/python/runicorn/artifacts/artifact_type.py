"""The kinds of artifacts that older versions know. Others may be used as well."""

from __future__ import annotations

from enum import Enum


class ArtifactType(str, Enum):
    """What an artifact is; the folder it is kept in."""

    MODEL = "model"
    DATASET = "dataset"
    CONFIG = "config"
    CODE = "code"
    CUSTOM = "custom"
