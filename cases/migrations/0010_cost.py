from django.db import migrations

from audit.wall import COST


class Migration(migrations.Migration):
    """The questions of the wall that were made at a lower cost, of all apps."""

    dependencies = [
        ('cases', '0009_wall'),
    ]

    operations = [
        migrations.RunSQL(
            f"""
            DO $$ DECLARE one regprocedure; BEGIN
                FOR one IN SELECT oid FROM pg_proc WHERE proname LIKE 'idc\\_%' AND procost = 20 LOOP
                    EXECUTE format('ALTER FUNCTION %s COST {COST}', one);
                END LOOP;
            END $$;
            """,
            migrations.RunSQL.noop,
        ),
    ]
