from django.apps import AppConfig


class LibertyConfig(AppConfig):
    name = "liberty"
