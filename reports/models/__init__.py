from reports.models.answer import KeptAnswer
from reports.models.export import LEAST_PURPOSE, Export, ExportState
from reports.models.run import Every, FileFormat, ReportRun, RunState, ScheduledReport
from reports.models.snapshot import IndicatorSnapshot, Publication
from reports.models.target import Target

__all__ = [
    "LEAST_PURPOSE",
    "Every",
    "Export",
    "ExportState",
    "FileFormat",
    "IndicatorSnapshot",
    "KeptAnswer",
    "Publication",
    "ReportRun",
    "RunState",
    "ScheduledReport",
    "Target",
]
