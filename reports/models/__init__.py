from reports.models.answer import KeptAnswer
from reports.models.export import LEAST_PURPOSE, Export, ExportFile, ExportState
from reports.models.run import Every, FileFormat, ReportRun, RunState, ScheduledReport
from reports.models.snapshot import IndicatorSnapshot, Publication
from reports.models.target import Target

__all__ = [
    "LEAST_PURPOSE",
    "Every",
    "Export",
    "ExportFile",
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
