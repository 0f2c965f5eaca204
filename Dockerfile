# One image for the web server and the worker; which one it is, the command decides.
FROM python:3.11-slim-bookworm AS build
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/base.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/techaccord --create-home techaccord \
    && install --directory --owner=techaccord --group=techaccord /srv/techaccord/var
COPY --from=build /venv /venv
WORKDIR /srv/techaccord
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    STATIC_ROOT=/srv/techaccord/static-collected \
    BIND=0.0.0.0 \
    WORKER_TMP_DIR=/dev/shm
# What does not depend on the installation is made once, here, so that a start is quick.
# The values satisfy the settings during the build only; nothing of them stays in the image.
RUN python -m compileall -q . \
    && python -m scripts.compile_messages \
    && SECRET_KEY=build-only-build-only-build-only-build-only-build-only ALLOWED_HOSTS=localhost SITE_URL=https://localhost \
       python manage.py collectstatic --noinput --verbosity 0
USER techaccord
VOLUME /srv/techaccord/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "scripts.health_web"]
CMD ["gunicorn", "-c", "config/gunicorn.py"]
