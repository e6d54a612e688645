"""The table of deals."""

from __future__ import annotations

from django.db import migrations, models

import crm.fields


class Migration(migrations.Migration):
    """Make it."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Card",
            fields=[
                ("key", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=256)),
                ("stage", models.CharField(blank=True, db_index=True, max_length=128, null=True)),
                ("owner", models.CharField(blank=True, db_index=True, max_length=256, null=True)),
                ("expected_close", models.DateField(blank=True, db_index=True, null=True)),
                ("document", crm.fields.DealField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
    )
