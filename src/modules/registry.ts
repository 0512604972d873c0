import type { Module } from './contract.ts';

type Load = () => Promise<Module>;

/** Native modules by FQCN; each file is read when its module is first used. */
const MODULES: Readonly<Record<string, Load>> = {
  'ansible.builtin.apt': async () => (await import('./ansible.builtin/apt.ts')).apt,
  'ansible.builtin.apt_key': async () => (await import('./ansible.builtin/apt_key.ts')).apt_key,
  'ansible.builtin.apt_repository': async () =>
    (await import('./ansible.builtin/apt_repository.ts')).apt_repository,
  'ansible.builtin.assemble': async () => (await import('./ansible.builtin/assemble.ts')).assemble,
  'ansible.builtin.blockinfile': async () =>
    (await import('./ansible.builtin/blockinfile.ts')).blockinfile,
  'ansible.builtin.command': async () => (await import('./ansible.builtin/command.ts')).command,
  'ansible.builtin.copy': async () => (await import('./ansible.builtin/copy.ts')).copy,
  'ansible.builtin.cron': async () => (await import('./ansible.builtin/cron.ts')).cron,
  'ansible.builtin.deb822_repository': async () =>
    (await import('./ansible.builtin/deb822_repository.ts')).deb822_repository,
  'ansible.builtin.debconf': async () => (await import('./ansible.builtin/debconf.ts')).debconf,
  'ansible.builtin.dnf': async () => (await import('./ansible.builtin/dnf.ts')).dnf,
  'ansible.builtin.dpkg_selections': async () =>
    (await import('./ansible.builtin/dpkg_selections.ts')).dpkg_selections,
  'ansible.builtin.expect': async () => (await import('./ansible.builtin/expect.ts')).expect,
  'ansible.builtin.fetch': async () => (await import('./ansible.builtin/fetch.ts')).fetch,
  'ansible.builtin.file': async () => (await import('./ansible.builtin/file.ts')).file,
  'ansible.builtin.find': async () => (await import('./ansible.builtin/find.ts')).find,
  'ansible.builtin.get_url': async () => (await import('./ansible.builtin/get_url.ts')).get_url,
  'ansible.builtin.getent': async () => (await import('./ansible.builtin/getent.ts')).getent,
  'ansible.builtin.git': async () => (await import('./ansible.builtin/git.ts')).git,
  'ansible.builtin.group': async () => (await import('./ansible.builtin/group.ts')).group,
  'ansible.builtin.hostname': async () => (await import('./ansible.builtin/hostname.ts')).hostname,
  'ansible.builtin.iptables': async () => (await import('./ansible.builtin/iptables.ts')).iptables,
  'ansible.builtin.known_hosts': async () =>
    (await import('./ansible.builtin/known_hosts.ts')).known_hosts,
  'ansible.builtin.lineinfile': async () =>
    (await import('./ansible.builtin/lineinfile.ts')).lineinfile,
  'ansible.builtin.package': async () => (await import('./ansible.builtin/package.ts')).package_,
  'ansible.builtin.package_facts': async () =>
    (await import('./ansible.builtin/package_facts.ts')).package_facts,
  'ansible.builtin.ping': async () => (await import('./ansible.builtin/ping.ts')).ping,
  'ansible.builtin.pip': async () => (await import('./ansible.builtin/pip.ts')).pip,
  'ansible.builtin.raw': async () => (await import('./ansible.builtin/raw.ts')).raw,
  'ansible.builtin.replace': async () => (await import('./ansible.builtin/replace.ts')).replace,
  'ansible.builtin.rpm_key': async () => (await import('./ansible.builtin/rpm_key.ts')).rpm_key,
  'ansible.builtin.script': async () => (await import('./ansible.builtin/script.ts')).script,
  'ansible.builtin.service': async () => (await import('./ansible.builtin/service.ts')).service,
  'ansible.builtin.service_facts': async () =>
    (await import('./ansible.builtin/service_facts.ts')).service_facts,
  'ansible.builtin.setup': async () => (await import('./ansible.builtin/setup.ts')).setup,
  'ansible.builtin.shell': async () => (await import('./ansible.builtin/shell.ts')).shell,
  'ansible.builtin.slurp': async () => (await import('./ansible.builtin/slurp.ts')).slurp,
  'ansible.builtin.stat': async () => (await import('./ansible.builtin/stat.ts')).stat,
  'ansible.builtin.subversion': async () =>
    (await import('./ansible.builtin/subversion.ts')).subversion,
  'ansible.builtin.systemd': async () => (await import('./ansible.builtin/systemd.ts')).systemd,
  'ansible.builtin.sysvinit': async () => (await import('./ansible.builtin/sysvinit.ts')).sysvinit,
  'ansible.builtin.tempfile': async () => (await import('./ansible.builtin/tempfile.ts')).tempfile,
  'ansible.builtin.template': async () => (await import('./ansible.builtin/template.ts')).template,
  'ansible.builtin.unarchive': async () =>
    (await import('./ansible.builtin/unarchive.ts')).unarchive,
  'ansible.builtin.uri': async () => (await import('./ansible.builtin/uri.ts')).uri,
  'ansible.builtin.user': async () => (await import('./ansible.builtin/user.ts')).user,
  'ansible.builtin.wait_for': async () => (await import('./ansible.builtin/wait_for.ts')).wait_for,
  'ansible.builtin.yum': async () => (await import('./ansible.builtin/yum.ts')).yum,
  'ansible.builtin.yum_repository': async () =>
    (await import('./ansible.builtin/yum_repository.ts')).yum_repository,
  'ansible.posix.acl': async () => (await import('./ansible.posix/acl.ts')).acl,
  'ansible.posix.at': async () => (await import('./ansible.posix/at.ts')).at,
  'ansible.posix.authorized_key': async () =>
    (await import('./ansible.posix/authorized_key.ts')).authorized_key,
  'ansible.posix.firewalld': async () => (await import('./ansible.posix/firewalld.ts')).firewalld,
  'ansible.posix.mount': async () => (await import('./ansible.posix/mount.ts')).mount,
  'ansible.posix.patch': async () => (await import('./ansible.posix/patch.ts')).patch,
  'ansible.posix.seboolean': async () => (await import('./ansible.posix/seboolean.ts')).seboolean,
  'ansible.posix.selinux': async () => (await import('./ansible.posix/selinux.ts')).selinux,
  'ansible.posix.synchronize': async () =>
    (await import('./ansible.posix/synchronize.ts')).synchronize,
  'ansible.posix.sysctl': async () => (await import('./ansible.posix/sysctl.ts')).sysctl,
  'community.crypto.certificate_complete_chain': async () =>
    (await import('./community.crypto/certificate_complete_chain.ts')).certificate_complete_chain,
  'community.crypto.get_certificate': async () =>
    (await import('./community.crypto/get_certificate.ts')).get_certificate,
  'community.crypto.openssh_cert': async () =>
    (await import('./community.crypto/openssh_cert.ts')).openssh_cert,
  'community.crypto.openssh_keypair': async () =>
    (await import('./community.crypto/openssh_keypair.ts')).openssh_keypair,
  'community.crypto.openssl_csr': async () =>
    (await import('./community.crypto/openssl_csr.ts')).openssl_csr,
  'community.crypto.openssl_csr_pipe': async () =>
    (await import('./community.crypto/openssl_csr_pipe.ts')).openssl_csr_pipe,
  'community.crypto.openssl_publickey': async () =>
    (await import('./community.crypto/openssl_publickey.ts')).openssl_publickey,
  'community.crypto.openssl_publickey_info': async () =>
    (await import('./community.crypto/openssl_publickey_info.ts')).openssl_publickey_info,
  'community.crypto.x509_certificate_pipe': async () =>
    (await import('./community.crypto/x509_certificate_pipe.ts')).x509_certificate_pipe,
  'community.crypto.x509_crl': async () =>
    (await import('./community.crypto/x509_crl.ts')).x509_crl,
  'community.crypto.x509_crl_info': async () =>
    (await import('./community.crypto/x509_crl_info.ts')).x509_crl_info,
  'community.crypto.openssl_privatekey_pipe': async () =>
    (await import('./community.crypto/openssl_privatekey_pipe.ts')).openssl_privatekey_pipe,
  'community.crypto.openssl_pkcs12': async () =>
    (await import('./community.crypto/openssl_pkcs12.ts')).openssl_pkcs12,
  'community.crypto.openssl_csr_info': async () =>
    (await import('./community.crypto/openssl_csr_info.ts')).openssl_csr_info,
  'community.crypto.openssl_dhparam': async () =>
    (await import('./community.crypto/openssl_dhparam.ts')).openssl_dhparam,
  'community.crypto.openssl_privatekey': async () =>
    (await import('./community.crypto/openssl_privatekey.ts')).openssl_privatekey,
  'community.crypto.openssl_privatekey_convert': async () =>
    (await import('./community.crypto/openssl_privatekey_convert.ts')).openssl_privatekey_convert,
  'community.crypto.openssl_privatekey_info': async () =>
    (await import('./community.crypto/openssl_privatekey_info.ts')).openssl_privatekey_info,
  'community.crypto.openssl_signature': async () =>
    (await import('./community.crypto/openssl_signature.ts')).openssl_signature,
  'community.crypto.openssl_signature_info': async () =>
    (await import('./community.crypto/openssl_signature_info.ts')).openssl_signature_info,
  'community.crypto.x509_certificate': async () =>
    (await import('./community.crypto/x509_certificate.ts')).x509_certificate,
  'community.crypto.x509_certificate_info': async () =>
    (await import('./community.crypto/x509_certificate_info.ts')).x509_certificate_info,
  'community.docker.docker_container': async () =>
    (await import('./community.docker/docker_container.ts')).docker_container,
  'community.docker.docker_container_exec': async () =>
    (await import('./community.docker/docker_container_exec.ts')).docker_container_exec,
  'community.docker.docker_container_info': async () =>
    (await import('./community.docker/docker_container_info.ts')).docker_container_info,
  'community.docker.docker_host_info': async () =>
    (await import('./community.docker/docker_host_info.ts')).docker_host_info,
  'community.docker.docker_image': async () =>
    (await import('./community.docker/docker_image.ts')).docker_image,
  'community.docker.docker_image_info': async () =>
    (await import('./community.docker/docker_image_info.ts')).docker_image_info,
  'community.docker.docker_image_load': async () =>
    (await import('./community.docker/docker_image_load.ts')).docker_image_load,
  'community.docker.docker_login': async () =>
    (await import('./community.docker/docker_login.ts')).docker_login,
  'community.docker.docker_network_info': async () =>
    (await import('./community.docker/docker_network_info.ts')).docker_network_info,
  'community.docker.docker_prune': async () =>
    (await import('./community.docker/docker_prune.ts')).docker_prune,
  'community.docker.docker_volume_info': async () =>
    (await import('./community.docker/docker_volume_info.ts')).docker_volume_info,
  'community.docker.docker_network': async () =>
    (await import('./community.docker/docker_network.ts')).docker_network,
  'community.docker.docker_volume': async () =>
    (await import('./community.docker/docker_volume.ts')).docker_volume,
  'community.general.alternatives': async () =>
    (await import('./community.general/alternatives.ts')).alternatives,
  'community.general.apache2_module': async () =>
    (await import('./community.general/apache2_module.ts')).apache2_module,
  'community.general.apk': async () => (await import('./community.general/apk.ts')).apk,
  'community.general.archive': async () => (await import('./community.general/archive.ts')).archive,
  'community.general.capabilities': async () =>
    (await import('./community.general/capabilities.ts')).capabilities,
  'community.general.composer': async () =>
    (await import('./community.general/composer.ts')).composer,
  'community.general.cronvar': async () => (await import('./community.general/cronvar.ts')).cronvar,
  'community.general.crypttab': async () =>
    (await import('./community.general/crypttab.ts')).crypttab,
  'community.general.deploy_helper': async () =>
    (await import('./community.general/deploy_helper.ts')).deploy_helper,
  'community.general.dpkg_divert': async () =>
    (await import('./community.general/dpkg_divert.ts')).dpkg_divert,
  'community.general.filesize': async () =>
    (await import('./community.general/filesize.ts')).filesize,
  'community.general.filesystem': async () =>
    (await import('./community.general/filesystem.ts')).filesystem,
  'community.general.gem': async () => (await import('./community.general/gem.ts')).gem,
  'community.general.git_config': async () =>
    (await import('./community.general/git_config.ts')).git_config,
  'community.general.homebrew': async () =>
    (await import('./community.general/homebrew.ts')).homebrew,
  'community.general.htpasswd': async () =>
    (await import('./community.general/htpasswd.ts')).htpasswd,
  'community.general.ini_file': async () =>
    (await import('./community.general/ini_file.ts')).ini_file,
  'community.general.interfaces_file': async () =>
    (await import('./community.general/interfaces_file.ts')).interfaces_file,
  'community.general.locale_gen': async () =>
    (await import('./community.general/locale_gen.ts')).locale_gen,
  'community.general.lvg': async () => (await import('./community.general/lvg.ts')).lvg,
  'community.general.lvol': async () => (await import('./community.general/lvol.ts')).lvol,
  'community.general.make': async () => (await import('./community.general/make.ts')).make,
  'community.general.modprobe': async () =>
    (await import('./community.general/modprobe.ts')).modprobe,
  'community.general.npm': async () => (await import('./community.general/npm.ts')).npm,
  'community.general.pacman': async () => (await import('./community.general/pacman.ts')).pacman,
  'community.general.pam_limits': async () =>
    (await import('./community.general/pam_limits.ts')).pam_limits,
  'community.general.pamd': async () => (await import('./community.general/pamd.ts')).pamd,
  'community.general.parted': async () => (await import('./community.general/parted.ts')).parted,
  'community.general.read_csv': async () =>
    (await import('./community.general/read_csv.ts')).read_csv,
  'community.general.snap': async () => (await import('./community.general/snap.ts')).snap,
  'community.general.ssh_config': async () =>
    (await import('./community.general/ssh_config.ts')).ssh_config,
  'community.general.sudoers': async () => (await import('./community.general/sudoers.ts')).sudoers,
  'community.general.supervisorctl': async () =>
    (await import('./community.general/supervisorctl.ts')).supervisorctl,
  'community.general.timezone': async () =>
    (await import('./community.general/timezone.ts')).timezone,
  'community.general.ufw': async () => (await import('./community.general/ufw.ts')).ufw,
  'community.general.xattr': async () => (await import('./community.general/xattr.ts')).xattr,
  'community.general.xml': async () => (await import('./community.general/xml.ts')).xml,
  'community.general.zypper': async () => (await import('./community.general/zypper.ts')).zypper,
  'community.mysql.mysql_db': async () => (await import('./community.mysql/mysql_db.ts')).mysql_db,
  'community.mysql.mysql_info': async () =>
    (await import('./community.mysql/mysql_info.ts')).mysql_info,
  'community.mysql.mysql_query': async () =>
    (await import('./community.mysql/mysql_query.ts')).mysql_query,
  'community.mysql.mysql_replication': async () =>
    (await import('./community.mysql/mysql_replication.ts')).mysql_replication,
  'community.mysql.mysql_role': async () =>
    (await import('./community.mysql/mysql_role.ts')).mysql_role,
  'community.mysql.mysql_user': async () =>
    (await import('./community.mysql/mysql_user.ts')).mysql_user,
  'community.mysql.mysql_variables': async () =>
    (await import('./community.mysql/mysql_variables.ts')).mysql_variables,
  'community.postgresql.postgresql_copy': async () =>
    (await import('./community.postgresql/postgresql_copy.ts')).postgresql_copy,
  'community.postgresql.postgresql_db': async () =>
    (await import('./community.postgresql/postgresql_db.ts')).postgresql_db,
  'community.postgresql.postgresql_ext': async () =>
    (await import('./community.postgresql/postgresql_ext.ts')).postgresql_ext,
  'community.postgresql.postgresql_idx': async () =>
    (await import('./community.postgresql/postgresql_idx.ts')).postgresql_idx,
  'community.postgresql.postgresql_info': async () =>
    (await import('./community.postgresql/postgresql_info.ts')).postgresql_info,
  'community.postgresql.postgresql_lang': async () =>
    (await import('./community.postgresql/postgresql_lang.ts')).postgresql_lang,
  'community.postgresql.postgresql_membership': async () =>
    (await import('./community.postgresql/postgresql_membership.ts')).postgresql_membership,
  'community.postgresql.postgresql_owner': async () =>
    (await import('./community.postgresql/postgresql_owner.ts')).postgresql_owner,
  'community.postgresql.postgresql_pg_hba': async () =>
    (await import('./community.postgresql/postgresql_pg_hba.ts')).postgresql_pg_hba,
  'community.postgresql.postgresql_ping': async () =>
    (await import('./community.postgresql/postgresql_ping.ts')).postgresql_ping,
  'community.postgresql.postgresql_privs': async () =>
    (await import('./community.postgresql/postgresql_privs.ts')).postgresql_privs,
  'community.postgresql.postgresql_publication': async () =>
    (await import('./community.postgresql/postgresql_publication.ts')).postgresql_publication,
  'community.postgresql.postgresql_query': async () =>
    (await import('./community.postgresql/postgresql_query.ts')).postgresql_query,
  'community.postgresql.postgresql_schema': async () =>
    (await import('./community.postgresql/postgresql_schema.ts')).postgresql_schema,
  'community.postgresql.postgresql_script': async () =>
    (await import('./community.postgresql/postgresql_script.ts')).postgresql_script,
  'community.postgresql.postgresql_sequence': async () =>
    (await import('./community.postgresql/postgresql_sequence.ts')).postgresql_sequence,
  'community.postgresql.postgresql_set': async () =>
    (await import('./community.postgresql/postgresql_set.ts')).postgresql_set,
  'community.postgresql.postgresql_slot': async () =>
    (await import('./community.postgresql/postgresql_slot.ts')).postgresql_slot,
  'community.postgresql.postgresql_subscription': async () =>
    (await import('./community.postgresql/postgresql_subscription.ts')).postgresql_subscription,
  'community.postgresql.postgresql_table': async () =>
    (await import('./community.postgresql/postgresql_table.ts')).postgresql_table,
  'community.postgresql.postgresql_tablespace': async () =>
    (await import('./community.postgresql/postgresql_tablespace.ts')).postgresql_tablespace,
  'community.postgresql.postgresql_user': async () =>
    (await import('./community.postgresql/postgresql_user.ts')).postgresql_user,
  'community.postgresql.postgresql_user_obj_stat_info': async () =>
    (await import('./community.postgresql/postgresql_user_obj_stat_info.ts'))
      .postgresql_user_obj_stat_info,
  'community.rabbitmq.rabbitmq_feature_flag': async () =>
    (await import('./community.rabbitmq/rabbitmq_feature_flag.ts')).rabbitmq_feature_flag,
  'community.rabbitmq.rabbitmq_global_parameter': async () =>
    (await import('./community.rabbitmq/rabbitmq_global_parameter.ts')).rabbitmq_global_parameter,
  'community.rabbitmq.rabbitmq_parameter': async () =>
    (await import('./community.rabbitmq/rabbitmq_parameter.ts')).rabbitmq_parameter,
  'community.rabbitmq.rabbitmq_plugin': async () =>
    (await import('./community.rabbitmq/rabbitmq_plugin.ts')).rabbitmq_plugin,
  'community.rabbitmq.rabbitmq_policy': async () =>
    (await import('./community.rabbitmq/rabbitmq_policy.ts')).rabbitmq_policy,
  'community.rabbitmq.rabbitmq_user': async () =>
    (await import('./community.rabbitmq/rabbitmq_user.ts')).rabbitmq_user,
  'community.rabbitmq.rabbitmq_user_limits': async () =>
    (await import('./community.rabbitmq/rabbitmq_user_limits.ts')).rabbitmq_user_limits,
  'community.rabbitmq.rabbitmq_vhost': async () =>
    (await import('./community.rabbitmq/rabbitmq_vhost.ts')).rabbitmq_vhost,
  'community.rabbitmq.rabbitmq_vhost_limits': async () =>
    (await import('./community.rabbitmq/rabbitmq_vhost_limits.ts')).rabbitmq_vhost_limits,
  'kubernetes.core.helm': async () => (await import('./kubernetes.core/helm.ts')).helm,
  'kubernetes.core.helm_info': async () =>
    (await import('./kubernetes.core/helm_info.ts')).helm_info,
  'kubernetes.core.helm_plugin': async () =>
    (await import('./kubernetes.core/helm_plugin.ts')).helm_plugin,
  'kubernetes.core.helm_repository': async () =>
    (await import('./kubernetes.core/helm_repository.ts')).helm_repository,
  'kubernetes.core.helm_template': async () =>
    (await import('./kubernetes.core/helm_template.ts')).helm_template,
  'kubernetes.core.k8s': async () => (await import('./kubernetes.core/k8s.ts')).k8s,
  'kubernetes.core.k8s_exec': async () => (await import('./kubernetes.core/k8s_exec.ts')).k8s_exec,
  'kubernetes.core.k8s_json_patch': async () =>
    (await import('./kubernetes.core/k8s_json_patch.ts')).k8s_json_patch,
  'kubernetes.core.k8s_log': async () => (await import('./kubernetes.core/k8s_log.ts')).k8s_log,
  'kubernetes.core.k8s_rollback': async () =>
    (await import('./kubernetes.core/k8s_rollback.ts')).k8s_rollback,
  'kubernetes.core.k8s_scale': async () =>
    (await import('./kubernetes.core/k8s_scale.ts')).k8s_scale,
  'kubernetes.core.k8s_service': async () =>
    (await import('./kubernetes.core/k8s_service.ts')).k8s_service,
  'kubernetes.core.k8s_info': async () => (await import('./kubernetes.core/k8s_info.ts')).k8s_info,
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
  'community.crypto.openssl_csr_pipe',
  'community.crypto.openssl_privatekey_convert',
  'community.crypto.openssl_privatekey_pipe',
  'community.crypto.openssl_publickey_info',
  'community.crypto.openssl_signature',
  'community.crypto.openssl_signature_info',
  'community.crypto.x509_certificate',
  'community.crypto.x509_certificate_info',
  'community.crypto.x509_certificate_pipe',
  'community.docker.docker_container_exec',
  'community.docker.docker_image_load',
  'community.general.dpkg_divert',
  'community.general.filesize',
  'community.general.ssh_config',
  'community.general.sudoers',
  'community.mysql.mysql_role',
  'community.postgresql.postgresql_script',
  'community.rabbitmq.rabbitmq_feature_flag',
  'community.rabbitmq.rabbitmq_user_limits',
  'kubernetes.core.helm_info',
  'kubernetes.core.helm_plugin',
  'kubernetes.core.helm_repository',
  'kubernetes.core.helm_template',
  'kubernetes.core.k8s_exec',
  'kubernetes.core.k8s_json_patch',
  'kubernetes.core.k8s_log',
  'kubernetes.core.k8s_rollback',
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
