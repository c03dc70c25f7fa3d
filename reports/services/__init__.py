from reports.services.answering import answer, may_publish, publish

__all__ = ["answer", "may_publish", "publish"]
