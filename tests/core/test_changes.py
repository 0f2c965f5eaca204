"""Telling that rows have changed."""

import pytest
from django.db import transaction

from core.changes import changed


@pytest.mark.django_db(transaction=True)
def test_change_outside_a_transaction_is_refused_though_nobody_listens():
    with pytest.raises(transaction.TransactionManagementError):
        changed("core.nothing", [1])
