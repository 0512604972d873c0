/** Keywords of ssh_config(5) that change nothing for a connection kept open by this program, or are heeded. */
const KNOWN = new Set(
  `addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains canonicalizefallbacklocal
  canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms certificatefile
  challengeresponseauthentication checkhostip cipher ciphers clearallforwardings compression compressionlevel
  connectionattempts connecttimeout controlmaster controlpath controlpersist dsaauthentication dynamicforward
  enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash forkafterauthentication
  forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports globalknownhostsfile gssapiauthentication
  gssapiclientidentity gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey
  gssapiserveridentity gssapitrustdns hashknownhosts host hostbasedacceptedalgorithms hostbasedauthentication
  hostbasedkeytypes hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown
  include ipqos kbdinteractiveauthentication kbdinteractivedevices keepalive kexalgorithms knownhostscommand
  localcommand localforward loglevel logverbose macs match nohostauthenticationforlocalhost numberofpasswordprompts
  passwordauthentication permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications protocol
  proxycommand proxyjump proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication
  rekeylimit remotecommand remoteforward requesttty requiredrsasize revokedhostkeys rsaauthentication
  securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype setenv skeyauthentication stdinnull
  streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tcpkeepalive tunnel tunneldevice
  updatehostkeys useprivilegedport user userknownhostsfile verifyhostkeydns visualhostkey xauthlocation`.split(
    /\s+/,
  ),
);

/** Keywords that ask for what only the ssh program can do. */
const FOREIGN = new Set([
  'pkcs11provider',
  'securitykeyprovider',
  'certificatefile',
  'knownhostscommand',
  'revokedhostkeys',
  'proxyusefdpass',
  'canonicalizehostname',
  'localforward',
  'remoteforward',
  'dynamicforward',
  'tunnel',
  'hostbasedauthentication',
  'verifyhostkeydns',
]);

/** Whether an option is left to the ssh program: to be done, or to be refused in its words. */
export function isForeign(keyword: string, value: string): boolean {
  if (!KNOWN.has(keyword)) return true;
  return FOREIGN.has(keyword) && !/^(no|none|false|)$/i.test(value);
}
