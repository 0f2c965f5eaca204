from django.db import migrations

from countries.loading import load_facts


def load(apps, schema_editor):
    load_facts(apps, using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("countries", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=True)]
