"""`SummaryWriter` where Runicorn 0.7 had it."""

from ..tensorboard import SummaryWriter

__all__ = ["SummaryWriter"]
