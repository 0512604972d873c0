import { describe, expect, it } from 'vitest';
import { derValue } from '../../src/modules/certificates/der.ts';
import { distributionPoints } from '../../src/modules/certificates/distribution-points.ts';
import {
  encodeGeneralName,
  shownGeneralName,
} from '../../src/modules/certificates/general-names.ts';

const shown = (name: string, encoding?: 'idna' | 'unicode'): string =>
  shownGeneralName(derValue(encodeGeneralName(name)), encoding);

describe('general names', () => {
  it.each([
    ['DNS:a.example', 'DNS:a.example'],
    ['DNS:*.bücher.example', 'DNS:*.xn--bcher-kva.example'],
    ['email:a@bücher.example', 'email:a@xn--bcher-kva.example'],
    [
      'URI:HTTPS://me:secret@Bücher.example:8080/A?b#c',
      'URI:https://me:secret@xn--bcher-kva.example:8080/A?b#c',
    ],
    ['URI:urn:a:b', 'URI:urn:a:b'],
    ['IP:10.0.0.0/8', 'IP:10.0.0.0/8'],
    ['RID:1.2.3', 'RID:1.2.3'],
    ['dirName:/CN=a/O=b', 'dirName:CN=a,O=b'],
    ['dirName:CN = a\\2cb, O=\\#c', 'dirName:CN=a\\,b,O=\\#c'],
    ['dirName:UID=d,CN=#6162', 'dirName:UID=d,CN=ab'],
    ['otherName:1.2.3;UTF8:a', 'otherName:1.2.3;0c:01:61'],
  ])('%s is shown as %s', (name, text) => {
    expect(shown(name)).toBe(text);
  });

  it('are shown in letters of all scripts, if wished', () => {
    expect(shown('DNS:*.bücher.example', 'unicode')).toBe('DNS:*.bücher.example');
    expect(shown('URI:https://bücher.example/', 'unicode')).toBe('URI:https://bücher.example/');
    expect(shown('email:a@bücher.example', 'idna')).toBe('email:a@xn--bcher-kva.example');
  });

  it.each([
    ['a.example', '(forgot "DNS:" prefix?)'],
    ['foo:a', '(potentially unsupported by cryptography backend)'],
    ['IP:1.2.3', ": '1.2.3' does not appear to be an IPv4 or IPv6 address"],
    ['IP:10.0.0.1/8', ': 10.0.0.1/8 has host bits set'],
    ['IP:10.0.0.0/33', ": '10.0.0.0/33' does not appear to be an IPv4 or IPv6 network"],
    [
      'dirName:/CN=a/O',
      ': Error while parsing distinguished name "/CN=a/O": cannot start part in "O"',
    ],
    ['dirName:CN=a,', ': Error while parsing distinguished name "CN=a,": unexpected end of string'],
    [
      'dirName:CN=#61,O=b',
      ': Error while parsing distinguished name "CN=#61,O=b": Invalid hex sequence entry ",O"',
    ],
    ['dirName:CN=#6', ': Error while parsing distinguished name "CN=#6": unexpected end of string'],
    [
      'dirName:CN=\\6x',
      ': Error while parsing distinguished name "CN=\\6x": Hex escape sequence "\\6x" has invalid second letter',
    ],
    ['dirName:C=DEU', ': Country name must be a 2 character country code'],
  ])('%s is refused', (name, reason) => {
    const text = `Cannot parse Subject Alternative Name "${name}"`;
    expect(() => encodeGeneralName(name)).toThrow(
      text + (reason.startsWith(':') ? reason : ` ${reason}`),
    );
  });
});

describe('distribution points', () => {
  const none = { full_name: null, relative_name: null, crl_issuer: null, reasons: null };

  it('may have a relative name', () => {
    const value = distributionPoints([{ ...none, relative_name: ['CN = a', 'O=b'] }]);
    expect(value.toString('hex')).toBe(
      '301a3018a016a114300806035504030c0161300806' + '0355040a0c0162',
    );
  });

  it('name the one that is wrong', () => {
    expect(() =>
      distributionPoints([
        { ...none, full_name: ['DNS:a'] },
        { ...none, crl_issuer: [] },
      ]),
    ).toThrow('Error while parsing CRL distribution point #1: crl_issuer must not be empty');
  });
});
