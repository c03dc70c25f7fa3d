from django.db import migrations

from accounts.triggers import ROLE_FITS


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_numbered_letters")]
    operations = [migrations.RunSQL(ROLE_FITS, migrations.RunSQL.noop)]
