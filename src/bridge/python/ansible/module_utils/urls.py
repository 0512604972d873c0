"""Requests by the Python library's own urllib, and what came of them."""
from __future__ import absolute_import

import base64
import netrc
import os
import platform
import socket
import ssl
import traceback

from ansible.module_utils._text import PY3, to_bytes, to_native, to_text
from ansible.module_utils.common._collections_compat import Mapping, Sequence
from ansible.module_utils.six.moves import http_client, http_cookiejar as cookiejar
from ansible.module_utils.six.moves.urllib import error as urllib_error, request as urllib_request
from ansible.module_utils.six.moves.urllib.parse import unquote, urlparse, urlunparse

HAS_SSL, HAS_GSSAPI = True, False
CertificateError = getattr(ssl, 'CertificateError', ssl.SSLError)


class ConnectionError(Exception):
    pass


class ProxyError(ConnectionError):
    pass


class SSLValidationError(ConnectionError):
    pass


class NoSSLError(SSLValidationError):
    pass


class MissingModuleError(Exception):
    def __init__(self, message, import_traceback, module=None):
        super(MissingModuleError, self).__init__(message)
        self.import_traceback, self.module = import_traceback, module


class RequestWithMethod(urllib_request.Request):
    def __init__(self, url, method, data=None, headers=None, origin_req_host=None, unverifiable=True):
        self._method = method.upper() if method else None
        urllib_request.Request.__init__(self, url, data, headers or {}, origin_req_host, unverifiable)

    def get_method(self):
        return self._method or urllib_request.Request.get_method(self)


class UnixConnection(http_client.HTTPConnection):
    path = None

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if self.timeout is not socket._GLOBAL_DEFAULT_TIMEOUT:
            self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def unix_handler(path):
    connection = type('Connection', (UnixConnection,), {'path': path})

    class UnixHandler(urllib_request.HTTPHandler):
        def http_open(self, req):
            return self.do_open(connection, req)
    return UnixHandler()


def redirect_handler(follow):
    class Redirects(urllib_request.HTTPRedirectHandler):
        def redirect_request(self, req, fp, code, msg, hdrs, newurl):
            method = req.get_method()
            followed = {True: True, 'all': True, 'yes': True, 'safe': method in ('GET', 'HEAD')}.get(follow, False)
            if follow == 'urllib2':
                return urllib_request.HTTPRedirectHandler.redirect_request(self, req, fp, code, msg, hdrs, newurl)
            if not followed:
                raise urllib_error.HTTPError(newurl, code, msg, hdrs, fp)
            data = req.data if PY3 else req.get_data()
            headers = dict(req.headers)
            if (code == 303 and method != 'HEAD') or (code in (301, 302) and method == 'POST'):
                method, data = 'GET', None
            if data is None:
                headers = dict((name, value) for name, value in headers.items()
                               if name.lower() not in ('content-length', 'content-type', 'transfer-encoding'))
            return RequestWithMethod(newurl.replace(' ', '%20'), method, data, headers, unverifiable=True)
    return Redirects()


def make_context(cafile=None, cadata=None, ciphers=None, validate_certs=True, client_cert=None, client_key=None):
    context = ssl.create_default_context(cafile=cafile, cadata=cadata)
    if not validate_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if ciphers:
        context.set_ciphers(':'.join(ciphers) if isinstance(ciphers, (list, tuple)) else ciphers)
    if client_cert:
        context.load_cert_chain(client_cert, keyfile=client_key)
    return context


def basic_auth_header(username, password):
    if password is None:
        password = ''
    whole = to_bytes('%s:%s' % (to_native(username), to_native(password)))
    return b'Basic %s' % base64.b64encode(whole) if PY3 else 'Basic ' + base64.b64encode(whole)


def rfc2822_date_string(timetuple, zone='-0000'):
    import time
    return time.strftime('%a, %d %b %Y %H:%M:%S ', timetuple) + zone


def getpeercert(response, binary_form=False):
    raw = response.fp.raw if PY3 else response.fp._sock.fp
    # A connection without TLS has none.
    return raw._sock.getpeercert(binary_form) if hasattr(raw._sock, 'getpeercert') else None


def generic_urlparse(parts):
    named = dict((name, getattr(parts, name)) for name in (
        'scheme', 'netloc', 'path', 'params', 'query', 'fragment', 'username', 'password', 'hostname', 'port'))
    return type('ParseResultDottedDict', (dict,), {
        '__getattr__': dict.get, 'as_list': lambda self: [self.get(one) for one in (
            'scheme', 'netloc', 'path', 'params', 'query', 'fragment')]})(named)


class Request(object):
    """What several requests have in common."""

    DEFAULTS = dict(
        headers=None, use_proxy=True, force=False, timeout=10, validate_certs=True, url_username=None,
        url_password=None, http_agent=None, force_basic_auth=False, follow_redirects='urllib2', client_cert=None,
        client_key=None, cookies=None, unix_socket=None, ca_path=None, unredirected_headers=None, decompress=True,
        ciphers=None, use_netrc=True)

    def __init__(self, headers=None, **kwargs):
        self.__dict__.update(self.DEFAULTS)
        self.__dict__.update(kwargs)
        self.headers = headers or {}
        if not isinstance(self.headers, dict):
            raise ValueError('headers must be a dict: %r' % self.headers)
        if self.cookies is None:
            self.cookies = cookiejar.CookieJar()

    def open(self, method, url, data=None, headers=None, last_mod_time=None, use_gssapi=False, **kwargs):
        if headers is not None and not isinstance(headers, dict):
            raise ValueError('headers must be a dict')
        given = dict((name, kwargs[name] if kwargs.get(name) is not None else getattr(self, name))
                     for name in self.DEFAULTS if name != 'headers')
        whole = dict(self.headers, **(headers or {}))
        handlers = [redirect_handler(given['follow_redirects']), urllib_request.HTTPCookieProcessor(given['cookies'])]
        if given['unix_socket']:
            handlers.append(unix_handler(given['unix_socket']))
        if not given['use_proxy']:
            handlers.append(urllib_request.ProxyHandler({}))
        url = self.authenticate(url, given, whole, handlers)
        context = make_context(given['ca_path'], None, given['ciphers'], given['validate_certs'],
                               given['client_cert'], given['client_key'])
        handlers.append(urllib_request.HTTPSHandler(context=context))
        request = RequestWithMethod(url, method, to_bytes(data, nonstring='passthru'))
        request.add_header('User-agent', given['http_agent'] or 'ansible-httpget')
        if given['force']:
            request.add_header('cache-control', 'no-cache')
        elif last_mod_time:
            request.add_header('If-Modified-Since', rfc2822_date_string(last_mod_time.timetuple(), 'GMT'))
        once = set(one.lower() for one in given['unredirected_headers'] or [])
        for name, value in whole.items():
            add = request.add_unredirected_header if name.lower() in once else request.add_header
            add(name, value)
        return urllib_request.build_opener(*handlers).open(request, None, given['timeout'])

    def authenticate(self, url, given, headers, handlers):
        """Puts a login in the headers, or has it given when it is asked for; what stands in an address is taken out."""
        parts = urlparse(url)
        username, password = given['url_username'], given['url_password']
        if username:
            pass
        elif '@' in parts.netloc and parts.username:
            username, password = unquote(parts.username), unquote(parts.password or '')
        if '@' in parts.netloc:
            url = urlunparse(parts._replace(netloc=parts.netloc.rpartition('@')[2]))
        if username and not given['force_basic_auth']:
            known = urllib_request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, url, username, password)
            handlers.append(urllib_request.HTTPBasicAuthHandler(known))
            handlers.append(urllib_request.HTTPDigestAuthHandler(known))
        elif username:
            headers['Authorization'] = to_native(basic_auth_header(username, password))
        elif given['use_netrc'] and 'authorization' not in [name.lower() for name in headers]:
            try:
                login = netrc.netrc(os.environ.get('NETRC')).authenticators(parts.hostname)
            except (IOError, netrc.NetrcParseError):
                login = None
            if login and login[0] and login[2]:
                headers['Authorization'] = to_native(basic_auth_header(login[0], login[2]))
        return url

    def get(self, url, **kwargs):
        return self.open('GET', url, **kwargs)

    def options(self, url, **kwargs):
        return self.open('OPTIONS', url, **kwargs)

    def head(self, url, **kwargs):
        return self.open('HEAD', url, **kwargs)

    def post(self, url, data=None, **kwargs):
        return self.open('POST', url, data=data, **kwargs)

    def put(self, url, data=None, **kwargs):
        return self.open('PUT', url, data=data, **kwargs)

    def patch(self, url, data=None, **kwargs):
        return self.open('PATCH', url, data=data, **kwargs)

    def delete(self, url, **kwargs):
        return self.open('DELETE', url, **kwargs)


POSITIONS = ('use_proxy', 'force', 'last_mod_time', 'timeout', 'validate_certs', 'url_username', 'url_password',
             'http_agent', 'force_basic_auth', 'follow_redirects', 'client_cert', 'client_key', 'cookies')


def open_url(url, data=None, headers=None, method=None, *args, **kwargs):
    kwargs.update(zip(POSITIONS, args))
    kwargs.setdefault('use_proxy', True)
    return Request().open(method or ('POST' if data else 'GET'), url, data=data, headers=headers, **kwargs)


def url_argument_spec():
    return dict(
        url=dict(type='str'), force=dict(type='bool', default=False),
        http_agent=dict(type='str', default='ansible-httpget'), use_proxy=dict(type='bool', default=True),
        validate_certs=dict(type='bool', default=True), url_username=dict(type='str'),
        url_password=dict(type='str', no_log=True), force_basic_auth=dict(type='bool', default=False),
        client_cert=dict(type='path'), client_key=dict(type='path'), use_gssapi=dict(type='bool', default=False))


def headers_of(response):
    """Headers by their names in small letters; what came several times is joined."""
    found = {}
    for name, value in response.headers.items():
        name = name.lower()
        found[name] = ', '.join((found[name], value)) if name in found else value
    return found


def fetch_url(module, url, data=None, headers=None, method=None, use_proxy=None, force=False, last_mod_time=None,
              timeout=10, use_gssapi=False, unix_socket=None, ca_path=None, cookies=None, unredirected_headers=None,
              decompress=True, ciphers=None, use_netrc=True):
    """A request as a module's parameters have it. Gives the response (or None) and what is known of it."""
    params = module.params
    jar = cookies if cookies is not None else cookiejar.CookieJar()
    info = dict(url=url, status=-1)
    response = None
    try:
        response = open_url(
            url, data=data, headers=headers, method=method,
            use_proxy=params.get('use_proxy', True) if use_proxy is None else use_proxy, force=force,
            last_mod_time=last_mod_time, timeout=timeout, validate_certs=params.get('validate_certs', True),
            url_username=params.get('url_username', ''), url_password=params.get('url_password', ''),
            http_agent=params.get('http_agent', 'ansible-httpget'),
            force_basic_auth=params.get('force_basic_auth', ''),
            follow_redirects=params.get('follow_redirects', 'urllib2'), client_cert=params.get('client_cert'),
            client_key=params.get('client_key'), cookies=jar, unix_socket=unix_socket, ca_path=ca_path,
            unredirected_headers=unredirected_headers, ciphers=ciphers, use_netrc=use_netrc)
        info.update(headers_of(response))
        known = [(one.name, one.value) for one in jar]
        info['cookies'] = dict(known)
        info['cookies_string'] = '; '.join('%s=%s' % one for one in known)
        info.update(msg='OK (%s bytes)' % response.headers.get('Content-Length', 'unknown'), url=response.geturl(),
                    status=response.code)
    except (ConnectionError, ValueError) as error:
        module.fail_json(msg=to_native(error), **info)
    except urllib_error.HTTPError as error:
        response = error
        try:
            info.update(headers_of(error))
            body = error.read()
        except AttributeError:
            body = ''
        info.update({'msg': to_native(error), 'body': body, 'status': error.code})
    except urllib_error.URLError as error:
        info.update(dict(msg='Request failed: %s' % to_native(error), status=int(getattr(error, 'code', -1))))
    except http_client.BadStatusLine as error:
        info.update(dict(msg='Connection failure: connection was closed before a valid response was received: %s'
                         % to_native(error.line), status=-1))
    except socket.error as error:
        info.update(dict(msg='Connection failure: %s' % to_native(error), status=-1))
    except Exception as error:
        info.update(dict(msg='An unknown error occurred: %s' % to_native(error), exception=traceback.format_exc(),
                         status=-1))
    return response, info


def fetch_file(module, url, data=None, headers=None, method=None, use_proxy=True, force=False, last_mod_time=None,
               timeout=10, unredirected_headers=None, decompress=True, ciphers=None):
    """Path of a temporary file with what was fetched; it goes with the module's folder."""
    import tempfile
    name = os.path.splitext(urlparse(url).path.rpartition('/')[2])
    file = tempfile.NamedTemporaryFile(dir=module.tmpdir, prefix=name[0], suffix=name[1], delete=False)
    module.add_cleanup_file(file.name)
    try:
        response, info = fetch_url(module, url, data, headers, method, use_proxy, force, last_mod_time, timeout,
                                   unredirected_headers=unredirected_headers, ciphers=ciphers)
        if response is None or info['status'] >= 400:
            module.fail_json(msg='Failure downloading %s, %s' % (url, info['msg']))
        for block in iter(lambda: response.read(65536), b''):
            file.write(block)
        file.close()
    except Exception as error:
        module.fail_json(msg='Failure downloading %s, %s' % (url, to_native(error)))
    return file.name


def prepare_multipart(fields):
    """The content type and the body of a form: values are text, or mappings with content or filename."""
    import mimetypes
    import uuid
    if not isinstance(fields, Mapping):
        raise TypeError('Mapping is required, cannot be type %s' % fields.__class__.__name__)
    boundary = uuid.uuid4().hex
    lines = []
    for name, value in sorted(fields.items()):
        content, filename, kind = value, None, 'text/plain'
        if isinstance(value, Mapping):
            filename, content = value.get('filename'), value.get('content')
            if not filename and not content:
                raise ValueError('at least one of filename or content must be provided')
            kind = value.get('mime_type') or mimetypes.guess_type(filename or '')[0] or 'application/octet-stream'
            if filename and not content:
                with open(filename, 'rb') as file:
                    content = file.read()
        about = 'form-data; name="%s"' % name + ('; filename="%s"' % os.path.basename(filename) if filename else '')
        lines += ['--' + boundary, 'Content-Disposition: ' + about, 'Content-Type: ' + kind, '', content]
    body = b'\r\n'.join(to_bytes(one) for one in lines + ['--' + boundary + '--', ''])
    return 'multipart/form-data; boundary=%s' % boundary, body
