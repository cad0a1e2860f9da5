"""Imports the file with django-import-export in bulk mode: a widget per column, and foreign keys for
agent and event type, as in its documentation. Prints the seconds. compare.py runs this program.
"""

import os
import sys
import time

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
    USE_TZ=True, TIME_ZONE="America/New_York", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    IMPORT_EXPORT_USE_TRANSACTIONS=True,
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"],
        "HOST": os.environ["PGHOST"], "PORT": os.environ["PGPORT"], "USER": os.environ["PGUSER"]}})
django.setup()

import tablib  # noqa: E402
from django.db import connection, models  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402

# A model must belong to an installed app, and a script has none.
APP = "import_export"


class Agent(models.Model):
    email = models.TextField(unique=True)

    class Meta:
        app_label = APP
        db_table = "django_agents"


class EventType(models.Model):
    name = models.TextField(unique=True)

    class Meta:
        app_label = APP
        db_table = "django_event_types"


class ScheduleEvent(models.Model):
    agent = models.ForeignKey(Agent, models.PROTECT)
    event_type = models.ForeignKey(EventType, models.PROTECT)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()

    class Meta:
        app_label = APP
        db_table = "django_schedule_events"
        constraints = [models.UniqueConstraint(
            fields=["agent", "start_at", "event_type"], name="django_schedule_events_key")]


class ScheduleResource(resources.ModelResource):
    agent = fields.Field("agent", "Agent Email", widgets.ForeignKeyWidget(Agent, "email"))
    event_type = fields.Field(
        "event_type", "Event Type Name", widgets.ForeignKeyWidget(EventType, "name"))
    start_at = fields.Field("start_at", "Start Time", widgets.DateTimeWidget("%H:%M %Y-%m-%d"))
    end_at = fields.Field("end_at", "End Time", widgets.DateTimeWidget("%H:%M %Y-%m-%d"))

    class Meta:
        model = ScheduleEvent
        import_id_fields = ("agent", "start_at", "event_type")
        use_bulk = True
        batch_size = 1000
        skip_unchanged = True
        clean_model_instances = True


def main():
    file, agents, event_types = sys.argv[1:]
    with connection.schema_editor() as editor:
        for model in (ScheduleEvent, EventType, Agent):
            editor.execute(f"DROP TABLE IF EXISTS {model._meta.db_table}")
        for model in (Agent, EventType, ScheduleEvent):
            editor.create_model(model)
    Agent.objects.bulk_create(Agent(email=line.strip()) for line in open(agents))
    EventType.objects.bulk_create(EventType(name=line.strip()) for line in open(event_types))
    start = time.perf_counter()
    result = ScheduleResource().import_data(
        tablib.Dataset().load(open(file, encoding="utf-8").read(), "csv"), raise_errors=False)
    assert not result.has_errors(), result.row_errors()[:1]
    print(time.perf_counter() - start)


main()
