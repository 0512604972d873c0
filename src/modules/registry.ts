import type { Module } from './contract.ts';

type Load = () => Promise<Module>;

/** Native modules by FQCN; each file is read when its module is first used. */
const MODULES: Readonly<Record<string, Load>> = {
  'ansible.builtin.apt': async () => (await import('./apt.ts')).apt,
  'ansible.builtin.apt_key': async () => (await import('./apt_key.ts')).apt_key,
  'ansible.builtin.apt_repository': async () =>
    (await import('./apt_repository.ts')).apt_repository,
  'ansible.builtin.assemble': async () => (await import('./assemble.ts')).assemble,
  'ansible.builtin.blockinfile': async () => (await import('./blockinfile.ts')).blockinfile,
  'ansible.builtin.command': async () => (await import('./command.ts')).command,
  'ansible.builtin.copy': async () => (await import('./copy.ts')).copy,
  'ansible.builtin.cron': async () => (await import('./cron.ts')).cron,
  'ansible.builtin.deb822_repository': async () =>
    (await import('./deb822_repository.ts')).deb822_repository,
  'ansible.builtin.debconf': async () => (await import('./debconf.ts')).debconf,
  'ansible.builtin.dnf': async () => (await import('./dnf.ts')).dnf,
  'ansible.builtin.dpkg_selections': async () =>
    (await import('./dpkg_selections.ts')).dpkg_selections,
  'ansible.builtin.expect': async () => (await import('./expect.ts')).expect,
  'ansible.builtin.fetch': async () => (await import('./fetch.ts')).fetch,
  'ansible.builtin.file': async () => (await import('./file.ts')).file,
  'ansible.builtin.find': async () => (await import('./find.ts')).find,
  'ansible.builtin.get_url': async () => (await import('./get_url.ts')).get_url,
  'ansible.builtin.getent': async () => (await import('./getent.ts')).getent,
  'ansible.builtin.git': async () => (await import('./git.ts')).git,
  'ansible.builtin.group': async () => (await import('./group.ts')).group,
  'ansible.builtin.hostname': async () => (await import('./hostname.ts')).hostname,
  'ansible.builtin.iptables': async () => (await import('./iptables.ts')).iptables,
  'ansible.builtin.known_hosts': async () => (await import('./known_hosts.ts')).known_hosts,
  'ansible.builtin.lineinfile': async () => (await import('./lineinfile.ts')).lineinfile,
  'ansible.builtin.package': async () => (await import('./package.ts')).package_,
  'ansible.builtin.package_facts': async () => (await import('./package_facts.ts')).package_facts,
  'ansible.builtin.ping': async () => (await import('./ping.ts')).ping,
  'ansible.builtin.pip': async () => (await import('./pip.ts')).pip,
  'ansible.builtin.raw': async () => (await import('./raw.ts')).raw,
  'ansible.builtin.replace': async () => (await import('./replace.ts')).replace,
  'ansible.builtin.rpm_key': async () => (await import('./rpm_key.ts')).rpm_key,
  'ansible.builtin.script': async () => (await import('./script.ts')).script,
  'ansible.builtin.service': async () => (await import('./service.ts')).service,
  'ansible.builtin.service_facts': async () => (await import('./service_facts.ts')).service_facts,
  'ansible.builtin.setup': async () => (await import('./setup.ts')).setup,
  'ansible.builtin.shell': async () => (await import('./shell.ts')).shell,
  'ansible.builtin.slurp': async () => (await import('./slurp.ts')).slurp,
  'ansible.builtin.stat': async () => (await import('./stat.ts')).stat,
  'ansible.builtin.subversion': async () => (await import('./subversion.ts')).subversion,
  'ansible.builtin.systemd': async () => (await import('./systemd.ts')).systemd,
  'ansible.builtin.sysvinit': async () => (await import('./sysvinit.ts')).sysvinit,
  'ansible.builtin.tempfile': async () => (await import('./tempfile.ts')).tempfile,
  'ansible.builtin.template': async () => (await import('./template.ts')).template,
  'ansible.builtin.unarchive': async () => (await import('./unarchive.ts')).unarchive,
  'ansible.builtin.uri': async () => (await import('./uri.ts')).uri,
  'ansible.builtin.user': async () => (await import('./user.ts')).user,
  'ansible.builtin.wait_for': async () => (await import('./wait_for.ts')).wait_for,
  'ansible.builtin.wait_for_connection': async () =>
    (await import('./wait_for_connection.ts')).wait_for_connection,
  'ansible.builtin.yum': async () => (await import('./yum.ts')).yum,
  'ansible.builtin.yum_repository': async () =>
    (await import('./yum_repository.ts')).yum_repository,
  'ansible.posix.acl': async () => (await import('./acl.ts')).acl,
  'ansible.posix.at': async () => (await import('./at.ts')).at,
  'ansible.posix.authorized_key': async () => (await import('./authorized_key.ts')).authorized_key,
  'ansible.posix.firewalld': async () => (await import('./firewalld.ts')).firewalld,
  'ansible.posix.mount': async () => (await import('./mount.ts')).mount,
  'ansible.posix.patch': async () => (await import('./patch.ts')).patch,
  'ansible.posix.seboolean': async () => (await import('./seboolean.ts')).seboolean,
  'ansible.posix.selinux': async () => (await import('./selinux.ts')).selinux,
  'ansible.posix.synchronize': async () => (await import('./synchronize.ts')).synchronize,
  'ansible.posix.sysctl': async () => (await import('./sysctl.ts')).sysctl,
  'community.crypto.get_certificate': async () =>
    (await import('./get_certificate.ts')).get_certificate,
  'community.crypto.openssh_keypair': async () =>
    (await import('./openssh_keypair.ts')).openssh_keypair,
  'community.crypto.openssl_csr': async () => (await import('./openssl_csr.ts')).openssl_csr,
  'community.crypto.openssl_csr_pipe': async () =>
    (await import('./openssl_csr_pipe.ts')).openssl_csr_pipe,
  'community.crypto.openssl_publickey': async () =>
    (await import('./openssl_publickey.ts')).openssl_publickey,
  'community.crypto.openssl_publickey_info': async () =>
    (await import('./openssl_publickey_info.ts')).openssl_publickey_info,
  'community.crypto.x509_certificate_pipe': async () =>
    (await import('./x509_certificate_pipe.ts')).x509_certificate_pipe,
  'community.crypto.openssl_privatekey_pipe': async () =>
    (await import('./openssl_privatekey_pipe.ts')).openssl_privatekey_pipe,
  'community.crypto.openssl_pkcs12': async () =>
    (await import('./openssl_pkcs12.ts')).openssl_pkcs12,
  'community.crypto.openssl_csr_info': async () =>
    (await import('./openssl_csr_info.ts')).openssl_csr_info,
  'community.crypto.openssl_dhparam': async () =>
    (await import('./openssl_dhparam.ts')).openssl_dhparam,
  'community.crypto.openssl_privatekey': async () =>
    (await import('./openssl_privatekey.ts')).openssl_privatekey,
  'community.crypto.openssl_privatekey_info': async () =>
    (await import('./openssl_privatekey_info.ts')).openssl_privatekey_info,
  'community.crypto.openssl_signature': async () =>
    (await import('./openssl_signature.ts')).openssl_signature,
  'community.crypto.openssl_signature_info': async () =>
    (await import('./openssl_signature_info.ts')).openssl_signature_info,
  'community.crypto.x509_certificate': async () =>
    (await import('./x509_certificate.ts')).x509_certificate,
  'community.crypto.x509_certificate_info': async () =>
    (await import('./x509_certificate_info.ts')).x509_certificate_info,
  'community.docker.docker_container': async () =>
    (await import('./docker_container.ts')).docker_container,
  'community.docker.docker_container_exec': async () =>
    (await import('./docker_container_exec.ts')).docker_container_exec,
  'community.docker.docker_container_info': async () =>
    (await import('./docker_container_info.ts')).docker_container_info,
  'community.docker.docker_host_info': async () =>
    (await import('./docker_host_info.ts')).docker_host_info,
  'community.docker.docker_image': async () => (await import('./docker_image.ts')).docker_image,
  'community.docker.docker_image_info': async () =>
    (await import('./docker_image_info.ts')).docker_image_info,
  'community.docker.docker_image_load': async () =>
    (await import('./docker_image_load.ts')).docker_image_load,
  'community.docker.docker_login': async () => (await import('./docker_login.ts')).docker_login,
  'community.docker.docker_network_info': async () =>
    (await import('./docker_network_info.ts')).docker_network_info,
  'community.docker.docker_prune': async () => (await import('./docker_prune.ts')).docker_prune,
  'community.docker.docker_volume_info': async () =>
    (await import('./docker_volume_info.ts')).docker_volume_info,
  'community.docker.docker_network': async () =>
    (await import('./docker_network.ts')).docker_network,
  'community.docker.docker_volume': async () => (await import('./docker_volume.ts')).docker_volume,
  'community.general.alternatives': async () => (await import('./alternatives.ts')).alternatives,
  'community.general.apache2_module': async () =>
    (await import('./apache2_module.ts')).apache2_module,
  'community.general.apk': async () => (await import('./apk.ts')).apk,
  'community.general.archive': async () => (await import('./archive.ts')).archive,
  'community.general.capabilities': async () => (await import('./capabilities.ts')).capabilities,
  'community.general.composer': async () => (await import('./composer.ts')).composer,
  'community.general.cronvar': async () => (await import('./cronvar.ts')).cronvar,
  'community.general.crypttab': async () => (await import('./crypttab.ts')).crypttab,
  'community.general.deploy_helper': async () => (await import('./deploy_helper.ts')).deploy_helper,
  'community.general.dpkg_divert': async () => (await import('./dpkg_divert.ts')).dpkg_divert,
  'community.general.filesize': async () => (await import('./filesize.ts')).filesize,
  'community.general.filesystem': async () => (await import('./filesystem.ts')).filesystem,
  'community.general.gem': async () => (await import('./gem.ts')).gem,
  'community.general.git_config': async () => (await import('./git_config.ts')).git_config,
  'community.general.homebrew': async () => (await import('./homebrew.ts')).homebrew,
  'community.general.htpasswd': async () => (await import('./htpasswd.ts')).htpasswd,
  'community.general.ini_file': async () => (await import('./ini_file.ts')).ini_file,
  'community.general.interfaces_file': async () =>
    (await import('./interfaces_file.ts')).interfaces_file,
  'community.general.locale_gen': async () => (await import('./locale_gen.ts')).locale_gen,
  'community.general.lvg': async () => (await import('./lvg.ts')).lvg,
  'community.general.lvol': async () => (await import('./lvol.ts')).lvol,
  'community.general.make': async () => (await import('./make.ts')).make,
  'community.general.modprobe': async () => (await import('./modprobe.ts')).modprobe,
  'community.general.npm': async () => (await import('./npm.ts')).npm,
  'community.general.pacman': async () => (await import('./pacman.ts')).pacman,
  'community.general.pam_limits': async () => (await import('./pam_limits.ts')).pam_limits,
  'community.general.pamd': async () => (await import('./pamd.ts')).pamd,
  'community.general.parted': async () => (await import('./parted.ts')).parted,
  'community.general.read_csv': async () => (await import('./read_csv.ts')).read_csv,
  'community.general.snap': async () => (await import('./snap.ts')).snap,
  'community.general.ssh_config': async () => (await import('./ssh_config.ts')).ssh_config,
  'community.general.sudoers': async () => (await import('./sudoers.ts')).sudoers,
  'community.general.supervisorctl': async () => (await import('./supervisorctl.ts')).supervisorctl,
  'community.general.timezone': async () => (await import('./timezone.ts')).timezone,
  'community.general.ufw': async () => (await import('./ufw.ts')).ufw,
  'community.general.xattr': async () => (await import('./xattr.ts')).xattr,
  'community.general.xml': async () => (await import('./xml.ts')).xml,
  'community.general.zypper': async () => (await import('./zypper.ts')).zypper,
  'community.mysql.mysql_db': async () => (await import('./mysql_db.ts')).mysql_db,
  'community.mysql.mysql_info': async () => (await import('./mysql_info.ts')).mysql_info,
  'community.mysql.mysql_query': async () => (await import('./mysql_query.ts')).mysql_query,
  'community.mysql.mysql_replication': async () =>
    (await import('./mysql_replication.ts')).mysql_replication,
  'community.mysql.mysql_role': async () => (await import('./mysql_role.ts')).mysql_role,
  'community.mysql.mysql_user': async () => (await import('./mysql_user.ts')).mysql_user,
  'community.mysql.mysql_variables': async () =>
    (await import('./mysql_variables.ts')).mysql_variables,
  'community.postgresql.postgresql_copy': async () =>
    (await import('./postgresql_copy.ts')).postgresql_copy,
  'community.postgresql.postgresql_db': async () =>
    (await import('./postgresql_db.ts')).postgresql_db,
  'community.postgresql.postgresql_ext': async () =>
    (await import('./postgresql_ext.ts')).postgresql_ext,
  'community.postgresql.postgresql_idx': async () =>
    (await import('./postgresql_idx.ts')).postgresql_idx,
  'community.postgresql.postgresql_info': async () =>
    (await import('./postgresql_info.ts')).postgresql_info,
  'community.postgresql.postgresql_lang': async () =>
    (await import('./postgresql_lang.ts')).postgresql_lang,
  'community.postgresql.postgresql_membership': async () =>
    (await import('./postgresql_membership.ts')).postgresql_membership,
  'community.postgresql.postgresql_owner': async () =>
    (await import('./postgresql_owner.ts')).postgresql_owner,
  'community.postgresql.postgresql_pg_hba': async () =>
    (await import('./postgresql_pg_hba.ts')).postgresql_pg_hba,
  'community.postgresql.postgresql_ping': async () =>
    (await import('./postgresql_ping.ts')).postgresql_ping,
  'community.postgresql.postgresql_privs': async () =>
    (await import('./postgresql_privs.ts')).postgresql_privs,
  'community.postgresql.postgresql_publication': async () =>
    (await import('./postgresql_publication.ts')).postgresql_publication,
  'community.postgresql.postgresql_query': async () =>
    (await import('./postgresql_query.ts')).postgresql_query,
  'community.postgresql.postgresql_schema': async () =>
    (await import('./postgresql_schema.ts')).postgresql_schema,
  'community.postgresql.postgresql_script': async () =>
    (await import('./postgresql_script.ts')).postgresql_script,
  'community.postgresql.postgresql_sequence': async () =>
    (await import('./postgresql_sequence.ts')).postgresql_sequence,
  'community.postgresql.postgresql_set': async () =>
    (await import('./postgresql_set.ts')).postgresql_set,
  'community.postgresql.postgresql_slot': async () =>
    (await import('./postgresql_slot.ts')).postgresql_slot,
  'community.postgresql.postgresql_subscription': async () =>
    (await import('./postgresql_subscription.ts')).postgresql_subscription,
  'community.postgresql.postgresql_table': async () =>
    (await import('./postgresql_table.ts')).postgresql_table,
  'community.postgresql.postgresql_tablespace': async () =>
    (await import('./postgresql_tablespace.ts')).postgresql_tablespace,
  'community.postgresql.postgresql_user': async () =>
    (await import('./postgresql_user.ts')).postgresql_user,
  'community.postgresql.postgresql_user_obj_stat_info': async () =>
    (await import('./postgresql_user_obj_stat_info.ts')).postgresql_user_obj_stat_info,
  'community.rabbitmq.rabbitmq_feature_flag': async () =>
    (await import('./rabbitmq_feature_flag.ts')).rabbitmq_feature_flag,
  'community.rabbitmq.rabbitmq_global_parameter': async () =>
    (await import('./rabbitmq_global_parameter.ts')).rabbitmq_global_parameter,
  'community.rabbitmq.rabbitmq_parameter': async () =>
    (await import('./rabbitmq_parameter.ts')).rabbitmq_parameter,
  'community.rabbitmq.rabbitmq_plugin': async () =>
    (await import('./rabbitmq_plugin.ts')).rabbitmq_plugin,
  'community.rabbitmq.rabbitmq_policy': async () =>
    (await import('./rabbitmq_policy.ts')).rabbitmq_policy,
  'community.rabbitmq.rabbitmq_user': async () =>
    (await import('./rabbitmq_user.ts')).rabbitmq_user,
  'community.rabbitmq.rabbitmq_user_limits': async () =>
    (await import('./rabbitmq_user_limits.ts')).rabbitmq_user_limits,
  'community.rabbitmq.rabbitmq_vhost': async () =>
    (await import('./rabbitmq_vhost.ts')).rabbitmq_vhost,
  'community.rabbitmq.rabbitmq_vhost_limits': async () =>
    (await import('./rabbitmq_vhost_limits.ts')).rabbitmq_vhost_limits,
  'kubernetes.core.helm': async () => (await import('./helm.ts')).helm,
  'kubernetes.core.helm_info': async () => (await import('./helm_info.ts')).helm_info,
  'kubernetes.core.helm_plugin': async () => (await import('./helm_plugin.ts')).helm_plugin,
  'kubernetes.core.helm_repository': async () =>
    (await import('./helm_repository.ts')).helm_repository,
  'kubernetes.core.helm_template': async () => (await import('./helm_template.ts')).helm_template,
  'kubernetes.core.k8s': async () => (await import('./k8s.ts')).k8s,
  'kubernetes.core.k8s_exec': async () => (await import('./k8s_exec.ts')).k8s_exec,
  'kubernetes.core.k8s_json_patch': async () =>
    (await import('./k8s_json_patch.ts')).k8s_json_patch,
  'kubernetes.core.k8s_log': async () => (await import('./k8s_log.ts')).k8s_log,
  'kubernetes.core.k8s_scale': async () => (await import('./k8s_scale.ts')).k8s_scale,
  'kubernetes.core.k8s_info': async () => (await import('./k8s_info.ts')).k8s_info,
};

/** Names under which a module of another FQCN is reached as well. */
const REDIRECTS: Readonly<Record<string, string>> = {
  'ansible.builtin.gather_facts': 'ansible.builtin.setup',
  'ansible.builtin.systemd_service': 'ansible.builtin.systemd',
};

/** Collections that modules have moved to, by the one that they were in: their old names reach them, too. */
const MOVED: Readonly<Record<string, readonly string[]>> = {
  'community.general': ['community.docker', 'community.postgresql'],
  'community.kubernetes': ['kubernetes.core'],
};

/** Modules that came to their collections after these had left ansible-core: no old or short name leads there. */
const YOUNG: ReadonlySet<string> = new Set([
  'community.crypto.x509_certificate',
  'community.crypto.x509_certificate_info',
  'community.docker.docker_container_exec',
  'community.docker.docker_image_load',
  'community.general.dpkg_divert',
  'community.general.filesize',
  'community.general.ssh_config',
  'community.general.sudoers',
]);

const byShortName = new Map(
  Object.keys(MODULES)
    .filter((name) => !YOUNG.has(name))
    .map((name) => [lastPart(name), name]),
);

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * The FQCN that a module name means: `copy`, `ansible.builtin.copy` and `ansible.legacy.copy` are one;
 * a short name also reaches the collections' modules, as Ansible's own redirects do.
 */
export function resolveModuleName(name: string): string | undefined {
  if (name in MODULES) return name;
  const redirect = REDIRECTS[name];
  if (redirect !== undefined) return redirect;
  const dots = name.split('.').length - 1;
  const core = name.startsWith('ansible.builtin.') || name.startsWith('ansible.legacy.');
  const short = lastPart(name);
  if (dots > 0 && !core) {
    const collections = MOVED[name.slice(0, -short.length - 1)] ?? [];
    return collections
      .map((one) => `${one}.${short}`)
      .find((moved) => moved in MODULES && !YOUNG.has(moved));
  }
  return byShortName.get(short) ?? REDIRECTS[`ansible.builtin.${short}`];
}

/** Loads the module that a name means; undefined when it is none of the native ones. */
export async function resolveModule(name: string): Promise<Module | undefined> {
  const resolved = resolveModuleName(name);
  return resolved === undefined ? undefined : MODULES[resolved]?.();
}

/** FQCNs of all native modules, sorted. */
export function moduleNames(): string[] {
  return Object.keys(MODULES).sort();
}
