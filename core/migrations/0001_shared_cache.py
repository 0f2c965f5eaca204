from django.core.management import call_command
from django.db import migrations


def create_table(apps, schema_editor):
    """The table of the shared cache, where the settings name one; later migrations use it."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    run_before = [("wagtailcore", "0001_initial")]
    operations = [migrations.RunPython(create_table, migrations.RunPython.noop, elidable=False)]
