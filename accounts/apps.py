from django.apps import AppConfig
from django.utils.module_loading import import_string


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        import_string("accounts.checks.demo_is_apart")  # registers itself
