"""How every Django form of the site is drawn, allauth's included."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class SiteFormRenderer(TemplatesSetting):
    """`{{ form }}` is the summary of errors and all fields; `{{ field.as_field_group }}` is one."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/form_field.html"
