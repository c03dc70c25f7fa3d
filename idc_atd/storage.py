from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files under hashed names, the imports between ES modules among them: a browser keeps each for ever."""

    support_js_module_import_aggregation = True
