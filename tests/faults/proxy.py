"""A network to a server that breaks when one says so."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit


class Proxy:
    """Passes on what goes to a server and back; breaks at the next commit, before or after it arrived."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.is_down = False
        self._passes = threading.Event()
        self._passes.set()
        self._break = ""
        self._stays_down = False
        self._swallowed: socket.socket | None = None
        self._answered = threading.Event()
        self.broken = threading.Event()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def break_at_commit(self, *, arrives: bool, stays_down: bool = False) -> None:
        """Cut the connection at the next COMMIT: once the server did it, or before it hears of it."""
        self._break = "after" if arrives else "before"
        self._stays_down = stays_down
        self._answered.clear()
        self.broken.clear()

    def fall_silent(self) -> None:
        """Hold every line and pass nothing on, as a cable that was pulled; `speak_again` ends it."""
        self._passes.clear()

    def speak_again(self) -> None:
        """Pass on what comes from now on; what was held is lost with its lines."""
        self._cut()
        self._passes.set()

    def close(self) -> None:
        """Cut everything."""
        self._passes.set()
        self._listening.close()
        self._cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._listening.accept()[0]
                if self.is_down:
                    client.close()
                    continue
                if not self._passes.is_set():
                    self._open.append(client)
                    continue
                server = socket.create_connection(self._server)
                self._open += [client, server]
                for pass_on, pair in ((self._there, (client, server)), (self._back, (server, client))):
                    threading.Thread(target=pass_on, args=pair, daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65_536):
                self._passes.wait()
                if self._break and b"COMMIT\0" in data:
                    self._break_off(data, client, server)
                    return
                server.sendall(data)
        self._end(client, server)

    def _break_off(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        how, self._break = self._break, ""
        if how == "after":
            # From here on its answer is read here and goes no further.
            self._swallowed = server
            server.sendall(data)
            self._answered.wait(10)
        self.is_down = self._stays_down
        self._cut()
        self.broken.set()

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65_536):
                self._passes.wait()
                if self._swallowed is server:
                    self._answered.set()
                    return
                client.sendall(data)
        self._end(client, server)

    def _end(self, *ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _cut(self) -> None:
        ends, self._open = self._open, []
        self._end(*ends)


@contextlib.contextmanager
def through_proxy(where: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the server of an address, and the address that goes through it."""
    parts = urlsplit(where)
    assert parts.hostname and parts.port
    proxy = Proxy(parts.hostname, parts.port)
    login = parts.netloc.rpartition("@")[0]
    try:
        yield proxy, parts._replace(netloc=f"{login}@127.0.0.1:{proxy.port}").geturl()
    finally:
        proxy.close()
