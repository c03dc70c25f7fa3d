from django.db import migrations

from audit.wall import HOUSE_GRANTS, HOUSE_ROLE, NO_READER, READER


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_chain'),
    ]

    operations = [
        migrations.RunSQL(HOUSE_ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(HOUSE_GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(READER, NO_READER),
    ]
