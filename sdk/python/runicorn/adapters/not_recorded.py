"""What TensorBoard has a place for and a record has not."""

from __future__ import annotations

from typing import Any

from ..notices import Notices


class NotRecorded:
    """The methods of a SummaryWriter that say once that they record nothing."""

    def __init__(self) -> None:
        self._notices = Notices()

    def add_graph(self, model: Any = None, *_: Any, **__: Any) -> None:
        """Not recorded."""
        self._tell("add_graph")

    def add_onnx_graph(self, *_: Any, **__: Any) -> None:
        """Not recorded."""
        self._tell("add_onnx_graph")

    def add_openvino_graph(self, *_: Any, **__: Any) -> None:
        """Not recorded."""
        self._tell("add_openvino_graph")

    def add_embedding(self, *_: Any, **__: Any) -> None:
        """Not recorded."""
        self._tell("add_embedding")

    def add_mesh(self, *_: Any, **__: Any) -> None:
        """Not recorded."""
        self._tell("add_mesh")

    def add_tensor(self, *_: Any, **__: Any) -> None:
        """Not recorded."""
        self._tell("add_tensor")

    def add_custom_scalars(self, *_: Any, **__: Any) -> None:
        """Not recorded: how charts are grouped is the dashboard's business."""
        self._tell("add_custom_scalars")

    def add_custom_scalars_multilinechart(self, *_: Any, **__: Any) -> None:
        """Not recorded, as `add_custom_scalars`."""
        self._tell("add_custom_scalars")

    def add_custom_scalars_marginchart(self, *_: Any, **__: Any) -> None:
        """Not recorded, as `add_custom_scalars`."""
        self._tell("add_custom_scalars")

    def add_summary(self, *_: Any, **__: Any) -> None:
        """Not recorded: ready-made TensorBoard messages are not looked into."""
        self._tell("add_summary")

    def add_event(self, *_: Any, **__: Any) -> None:
        """Not recorded, as `add_summary`."""
        self._tell("add_event")

    def _tell(self, method: str) -> None:
        self._notices.tell(method, f"SummaryWriter.{method} records nothing; everything else goes on")
