from django.apps import AppConfig
from django.utils.module_loading import import_string


class IdcAtdConfig(AppConfig):
    name = "idc_atd"

    def ready(self):
        import_string("idc_atd.operations.checks.installation_is_sound")  # registers itself
