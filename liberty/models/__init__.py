from liberty.models.event import DeprivationEvent

__all__ = ["DeprivationEvent"]
