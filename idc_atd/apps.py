from django.apps import AppConfig


class IdcAtdConfig(AppConfig):
    name = "idc_atd"
