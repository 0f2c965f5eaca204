"""How gunicorn serves the site; `gunicorn -c config/gunicorn.py`. docs/operate.md lists the variables."""

from environs import Env

env = Env()

wsgi_app = "config.wsgi:application"
bind = f"{env.str('BIND', '127.0.0.1')}:{env.int('PORT', 8000)}"

# Requests wait for the database more than they compute: few processes, several threads in each.
worker_class = "gthread"
workers = env.int("WEB_WORKERS", 2)
threads = env.int("WEB_THREADS", 4)
# Memory that slowly grows is given back; the jitter keeps the workers from leaving together.
max_requests = 5000
max_requests_jitter = 500

# The address of a search with many filters is long; this is the most that gunicorn takes.
limit_request_line = 8190

timeout = 30
graceful_timeout = 10
keepalive = 5

# Whose X-Forwarded-Proto is believed: the addresses of the proxies in front.
forwarded_allow_ips = env.str("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

loglevel = env.str("LOG_LEVEL", "INFO").lower()
errorlog = "-"
accesslog = "-" if env.bool("ACCESS_LOG", True) else None
# No query strings (search words, tokens) and no referrers in the log.
access_log_format = '%(t)s %(h)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'

# A heartbeat file on a disk can block; memory cannot.
worker_tmp_dir = env.str("WORKER_TMP_DIR", None)
control_socket_disable = True
