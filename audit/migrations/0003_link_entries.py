from django.db import migrations

from audit.chain import NOTHING, Subject, content_of, link_after


def link_entries(apps, schema_editor):
    """Bind what was written before there was a chain, in the order of its keys."""
    entries = apps.get_model("audit", "AuditEntry")
    links = apps.get_model("audit", "AuditLink")
    previous, rows = NOTHING, entries.objects.order_by("pk")
    rows = rows.prefetch_related("subjects__content_type").iterator(chunk_size=1000)
    for position, entry in enumerate(rows, 1):
        subjects = [
            Subject(
                f"{row.content_type.app_label}.{row.content_type.model}",
                row.object_id,
                row.object_name,
            )
            for row in sorted(entry.subjects.all(), key=lambda row: row.pk)
        ]
        content = content_of(entry, subjects)
        entries.objects.filter(pk=entry.pk).update(content=content)
        previous = link_after(previous, position, content)
        links.objects.create(position=position, entry=entry, digest=previous)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.RunPython(link_entries, migrations.RunPython.noop, elidable=False),
    ]
