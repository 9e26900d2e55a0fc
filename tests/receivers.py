"""Receive webhooks on this machine, and answer them as a test wants."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TAKEN = (200, b'{"errcode":0,"errmsg":"ok"}')
HANG = "hang"
TRICKLE = "trickle"


class Receiver:
    """Answer each request with the next of `answers`, then with the last one for ever.

    An answer is (status, body), (status, body, headers); HANG: none before the receiver is closed; or TRICKLE:
    one that goes on until then.
    """

    def __init__(self, *answers):
        self.answers, self.requests = list(answers) or [TAKEN], []
        self.lock, self.arrived, self.closing = threading.Lock(), threading.Condition(), threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                receiver.answer(self)

            do_GET = do_POST

            def log_message(self, *_args):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_args):  # who hung up is part of the test
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def answer(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        with self.lock:
            self.requests.append((handler.command, handler.path, dict(handler.headers), body))
            chosen = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        with self.arrived:
            self.arrived.notify_all()
        if chosen == HANG:
            self.closing.wait(60)
            return
        if chosen == TRICKLE:
            handler.send_response(200)
            handler.end_headers()
            while not self.closing.wait(0.02):
                handler.wfile.write(b" ")
                handler.wfile.flush()
            return
        status, content, headers = (*chosen, {})[:3]
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/robot/send?access_token=t0ken-known-to-few"

    @property
    def bodies(self):
        return [json.loads(body) for _, _, _, body in self.requests]

    @property
    def ids(self):
        return [body["id"] for body in self.bodies]

    def wait_for(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.requests) >= count, 60), len(self.requests)

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(60)
