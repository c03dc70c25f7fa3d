from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='session',
            field=models.CharField(blank=True, db_default='', default='', max_length=16),
        ),
    ]
