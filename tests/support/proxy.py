# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that tunnels, as companies have it between the controller and the instances."""

from __future__ import annotations

import http.server
import select
import socket
import threading
from contextlib import contextmanager


class _Tunnel(http.server.BaseHTTPRequestHandler):
    def do_CONNECT(self):
        """Opens a tunnel for whoever has the right credentials."""
        self.server.seen.append((self.path, self.headers.get("Proxy-Authorization")))
        if self.server.refuse:
            self.send_error(403)
            return
        host, port = self.server.routes.get(self.path, self.path.rsplit(":", 1))
        with socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: far, far: self.connection}
            while True:
                for ready in select.select(list(ends), [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        self.close_connection = True
                        return
                    ends[ready].sendall(data)

    def log_message(self, *_args):
        """Says nothing."""


@contextmanager
def proxy(refuse=False, routes=None):
    """A running proxy: `.url`, and `.seen`, the (address, credentials) of every tunnel asked for.

    routes: where the tunnels to some addresses lead, {"wa1.example.com:9090": ("127.0.0.2", 9090)}.
    """
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Tunnel)
    server.daemon_threads = True
    server.seen, server.refuse, server.routes = [], refuse, routes or {}
    server.url = "http://user:s%%20cret@127.0.0.1:%d" % server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
