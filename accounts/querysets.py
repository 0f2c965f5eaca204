"""Which messages that could not be delivered a person may see."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django_tasks import TaskResultStatus

from core.mail import deliver

HANDLE_DEAD_LETTER = "accounts.handle_dead_letter"


class DeadLetterQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those that nobody has decided about, for staff who may; none for anybody else."""
        if not user.has_perm(HANDLE_DEAD_LETTER):
            return self.none()
        return self.filter(task_path=deliver.module_path, status=TaskResultStatus.FAILED)
