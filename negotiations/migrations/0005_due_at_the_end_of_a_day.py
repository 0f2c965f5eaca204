"""What was due at some time of a day is due at the end of that day."""

from datetime import UTC, datetime, time, timedelta

from django.db import migrations
from django.db.models import F


def to_the_end(apps, _schema_editor):
    requests = apps.get_model("negotiations", "ContactRequest").objects.filter(due_at__isnull=False)
    for pk, due_at in requests.values_list("pk", "due_at"):
        following = due_at.astimezone(UTC).date() + timedelta(days=1)
        row = requests.filter(pk=pk)
        end = datetime.combine(following, time(12, tzinfo=UTC))
        row.filter(next_step_at=F("due_at")).update(next_step_at=end)
        row.update(due_at=end)


class Migration(migrations.Migration):
    dependencies = [("negotiations", "0004_own_listing")]
    operations = [migrations.RunPython(to_the_end, migrations.RunPython.noop)]
