from django.db import migrations

from sealing.fields import SealedBytes, SealedJSON, from_json, sealed_from_now_on


class Migration(migrations.Migration):

    dependencies = [("cases", "0007_reports_at_scale")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [
                *from_json("cases_formdraft", '"values"'),
                *from_json("cases_notificationdraft", "answers", "user_id"),
                *from_json("cases_notificationdraft", "family", "user_id"),
                *sealed_from_now_on("cases_importbatch", "content"),
            ],
            [
                migrations.AlterField("formdraft", "values", SealedJSON(default=dict)),
                migrations.AlterField("notificationdraft", "answers", SealedJSON(default=dict)),
                migrations.AlterField("notificationdraft", "family", SealedJSON(default=dict)),
                migrations.AlterField("importbatch", "content", SealedBytes(default=b"")),
            ],
        ),
    ]
