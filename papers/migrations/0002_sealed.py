from django.db import migrations

from sealing.fields import SealedBytes, sealed_from_now_on


class Migration(migrations.Migration):

    dependencies = [("papers", "0001_initial")]

    operations = [
        migrations.AlterField("paper", "pdf", SealedBytes()),
        *sealed_from_now_on("papers_paper", "pdf", trigger="papers_paper_no_change"),
    ]
