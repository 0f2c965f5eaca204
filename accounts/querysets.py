"""Which messages that could not be delivered a person may see."""

from __future__ import annotations

import re
import uuid
from typing import Any, Self

from django.db import models
from django_tasks import TaskResultStatus

from core.mail import deliver
from core.withholding import withheld_from

HANDLE_DEAD_LETTER = "accounts.handle_dead_letter"
# In the links of a letter.
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class DeadLetterQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those that nobody has decided about, for staff who may; none for anybody else.

        But for those that lead to something they are a party to: somebody else has to decide.
        """
        if not user.has_perm(HANDLE_DEAD_LETTER):
            return self.none()
        failed = self.filter(task_path=deliver.module_path, status=TaskResultStatus.FAILED)
        return failed.exclude(pk__in=failed._withheld_from(user))

    def _withheld_from(self, user: Any) -> list[uuid.UUID]:
        withheld = [rows for rows in withheld_from(user) if rows.exists()]
        if not withheld:
            return []
        texts = self.values_list("pk", "args_kwargs__kwargs__message__text")
        linked = {pk: {uuid.UUID(key) for key in KEY.findall(text)} for pk, text in texts}
        everything = set().union(*linked.values())
        hidden = {
            key
            for rows in withheld
            for key in rows.filter(pk__in=everything).values_list("pk", flat=True)
        }
        return [pk for pk, keys in linked.items() if keys & hidden]
