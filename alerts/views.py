"""Saved searches: a person's own, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts import actions, stopping
from alerts.enums import Frequency
from alerts.forms import SearchForm
from alerts.models import SavedSearch
from alerts.telling import NAME_LENGTH, Shown, name_for
from core.http import attempt_form
from search.choices import Names, chosen
from search.query import SearchQuery

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@login_required
def list_searches(request: HttpRequest) -> HttpResponse:
    names = Names()
    searches = [Shown(one, names) for one in _own(request).with_new()]
    return render(request, "alerts/search_list.html", {"searches": searches})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def save_search(request: HttpRequest) -> HttpResponse:
    """The search in the address, which stays there through the sign-in."""
    query = replace(SearchQuery.from_querydict(request.GET), page=1)
    names = Names()
    words = [one.label for one in chosen(query, names)]
    initial = {"name": name_for(query, names)[:NAME_LENGTH], "frequency": Frequency.DAILY}
    form = SearchForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt_form(
        form, actions.save, query, by=request.user, **form.cleaned_data
    ):
        messages.success(request, _("The search is saved. We tell you of what is new."))
        return redirect("list_searches")
    context = {"form": form, "words": words, "asked": query.to_query_string()}
    return render(request, "alerts/search_save.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_search(request: HttpRequest, pk: int) -> HttpResponse:
    search = get_object_or_404(_own(request), pk=pk)
    initial = {"name": search.name, "frequency": search.frequency}
    form = SearchForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.change(search, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("list_searches")
    context = {"form": form, "search": Shown(search, Names())}
    return render(request, "alerts/search_edit.html", context)


@require_POST
@login_required
def pause_search(request: HttpRequest, pk: int) -> HttpResponse:
    actions.stop(get_object_or_404(_own(request), pk=pk))
    return redirect("list_searches")


@require_POST
@login_required
def run_search(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the results; what was found until now is not new any more."""
    search = get_object_or_404(_own(request), pk=pk)
    actions.look(search)
    return redirect(search.results_address)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    search = get_object_or_404(_own(request), pk=pk)
    if request.method == "POST":
        actions.delete(search, by=request.user)
        messages.success(request, _("The saved search is deleted."))
        return redirect("list_searches")
    return render(request, "alerts/search_delete.html", {"search": search})


# As for all messages of a kind: see accounts.mail_views.unsubscribe.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def stop_search(request: HttpRequest, token: str) -> HttpResponse:
    search = stopping.read(token)
    if not search:
        raise Http404(token)
    before = search.frequency
    if request.method == "POST":
        again = request.POST.get("again")
        if again in Frequency.values:
            actions.change(search, name=search.name, frequency=again, by=search.person)
        else:
            actions.stop(search)
        search.refresh_from_db()
    if before == Frequency.PAUSED:
        before = Frequency.DAILY
    context = {"name": search.name, "is_off": search.is_paused, "before": before}
    response = render(request, "alerts/stop.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _own(request: HttpRequest):
    return SavedSearch.objects.visible_to(request.user)
