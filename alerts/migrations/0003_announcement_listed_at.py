from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_known_listings")]

    operations = [
        migrations.AddField("announcement", "listed_at", models.DateTimeField(null=True)),
    ]
