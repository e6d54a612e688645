"""A model field that holds a deal as one JSON document."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models

from salescycle import Deal, InvalidData
from salescycle.interop.json import from_data, to_data


class DealField(models.JSONField):
    """A deal in Python, and what `to_data` makes of it in the database and in fixtures."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Deal | None:
        """Read what the database gives."""
        data = super().from_db_value(value, expression, connection)
        return from_data(data, Deal, zones=ZoneInfo) if isinstance(data, dict) else data

    def to_python(self, value: Any) -> Deal | None:
        """Read what a fixture gives, and say what is wrong with it."""
        if value is None or isinstance(value, Deal):
            return value
        try:
            return from_data(value, Deal, zones=ZoneInfo)
        except InvalidData as error:
            raise ValidationError([str(problem) for problem in error.problems]) from None

    def get_prep_value(self, value: Any) -> Any:
        """Write what the database takes."""
        return super().get_prep_value(to_data(value) if isinstance(value, Deal) else value)

    def value_to_string(self, obj: models.Model) -> Any:
        """Write what a fixture takes."""
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Check it as JSON, which it is for the database."""
        super().validate(self.get_prep_value(value), model_instance)
