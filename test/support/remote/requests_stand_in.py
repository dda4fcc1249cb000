"""As much of `requests` as the clients of the documentation use, for machines that lack it."""

import json as _json
import socket
import types
import urllib.error
import urllib.parse
import urllib.request


class RequestException(IOError):
    def __init__(self, *args, response=None):
        super().__init__(*args)
        self.response = response


class HTTPError(RequestException):
    pass


class ConnectionError(RequestException):
    pass


class Timeout(RequestException):
    pass


exceptions = types.SimpleNamespace(
    RequestException=RequestException, HTTPError=HTTPError, ConnectionError=ConnectionError, Timeout=Timeout
)


class Response:
    def __init__(self, status_code, content, reason, url):
        self.status_code, self.content, self.reason, self.url = status_code, content, reason, url

    def json(self):
        return _json.loads(self.content)

    def raise_for_status(self):
        if self.status_code >= 400:
            raise HTTPError(f"{self.status_code} Error: {self.reason} for url: {self.url}", response=self)


class Session:
    def request(self, method, url, params=None, json=None):
        if params:
            url += "?" + urllib.parse.urlencode(params)
        body = None if json is None else _json.dumps(json).encode()
        headers = {} if json is None else {"Content-Type": "application/json"}
        asked = urllib.request.Request(url, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(asked) as answer:
                return Response(answer.status, answer.read(), answer.reason, url)
        except urllib.error.HTTPError as error:
            return Response(error.code, error.read(), error.reason, url)
        except socket.timeout as error:
            raise Timeout(str(error)) from error
        except urllib.error.URLError as error:
            raise ConnectionError(str(error)) from error

    def get(self, url, **more):
        return self.request("GET", url, **more)

    def post(self, url, **more):
        return self.request("POST", url, **more)

    def delete(self, url, **more):
        return self.request("DELETE", url, **more)

    def close(self):
        pass
