import { arg } from '../define.ts';

/** Options that modules which speak HTTP share. */
export const URL_ARGUMENTS = {
  url: arg.str({ required: true, doc: 'URL to ask.' }),
  force: arg.bool({ default: false, doc: 'Ask caches on the way for a fresh answer.' }),
  http_agent: arg.str({ default: 'ansible-httpget', doc: 'The User-Agent header.' }),
  use_proxy: arg.bool({ default: true, doc: "Honour the proxy of the target's environment." }),
  validate_certs: arg.bool({ default: true, doc: "Check the server's certificate." }),
  url_username: arg.str({ aliases: ['user', 'username'], doc: 'Name for authentication.' }),
  url_password: arg.str({
    aliases: ['password'],
    noLog: true,
    doc: 'Password for authentication.',
  }),
  force_basic_auth: arg.bool({
    default: false,
    doc: 'Send name and password without waiting for the server to ask.',
  }),
  client_cert: arg.path({ doc: 'Certificate of the client, in PEM form; may hold the key.' }),
  client_key: arg.path({ doc: "Key of the client's certificate, in PEM form." }),
  use_gssapi: arg.bool({ default: false, doc: 'Authenticate by GSSAPI; not supported.' }),
};
