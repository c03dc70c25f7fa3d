from django.db import migrations

from audit.chain_sql import CHAIN, UNCHAIN


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_event_session'),
    ]

    operations = [
        migrations.RunSQL(CHAIN, UNCHAIN),
    ]
