"""Values as YAML, by PyYAML."""
import yaml

from ansible.parsing.yaml.objects import AnsibleMapping, AnsibleSequence, AnsibleUnicode, AnsibleVaultEncryptedUnicode
from ansible.template.undefined import AnsibleUndefined
from ansible.utils.unsafe_proxy import AnsibleUnsafeBytes, AnsibleUnsafeText
from ansible.vars.hostvars import HostVars

Base = getattr(yaml, 'CSafeDumper', yaml.SafeDumper)


class AnsibleDumper(Base):
    pass


def represent_text(dumper, data):
    return Base.represent_str(dumper, str(data))


def represent_vault(dumper, data):
    return dumper.represent_scalar('!vault', data._ciphertext.decode(), style='|')


def represent_undefined(dumper, data):
    return bool(data)


for kind, represent in (
        (AnsibleUnicode, represent_text), (AnsibleUnsafeText, represent_text),
        (AnsibleUnsafeBytes, lambda dumper, data: Base.represent_binary(dumper, bytes(data))),
        (HostVars, lambda dumper, data: Base.represent_dict(dumper, dict(data))),
        (AnsibleSequence, Base.represent_list), (AnsibleMapping, Base.represent_dict),
        (AnsibleVaultEncryptedUnicode, represent_vault), (AnsibleUndefined, represent_undefined)):
    AnsibleDumper.add_representer(kind, represent)
