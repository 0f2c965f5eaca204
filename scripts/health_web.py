"""Exit code 0 when the web server of this machine or container answers on /readyz.

For health checks of containers, whose image has no curl. Standard library only.
"""

import http.client
import os
import sys

SECONDS = 4


def main() -> int:
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=SECONDS
    )
    # Any other host header would be refused.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        response = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        print(error)
        return 1
    print(response.status, response.read(200).decode(errors="replace").strip())
    return int(response.status != 200)


if __name__ == "__main__":
    sys.exit(main())
