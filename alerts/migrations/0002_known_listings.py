"""What was public before there were saved searches is news to nobody."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO alerts_announcement (listing_id, noted_at, done_at) "
            "SELECT id, first_published_at, first_published_at FROM marketplace_listing "
            "WHERE first_published_at IS NOT NULL",
            migrations.RunSQL.noop,
        )
    ]
