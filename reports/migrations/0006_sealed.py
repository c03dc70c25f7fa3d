from django.db import migrations

from sealing.fields import SealedBytes, sealed_from_now_on


class Migration(migrations.Migration):

    dependencies = [("reports", "0005_answers")]

    operations = [
        migrations.AlterField("reportrun", "content", SealedBytes(null=True, editable=False)),
        *sealed_from_now_on("reports_reportrun", "content"),
    ]
